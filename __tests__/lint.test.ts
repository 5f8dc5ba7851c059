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

/** For each row of the table in CONTRIBUTING, imports that violate it. */
const forbidden: Readonly<Record<string, string>> = {
  'thresholds/neon/planted.ts': '../../model/names',
  // A service that nobody has heard of is held to the same.
  'thresholds/third/planted.ts': '../services',
  'handlers/third/planted.ts': '../upstash/info',
  'handlers/neon/third.ts': '../third/planted',
  'handlers/third/deep/planted.ts': '../../upstash/info',
  'model/planted.ts': '../stacks/app',
  'model/checks/planted.ts': '../../environments',
  'handlers/neon/planted.ts': '../upstash/info',
  'handlers/lib/planted.ts': '../driver/slots',
  'handlers/aws/planted.ts': '../driver/slots',
  'handlers/driver/planted.ts': '../neon/sleep',
  'handlers/driver/third.ts': '../third/planted',
  'handlers/driver/rows.ts': '../../thresholds/third/planted',
  'handlers/planted.ts': '../reports/markdown',
  'stacks/dashboard/planted.ts': '../../handlers/lib/url',
  'stacks/planted.ts': '../environments',
  'reports/plan/planted.ts': '../../commands/shared/program',
  'reports/planted.ts': '../stacks/account',
  'preview/view/planted.ts': '../../handlers/driver/slots',
  'preview/planted.ts': '../stacks/app',
  'commands/planted.ts': '../handlers/lib/url',
  '__tests__/planted.ts': '../environments',
  '__tests__/reports/planted.ts': '../../commands/shared/current-project',
};
const RESTRICTED = 'lint/style/noRestrictedImports';
const CYCLE = 'lint/suspicious/noImportCycles';

test('a forbidden import, an import cycle and an overly complex function fail lint', () => {
  const planted = Object.entries(forbidden).map(([file, from]) => [
    file,
    `import * as wrong from '${from}';\n\nexport const planted = wrong;\n`,
  ]);
  const knots = Array.from({ length: 6 }, (_, i) => `${'  '.repeat(i + 1)}if (n > ${i}) {`).join('\n');
  const found = findings({
    ...Object.fromEntries(planted),
    // A cycle of only types counts too.
    'model/one.ts': "import type { Two } from './two';\n\nexport interface One {\n  readonly two: Two;\n}\n",
    'model/two.ts': "import type { One } from './one';\n\nexport interface Two {\n  readonly one?: One;\n}\n",
    'reports/knot.ts': `export function knot(n: number): number {\n${knots}\n return 1;${'}'.repeat(6)}\n  return 0;\n}\n`,
  });
  expect(found.sort()).toEqual(
    [
      ...Object.keys(forbidden).map((file) => `${file}: ${RESTRICTED}`),
      `model/one.ts: ${CYCLE}`,
      `model/two.ts: ${CYCLE}`,
      'reports/knot.ts: lint/complexity/noExcessiveCognitiveComplexity',
    ].sort(),
  );
});
