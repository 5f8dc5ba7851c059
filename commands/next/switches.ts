import cdktnDifferences from './cdktn/differences.json';
import cdktnPackages from './cdktn/package.json';
import type { Difference } from './differences';
import provider6Differences from './provider-6/differences.json';
import provider6Packages from './provider-6/package.json';

/** A text that a switch replaces. It must be in the file exactly once, so that no edit is lost or made twice. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** An expected difference of the synthesis, and why it is right. */
export interface Expected extends Difference {
  readonly why: string;
}

/** A switch to other libraries that this project keeps open; `docs/upgrade.md` says when to make it. */
export interface Switch {
  readonly what: string;
  /** New packages by exact version. `commands/next/<name>/` locks them. */
  readonly packages: Readonly<Record<string, string>>;
  /** New packages that only the terminal needs. They are not installed in the copy. */
  readonly commands: Readonly<Record<string, string>>;
  /** Packages that go, and what imports name in their place. */
  readonly replaced: Readonly<Record<string, string>>;
  readonly edits: readonly Edit[];
  readonly expected: readonly Expected[];
}

/** Provider 5.100 rejects Node.js 24; provider 6 accepts it from 6.20 on (hashicorp/terraform-provider-aws#44986). */
const runtime: readonly Edit[] = [
  {
    file: 'stacks/collector/function.ts',
    from: `      // The newest runtime that this version of the AWS provider accepts; AWS deprecates it on 30 April 2027.
      runtime: 'nodejs22.x',`,
    to: `      // AWS deprecates it on 30 April 2028.
      runtime: 'nodejs24.x',`,
  },
  { file: '__tests__/stacks/collector/function.test.ts', from: "'nodejs22.x'", to: "'nodejs24.x'" },
  {
    file: '__tests__/stacks/collector/__snapshots__/function.test.ts.snap',
    from: 'runtime = "nodejs22.x"',
    to: 'runtime = "nodejs24.x"',
  },
  { file: '__tests__/fixtures/design-tables.json', from: '"nodejs22.x"', to: '"nodejs24.x"' },
];

const cdktn: readonly Edit[] = [
  {
    file: 'stacks/app.ts',
    from: 'new App({ stackTraces: false, ',
    // cdktn assumes 1.5.7 otherwise, and rejects the state's lock in S3.
    to: "new App({ stackTraces: false, context: { targetVersions: { terraform: '>=1.11.0' } }, ",
  },
  // Its command and its AWS provider require Node.js 22.
  { file: 'package.json', from: '"node": ">=20.18"', to: '"node": ">=22.19"' },
  { file: 'preview/setup/packages.mjs', from: 'OLDEST = [20, 18]', to: 'OLDEST = [22, 19]' },
  {
    file: '__tests__/preview/setup.test.ts',
    from: `  ['18.20.8', 'This is Node.js 18.20.8, but 20.18 or later is required.'],
  ['20.17.1', 'This is Node.js 20.17.1, but 20.18 or later is required.'],
  ['20.18.0', undefined],
  ['22.0.0', undefined],
`,
    to: `  ['20.18.0', 'This is Node.js 20.18.0, but 22.19 or later is required.'],
  ['22.18.0', 'This is Node.js 22.18.0, but 22.19 or later is required.'],
  ['22.19.0', undefined],
  ['24.0.0', undefined],
`,
  },
  ...['__tests__/bench/synthesis.ts', '__tests__/deployment/support/terraform.ts'].map((file) => ({
    file,
    from: "'cdktf-cli', 'bundle', 'bin', 'cdktf.js'",
    to: "'cdktn-cli', 'bundle', 'bin', 'cdktn.js'",
  })),
];

export const switches: Readonly<Record<string, Switch>> = {
  'provider-6': {
    what: "version 6 of the AWS provider, still with CDKTF; Lambda's Node.js 24",
    packages: provider6Packages.dependencies,
    commands: {},
    replaced: {},
    edits: runtime,
    expected: provider6Differences,
  },
  cdktn: {
    what: "cdktn, the maintained continuation of CDKTF, with version 6 of the AWS provider; Lambda's Node.js 24",
    packages: cdktnPackages.dependencies,
    commands: { 'cdktn-cli': '0.24.0' },
    replaced: { cdktf: 'cdktn', 'cdktf-cli': 'cdktn-cli', '@cdktf/provider-aws': '@cdktn/provider-aws' },
    edits: [...runtime, ...cdktn],
    expected: cdktnDifferences,
  },
};
