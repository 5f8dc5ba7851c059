import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badEdits, goodEdits, type UserEdit } from './fixtures/user-edits';
import { projectCopy } from './support/project/copy';
import { type Ended, run, sourceErrors } from './support/project/programs';

/**
 * `environments.ts` belongs to its users. This makes the edits that README and docs/deploy.md describe in copies of the
 * project: each alone, which is validated, synthesized, documented, compiled and linted; and all at once, followed by the
 * quick part of the gate: `npm run docs`, `npm run check`, and the tests that read the table or the documents made from
 * it. No other test can depend on the table: lint forbids importing it or what reads it (see lint.test.ts), and programs
 * that read it run in a copy with the tests' own tables (`projectCopy`).
 */
const shipped = readFileSync(join(__dirname, 'fixtures', 'environments-as-shipped.txt'), 'utf8');
function edited(text: string, [what, from, to]: UserEdit): string {
  if (!text.includes(from)) throw new Error(`${what}: the table does not have ${from}`);
  return text.replace(from, () => to);
}

const copy = projectCopy({ name: 'user-edits', tests: true, environments: shipped });
afterAll(() => copy.remove());
const write = (file: string, text: string) => writeFileSync(join(copy.path, file), text);

/** The files of an application that docs/application-metrics.md shows; the index is replaced, as a user without others would edit it. */
const application = readFileSync(join(__dirname, '..', 'docs', 'application-metrics.md'), 'utf8').matchAll(
  /`(thresholds\/application\/[a-z]+\.ts)`:\n\n```ts\n([\s\S]*?)\n```/g,
);
const applicationFiles = [...application].map(([, file = '', text = '']) => [file, `${text}\n`] as const);
function addApplication(path: string): void {
  for (const [file, text] of applicationFiles) writeFileSync(join(path, file), text);
}
addApplication(copy.path);

type Made = { readonly terraform: string; readonly documents: object } | { readonly problem: string };
/** Writes the edits, each to a file of its own beside `environments.ts`. @returns the files, in order */
function written(kind: string, edits: readonly UserEdit[]): string[] {
  return edits.map((edit, i) => {
    const file = `environments.${kind}${i}.ts`;
    write(file, edited(shipped, edit));
    return file;
  });
}
const madeOf = (...files: readonly string[]) =>
  JSON.parse(run(copy.path, 'tsx', '__tests__/fixtures/runs/tables.ts', ...files).stdout) as Record<
    string,
    Made
  >;

test('the table of the fixture is as this project ships it: the edits of the documents are edits of it', () => {
  const documents = ['README.md', 'docs/deploy.md'].map((file) =>
    readFileSync(join(__dirname, '..', file), 'utf8'),
  );
  for (const said of [
    "{ ...common, name: 'load-test', region: 'eu-central-1', level: 'core', logRetentionDays: 7 },",
    'overrides: { neon: { SlowQueries: { warning: 8, critical: 16 } } },',
    'limits: { databaseGigabytes: 10 }',
    "applications: ['checkout']",
    "MemoryUsage: { anomaly: { band: 2, side: 'both' } }",
    "{ protocol: 'email', endpoint: 'oncall@example.com' }",
  ]) {
    expect(documents.join()).toContain(said);
    expect(goodEdits.map(([, , to]) => to).join()).toContain(said);
  }
});

describe('each edit alone', () => {
  const files = written('good', goodEdits);
  let made: Readonly<Record<string, Made>> = {};
  beforeAll(() => {
    made = madeOf('environments.ts', ...files);
  });

  test('is valid, can be synthesized and documented, and changes what is deployed', () => {
    const unedited = made['environments.ts'];
    for (const [i, file] of files.entries())
      expect([goodEdits[i]?.[0], made[file]]).toEqual([
        goodEdits[i]?.[0],
        { terraform: expect.not.stringContaining(terraformOf(unedited)), documents: expect.anything() },
      ]);
  });

  test('leaves a runbook whose commands are for an environment of the table', () => {
    for (const [i, file] of files.entries()) {
      const renamed = goodEdits[i]?.[0] === 'another name for production';
      const set = `ENVIRONMENT=${renamed ? 'live' : 'production'}\n`;
      expect([goodEdits[i]?.[0], made[file]]).toEqual([
        goodEdits[i]?.[0],
        expect.objectContaining({
          documents: expect.objectContaining({ 'runbook.md': expect.stringContaining(set) }),
        }),
      ]);
    }
  });

  test('compiles, and passes lint', () => {
    expect(applicationFiles.map(([file]) => file)).toEqual([
      'thresholds/application/checkout.ts',
      'thresholds/application/applications.ts',
    ]);
    expect(sourceErrors(copy.path, '*.bad*.ts')).toEqual([]);
    const lint = run(
      copy.path,
      'biome',
      'check',
      '--error-on-warnings',
      '--vcs-enabled=false',
      ...files,
      'thresholds/application',
    );
    expect(lint).toMatchObject({ status: 0, stderr: '' });
  });
});
function terraformOf(made: Made | undefined): string {
  if (!made || !('terraform' in made)) throw new Error(`not synthesized: ${made?.problem}`);
  return made.terraform;
}

