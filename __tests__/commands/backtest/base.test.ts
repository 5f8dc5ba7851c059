import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmsIn, baseAlarms } from '../../../commands/backtest/base';
import type { Outcome, Runner } from '../../../commands/next/run';
import { temporaryFolder } from '../../support/project/folders';

const ok: Outcome = { code: 0, stdout: '/repository/.git\n', output: '' };
const failed = (output: string): Outcome => ({ code: 1, stdout: '', output });
const isSynthesis = (args: readonly string[]) => args.includes('main.ts');

/** Answers for each program, by what is in its arguments; everything else succeeds. */
async function base(answers: Readonly<Record<string, Outcome | Error>>, stack?: string) {
  const { path: folder, remove } = temporaryFolder('base');
  const run: Runner = async (_, args, __, env = {}) => {
    const [, answer = ok] = Object.entries(answers).find(([part]) => args.join(' ').includes(part)) ?? [];
    if (answer instanceof Error) throw answer;
    if (isSynthesis(args) && stack !== undefined) {
      const out = join(String(env.CDKTF_OUTDIR), 'stacks', 'production');
      mkdirSync(out, { recursive: true });
      writeFileSync(join(out, 'cdk.tf.json'), stack);
    }
    return answer;
  };
  try {
    return await baseAlarms('main', 'production', { root: folder, folder, run });
  } finally {
    remove();
  }
}

const alarm = {
  alarm_name: 'production-neon-load-warning',
  comparison_operator: 'GreaterThanThreshold',
  threshold: 5,
  evaluation_periods: 3,
  namespace: 'Neon/Monitoring',
  dimensions: { Environment: 'production' },
  metric_name: 'Load',
  statistic: 'Average',
  period: 300,
  tags: { Service: 'neon', Severity: 'warning' },
};
const stackOf = (...alarms: readonly object[]) =>
  JSON.stringify({ resource: { aws_cloudwatch_metric_alarm: Object.fromEntries(alarms.entries()) } });

const missing = Object.assign(new Error('spawn git ENOENT'), { code: 'ENOENT' });
test.each<[string, Readonly<Record<string, Outcome | Error>>, string | undefined, string]>([
  ['no Git', { 'rev-parse': missing }, undefined, 'Git is not installed'],
  ['no checkout', { '--absolute-git-dir': failed('fatal') }, undefined, 'this is not a Git checkout'],
  [
    'no such revision',
    { 'main:./': failed('') },
    undefined,
    'Git knows no revision main that has this folder',
  ],
  [
    'a checkout that fails',
    { 'checkout-index': failed('\nfatal: disk full\nmore') },
    undefined,
    'Git cannot check out main (fatal: disk full)',
  ],
  [
    'a revision that does not synthesize',
    { 'main.ts': failed('node:internal/run:1\n  throw it\n\nError: no package x\n    at y') },
    undefined,
    'main cannot be synthesized with the packages of this checkout (Error: no package x)',
  ],
  ['a revision without the environment', {}, undefined, 'main has no environment production'],
  ['alarms of another shape', {}, stackOf({ ...alarm, tags: {} }), 'the alarms of main cannot be read'],
])('%s is said, and the back-test goes on', async (_, answers, stack, absent) => {
  expect(await base(answers, stack)).toEqual({ absent });
});

test('the alarms of a stack, with the place of their metrics', async () => {
  const { namespace, dimensions } = alarm;
  const inMath = {
    ...alarm,
    alarm_name: 'production-upstash-evicted-keys-critical',
    namespace: undefined,
    metric_name: undefined,
    metric_query: [
      {
        id: 'm1',
        metric: { namespace: 'Own', metric_name: 'Evicted', dimensions, stat: 'Sum', period: 300 },
      },
      { id: 'e', expression: 'm1 / 5', return_data: true },
    ],
    tags: { Service: 'upstash', Severity: 'critical' },
  };
  const found = await base({}, stackOf(alarm, inMath));
  expect(found).toMatchObject({
    alarms: [
      { service: 'neon', row: 'Load', severity: 'warning', resource: { threshold: 5 } },
      { service: 'upstash', row: 'Evicted', severity: 'critical' },
    ],
  });
  expect('places' in found && [...found.places]).toEqual([
    ['neon', { namespace, dimensions }],
    ['upstash', { namespace: 'Own', dimensions }],
  ]);
  expect(alarmsIn('{"resource":{}}')).toEqual({ alarms: [], places: new Map() });
  const { namespace: _, dimensions: __, metric_name: ___, statistic: ____, period: _____, ...many } = alarm;
  const query = (expression: string) => ({ ...many, metric_query: [{ id: 'q', expression, period: 300 }] });
  // One that watches many databases is not tested, as those of named databases.
  const grouped = query('$' + '{format("SELECT AVG(%q) FROM SCHEMA(%q, %q, %q)", "Load")}');
  expect(alarmsIn(stackOf(alarm, grouped))?.alarms).toHaveLength(1);
  expect(alarmsIn(stackOf(alarm, query('100 * m1')))).toBeUndefined();
  // Nor is that of a forecast, whose dimensions are not those of the rows.
  const foreseen = {
    ...alarm,
    metric_name: 'ForecastSeverity',
    dimensions: { ...dimensions, Row: 'Load' },
    tags: { Service: 'neon', Severity: 'critical' },
  };
  expect(alarmsIn(stackOf(alarm, foreseen))).toEqual(alarmsIn(stackOf(alarm)));
  // Nor is one on what is unusual, which has no threshold: the others are still read.
  const { threshold: ______, ...unusual } = query('ANOMALY_DETECTION_BAND(m1, 2)');
  expect(alarmsIn(stackOf(alarm, { ...unusual, threshold_metric_id: 'q' }))?.alarms).toHaveLength(1);
});
