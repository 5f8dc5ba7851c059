import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectCopy } from './support/project/copy';

/** Biome's findings in a copy of the project with these additional files, as `file: rule`. */
function findings(files: Readonly<Record<string, string>>): string[] {
  const copy = projectCopy({ name: 'lint', tests: true });
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(copy.path, path)), { recursive: true });
      writeFileSync(join(copy.path, path), text);
    }
    const biome = join(__dirname, '..', 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
    const { stdout } = spawnSync(process.execPath, [biome, ...args], {
      cwd: copy.path,
      encoding: 'utf8',
      maxBuffer: 64_000_000,
    });
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: readonly { category: string; location: { path: string | { file: string } } }[];
    };
    return diagnostics.map(({ category, location: { path } }) => {
      const file = typeof path === 'string' ? path : path.file;
      return `${file.replace(/^\.\//, '')}: ${category}`;
    });
  } finally {
    copy.remove();
  }
}

/** For each row of the table in CONTRIBUTING, imports that violate it, however they are spelled. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  'thresholds/planted': ['../model/names', '../environments', '../__tests__/fixtures/environments'],
  'thresholds/neon/planted': ['../../model/names', '../upstash', '../upstash/rows', '../services'],
  'thresholds/neon/runbook/planted': ['../../upstash/rows', '../../services', '../../../model/names'],
  'thresholds/common/planted': ['../neon/rows', '../services'],
  // The same holds for a service that biome.json does not name.
  'thresholds/third/planted': ['../services', '../neon/rows'],
  'model/planted': ['../stacks/app', '../environments.js', '../__tests__/fixtures/environments'],
  'model/checks/planted': ['../../environments', '../../main', '../../thresholds/../stacks/app'],
  'handlers/planted': ['../reports/markdown', '../environments'],
  'handlers/lib/planted': [
    '../driver/slots',
    '../driver',
    '../../handlers/driver/slots',
    '../../thresholds/neon/rows',
  ],
  'handlers/aws/planted': ['../driver/slots', '../../stacks/app'],
  'handlers/bundle/planted': ['../neon/slow', '../driver/slots'],
  'handlers/driver/planted': ['../neon/slow', '../neon', '../lib/../neon/slow', '../../handlers/neon/slow'],
  'handlers/driver/databases/planted': ['../../neon/slow', '../../../thresholds/neon/rows', '../../../main'],
  'handlers/driver/third': ['../third/planted', '../../thresholds/third/planted', '../../preview/options'],
  'handlers/neon/planted': [
    '../upstash/info',
    '../upstash',
    '../third/planted',
    '../../thresholds/upstash/rows',
  ],
  'handlers/neon/advice/planted': ['../../upstash/info', '../../../stacks/app', './../../upstash/info'],
  'handlers/upstash/checkup/planted': [
    '../../neon/slow',
    '../../../thresholds/neon/checks',
    './../../neon/slow',
  ],
  'handlers/third/planted': ['../upstash/info', '../../thresholds/neon/rows', '../../thresholds/../main'],
  'handlers/third/deep/planted': ['../../upstash/info', '../../../stacks/app'],
  'stacks/planted': ['../environments', '../handlers/lib/url', '../reports/markdown'],
  'stacks/dashboard/planted': ['../../handlers/lib/url', '../../__tests__/fixtures/environments'],
  'stacks/dashboard/worst/planted': [
    '../../../handlers/lib/url',
    '../../../reports/markdown',
    '../../../main',
  ],
  'reports/planted': ['../stacks/account', './plan/../../stacks/account'],
  'reports/plan/planted': ['../../commands/shared/program', '../cost/../../stacks/account'],
  'reports/cost/actual/planted': ['../../../stacks/account', '../../../commands/shared/program'],
  'preview/planted': ['../stacks/app', '../handlers/bundle/archive'],
  'preview/view/planted': ['../../handlers/driver/slots', '../../reports/markdown', '../../environments'],
  'preview/widgets/planted': ['../page/main', '../web/protocol', '../../stacks/deployed', 'node:fs'],
  'preview/widgets/views/planted': ['../../page/main', '../../../stacks/deployed', '../../web/protocol'],
  'preview/page/planted': ['../functions/sink', '../web/server', '../../environments', 'node:fs'],
  'preview/page/state/planted': [
    '../dom',
    '../../web/server',
    '../../../environments',
    '../../functions/sink',
  ],
  'commands/planted': ['../handlers/lib/url', '../preview/options', '../__tests__/fixtures/environments'],
  'commands/shared/planted': ['../../preview/options', '../../handlers/neon'],
  '__tests__/planted': ['../environments', '../environments.js', '../commands/shared/current-project.js'],
  '__tests__/a/b/c/d/e/planted': [
    '../../../../../../environments',
    '../../../../../../model/../environments',
  ],
  '__tests__/reports/planted': ['../../commands/shared/current-project'],
};
const plants = Object.entries(forbidden).flatMap(([file, imports]) =>
  imports.map((from, i) => [`${file}${i}.ts`, from] as const),
);

/** Other ways to import, which would escape the rules and the search for cycles. */
const others: Readonly<Record<string, readonly [text: string, rule: string]>> = {
  'handlers/driver/by-require.ts': [
    "export const planted = require('../neon/slow');\n",
    'lint/style/noCommonJs',
  ],
  'environments.ts': ["export * from './stacks/app';\n", 'lint/style/noRestrictedImports'],
  'main.ts': ["export * from './preview/options';\n", 'lint/style/noRestrictedImports'],
  'model/by-type.ts': ["export type Planted = import('../stacks/app').AppConfig;\n", 'plugin'],
  'model/by-call.ts': [
    "export const planted = () => import('../stacks/app');\n",
    'lint/style/noRestrictedImports',
  ],
  'handlers/driver/by-export.ts': ["export * from '../neon/slow';\n", 'lint/style/noRestrictedImports'],
};

const RESTRICTED = 'lint/style/noRestrictedImports';
const CYCLE = 'lint/suspicious/noImportCycles';

test('a forbidden import, an import cycle and an overly complex function fail lint', () => {
  const planted = plants.map(([file, from]) => [
    file,
    `import * as wrong from '${from}';\n\nexport const planted = wrong;\n`,
  ]);
  const otherwise = Object.entries(others).map(([file, [text]]) => [file, text]);
  const knots = Array.from({ length: 6 }, (_, i) => `${'  '.repeat(i + 1)}if (n > ${i}) {`).join('\n');
  const found = findings({
    ...Object.fromEntries([...planted, ...otherwise]),
    // A cycle of only types counts too.
    'model/one.ts': "import type { Two } from './two';\n\nexport interface One {\n  readonly two: Two;\n}\n",
    'model/two.ts': "import type { One } from './one';\n\nexport interface Two {\n  readonly one?: One;\n}\n",
    'reports/knot.ts': `export function knot(n: number): number {\n${knots}\n return 1;${'}'.repeat(6)}\n  return 0;\n}\n`,
  });
  expect(found.sort()).toEqual(
    [
      ...plants.map(([file]) => `${file}: ${RESTRICTED}`),
      ...Object.entries(others).map(([file, [, rule]]) => `${file}: ${rule}`),
      `model/one.ts: ${CYCLE}`,
      `model/two.ts: ${CYCLE}`,
      'reports/knot.ts: lint/complexity/noExcessiveCognitiveComplexity',
    ].sort(),
  );
});