/** The tests that read `environments.ts`, or the documents that are made from it. */
const READING = ['checks/environments', 'reports/documents'];

describe('all edits at once', () => {
  const whole = projectCopy({
    ...{ name: 'all-edits', tests: true },
    environments: goodEdits.reduce(edited, shipped),
  });
  afterAll(() => whole.remove());
  addApplication(whole.path);
  const npm = (...args: readonly string[]) => run(whole.path, 'npm', 'run', '--silent', ...args);

  test('require npm run docs, and nothing else', () => {
    const before = npm('docs', '--', '--check');
    expect(before).toMatchObject({ status: 1, stderr: expect.stringContaining('Run "npm run docs"') });
    expect(npm('docs')).toMatchObject({ status: 0, stderr: '' });
  });

  test('are then green in npm run check: lint, types and documents', () => {
    // Lint asks git which files do not belong to the project.
    run(whole.path, 'git', 'init', '--quiet');
    const { status, stdout, stderr } = npm('check');
    expect([status, status === 0 || stdout + stderr]).toEqual([0, true]);
  });

  test('and in the tests', () => {
    const { status, stderr } = npm('test:unit', '--', '--ci', '--runInBand', ...READING);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^Test Suites: 2 passed, 2 total$/m)]);
  });
});

describe('a wrong edit', () => {
  test('is reported in one line with file, environment, field and what to do', () => {
    const files = written(
      'bad',
      badEdits.map(([what, from, to]): UserEdit => [what, from, to]),
    );
    const made = madeOf(...files);
    for (const [i, file] of files.entries()) {
      const [what, , , says] = badEdits[i] ?? [];
      const { problem = '' } = made[file] as { problem?: string };
      expect([what, problem.split('\n')]).toEqual([
        what,
        ['environments.ts has 1 problem:', expect.stringContaining(`  ${says}`)],
      ]);
    }
  });

  test.each([
    ['npx tsx main.ts', 'main.ts'],
    ['npm run docs', 'commands/docs.ts'],
    ['npm run cost', 'commands/cost.ts'],
    ['npm run plan -- --list', 'commands/plan.ts', '--list'],
    ['npm run plan-report', 'commands/plan-report.ts', 'plan.json'],
    ['npm run deploy -- production', 'commands/deploy.ts', 'production'],
    ['npm run secrets -- production', 'commands/secrets.ts', 'production'],
    ['npm run bootstrap', 'commands/bootstrap.ts'],
  ])('makes %s report every problem once, without a stack trace, and end with 1', (_, ...args) => {
    write('environments.ts', [badEdits[0], badEdits[3], badEdits[6]].reduce(wronged, shipped));
    const { status, stdout, stderr }: Ended = run(copy.path, 'tsx', ...args);
    expect({ status, stdout, stderr }).toEqual({
      ...{ status: 1, stdout: '' },
      stderr:
        'environments.ts has 3 problems:\n' +
        '  project is "acme--shop": use lowercase letters, digits and single hyphens.\n' +
        '  staging: level is missing: use one of core, detailed, extended.\n' +
        '  production: logRetentionDays is 42: use one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, ' +
        '731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.\n',
    });
  });
});
function wronged(text: string, edit: (typeof badEdits)[number] | undefined): string {
  if (!edit) throw new Error('there is no such edit');
  const [what, from, to] = edit;
  return edited(text, [what, from, to]);
}
