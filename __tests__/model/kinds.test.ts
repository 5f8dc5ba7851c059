import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectCopy } from '../support/project/copy';
import { compileErrors, run } from '../support/project/programs';

/**
 * A new kind of threshold needs its type in `thresholds/row.ts`, and a function and an entry in `model/threshold.ts`. This adds one
 * to a copy of the project, and runs the compiler at each step.
 */
const SHAPE = `
/** A multiple of the row's value in quiet hours. */
export interface TimesQuiet {
  readonly times: number;
}
`;

/** The parts of a kind, as written in its function. */
const parts: Readonly<Record<string, string>> = {
  magnitude: 'magnitude: times,',
  override: 'override: (magnitude) => ({ times: magnitude }),',
  scale: "scale: 'quiet',",
  problem: 'problem: () => undefined,',
  refersTo: 'refersTo: { rows: [], limits: [] },',
  resolve: 'resolve: () => times * 7,',
  magnitudeAt: 'magnitudeAt: (value) => value / 7,',
  compared: 'compared: () => times,',
  comparedAlone: 'comparedAlone: () => times,',
  words: "words: () => times + ' times as much as in quiet hours',",
  query:
    'query: (name, { statistic }) => ({ operands: [{ id: "m1", metric: name, statistic }], id: "quiet", expression: "m1 / 7", label: name + " times quiet" }),',
  mark: 'mark: () => ({ value: times * 7 }),',
  billedMetrics: 'billedMetrics: 3,',
};
const kindOf = (name: string, without?: string) => `
function ${name}({ times }: TimesQuiet): Kind {
  return {
${Object.entries(parts)
  .filter(([part]) => part !== without)
  .map(([, text]) => `    ${text}`)
  .join('\n')}
  };
}
`;

const copy = projectCopy({ name: 'kinds' });
afterAll(() => copy.remove());
const file = (path: string) => join(copy.path, path);
const original = {
  row: readFileSync(file('thresholds/row.ts'), 'utf8'),
  threshold: readFileSync(file('model/threshold.ts'), 'utf8'),
};

const UNIONS = 'export type GaugeThreshold =';
function write(functions: string, entry = ''): void {
  const shaped = original.row.replace(UNIONS, `${SHAPE}${UNIONS} TimesQuiet |`);
  writeFileSync(file('thresholds/row.ts'), shaped);
  const imported = original.threshold.replace('  Threshold,\n}', '  Threshold,\n  TimesQuiet,\n}');
  const told = imported.replace('  value: { shape:', `${entry}  value: { shape:`);
  writeFileSync(file('model/threshold.ts'), `${told}${functions}`);
}
const ENTRY = '  times: { shape: closed({ times: number }), kind: timesQuiet },\n';

test('the fixture has every part of a kind', () => {
  const [, body = ''] = /export interface Kind \{([\s\S]*?)\n\}/.exec(original.threshold) ?? [];
  const named = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, name]) => name);
  expect(Object.keys(parts).sort()).toEqual(named.sort());
});

test('a kind that is not handled does not compile, and the error names the place', () => {
  write('');
  const found = compileErrors(copy.path);
  expect(found).toContainEqual(expect.stringMatching(/Property 'times' is missing/));
  for (const complaint of found) expect(complaint).toMatch(/^model\/threshold\.ts: /);
});

/** Kinds whose keys others have too: a threshold of one could be taken for another's. */
test.each([
  ['the keys of a number and more', 'readonly value: number; readonly deviations: number'],
  ['the keys of a share and more', 'readonly share: number; readonly ofRow: string; readonly days: number'],
  ['the keys of two kinds', 'readonly perMinute: number; readonly ofLimit: string; readonly share: number'],
  ['no key of its own', 'readonly share: number'],
])('a kind with %s does not compile', (_, keys) => {
  writeFileSync(file('model/threshold.ts'), original.threshold);
  writeFileSync(
    file('thresholds/row.ts'),
    original.row.replace(UNIONS, `export interface Odd { ${keys} }\n${UNIONS} Odd |`),
  );
  expect(compileErrors(copy.path)).toContainEqual(expect.stringMatching(/^model\/threshold\.ts: /));
});

test('a kind that lacks a part does not compile, and the error names the part', () => {
  const names = Object.keys(parts);
  const lacking = names.map(
    (part, i) => `${kindOf(`lacking${i}`, part)}export const use${i} = lacking${i};\n`,
  );
  write(kindOf('timesQuiet') + lacking.join(''), ENTRY);
  const found = compileErrors(copy.path);
  for (const part of names)
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`^model/threshold\\.ts: TS2741: Property '${part}' is missing`)),
    );
  expect(found).toHaveLength(names.length);
});

test('a complete kind compiles, and is described, drawn, queried and billed without another edit', () => {
  write(kindOf('timesQuiet'), ENTRY);
  const rows = file('thresholds/neon/rows.ts');
  const text = readFileSync(rows, 'utf8');
  const changed = text
    .replace(/(LockWaitTime: \{[\s\S]*?warning: \{) value: 50/, '$1 times: 2')
    .replace(/(LockWaitTime: \{[\s\S]*?critical: \{) value: 100/, '$1 times: 4');
  expect(changed).not.toBe(text);
  writeFileSync(rows, changed);
  expect(compileErrors(copy.path)).toEqual([]);

  writeFileSync(
    file('ask.ts'),
    `import { currentProject } from './commands/shared/current-project';
import { collectorsOf } from './model/collector';
import { chargesOf } from './reports/cost/charges';
import { documents } from './reports/documents';
import { watched } from './stacks/alarms/metric';
import { alarmDescription } from './stacks/alarms/description';
import { dashboardTemplate } from './stacks/dashboard/template';
const project = currentProject();
const [environment] = project.environments.filter(({ level }) => level !== 'core');
const [neon] = collectorsOf(environment);
const alarm = neon.alarms.find(({ name }) => name.endsWith('lock-wait-time-critical'));
console.log(JSON.stringify({
  description: alarmDescription(neon, alarm),
  watched: watched(neon, alarm),
  billed: chargesOf(environment).find(({ row, item }) => row === 'LockWaitTime' && item === 'alarmMetric').quantity,
  dashboard: dashboardTemplate(neon),
  documents: documents(project),
}));
`,
  );
  const said = JSON.parse(run(copy.path, 'tsx', 'ask.ts').stdout);
  expect(said.description).toContain('is above 4 times as much as in quiet hours in 2 of 3 periods');
  expect(said.watched).toMatchObject({
    threshold: 4,
    metricQuery: [{ id: 'm1', metric: { metricName: 'LockWaitTime' } }, { expression: 'm1 / 7' }],
  });
  expect(said.billed).toBe(6);
  expect(said.dashboard).toContain('critical: above 4 times as much as in quiet hours');
  expect(said.documents['metrics.md']).toContain('Critical: above 4 times as much as in quiet hours');
  expect(JSON.stringify(said)).not.toContain('NaN');
});
