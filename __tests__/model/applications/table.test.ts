import { applicationProblems } from '../../../model/applications/table-rules';
import type { Application } from '../../../thresholds/application/application';
import { checkout } from '../../fixtures/applications';

type Row = Readonly<Record<string, unknown>>;
const { SlowCheckout } = checkout.rows;

/** What is wrong with an application that differs from a sound one. */
const saidOf = (change: object, name = 'checkout'): string[] =>
  applicationProblems({ [name]: { ...checkout, ...change } as Application }).map(
    ({ file, at, problem, fix }) => `${file} ${at} ${problem}: ${fix}`,
  );
const ROW = 'thresholds/application/checkout.ts rows.Slow';
/** The same with one row. */
const saidOfRow = (change: Row, alarm: object = {}): string[] =>
  saidOf({ rows: { Slow: { ...SlowCheckout, alarm: { ...SlowCheckout.alarm, ...alarm }, ...change } } });

test('the example is sound, and so is each of its rows', () => {
  expect(saidOf({})).toEqual([]);
  expect(saidOfRow({})).toEqual([]);
});

test.each<[what: string, change: object, said: string]>([
  ['no title', { title: ' ' }, 'title is empty: write what people call it'],
  ['a quote in the title', { title: 'a "b"' }, 'title has a double quote'],
  [
    'a namespace of AWS',
    { namespace: 'AWS/Lambda' },
    "namespace is AWS/Lambda: those that begin with AWS/ belong to AWS's own services",
  ],
  ['one in lower case', { namespace: 'aws/Lambda' }, 'namespace is aws/Lambda'],
  [
    'our namespace',
    { namespace: 'Neon/Monitoring' },
    'namespace is Neon/Monitoring, where the collectors publish',
  ],
  [
    'that of one environment',
    { namespace: 'Upstash/Monitoring/production' },
    'namespace is Upstash/Monitoring/production, where the collectors publish',
  ],
  [
    'ours in other letters',
    { namespace: 'neon/monitoring' },
    'namespace is neon/monitoring, where the collectors publish',
  ],
  ['a space before it', { namespace: ' Shop' }, 'namespace has a name that begins or ends with a space'],
  [
    'a space behind a dimension',
    { dimensions: { service: 'checkout ' } },
    'dimensions has a value of service that begins or ends with a space',
  ],
  ['a long title', { title: 't'.repeat(101) }, 'title has 101 characters: use at most 100'],
  ['an empty namespace', { namespace: '' }, 'namespace has an empty name'],
  [
    'a character of no namespace',
    { namespace: 'Shop?' },
    'namespace is "Shop?": use letters, digits, spaces and ._/#:-',
  ],
  ['a colon at its beginning', { namespace: ':Shop' }, 'namespace is ":Shop"'],
  [
    'a long one',
    { namespace: 's'.repeat(256) },
    'namespace has a name of up to 256 characters; CloudWatch allows 255',
  ],
  [
    'one that an environment makes long',
    { namespace: `${'s'.repeat(200)}{environment}` },
    'namespace has a name of up to 264 characters',
  ],
  [
    'an unknown placeholder',
    { namespace: 'Shop/{stage}' },
    "namespace has {stage} in its name: use {environment}, which stands for the environment's name",
  ],
  [
    'many dimensions',
    { dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`d${i}`, 'v'])) },
    'dimensions has 31: use at most 30',
  ],
  ['an empty value', { dimensions: { service: '' } }, 'dimensions has an empty value of service'],
  [
    'a long value',
    { dimensions: { service: 'v'.repeat(1025) } },
    'dimensions has a value of service of up to 1025 characters; CloudWatch allows 1024',
  ],
  [
    'a long name',
    { dimensions: { ['n'.repeat(256)]: 'v' } },
    'dimensions has a name of up to 256 characters; CloudWatch allows 255',
  ],
  [
    'a name with a colon',
    { dimensions: { ':service': 'v' } },
    'dimensions has the name :service: begin it with another character than :',
  ],
  [
    'a value outside ASCII',
    { dimensions: { service: 'Käse' } },
    'dimensions has a value of service with other characters than printable ASCII',
  ],
  [
    'a placeholder in a name',
    { dimensions: { '{environment}': 'v' } },
    'dimensions has the name {environment}: write it as it is published: only values may have a placeholder',
  ],
  [
    'a value that Terraform would read',
    { dimensions: { service: `\${x}` } },
    `dimensions has a value of service with a double quote, \${ or %{`,
  ],
  ['no row', { rows: {} }, 'rows has no row: add one, or remove the application'],
  ['an unknown field', { anomaly: true }, 'anomaly is not a known field'],
  [
    'two rows for one metric',
    { rows: { Slow: SlowCheckout, Late: SlowCheckout } },
    'rows has Slow and Late for the same metric, dimensions and statistic',
  ],
])('%s is refused', (_, change, said) => {
  expect(saidOf(change)).toEqual([expect.stringContaining(`thresholds/application/checkout.ts ${said}`)]);
});

test.each<[what: string, change: Row, alarm: object, said: string]>([
  [
    'p0',
    { statistic: 'p0' },
    {},
    'has the statistic "p0": use Average, Sum, Minimum, Maximum, SampleCount, or a percentile from p1 to p99.9',
  ],
  ['p100', { statistic: 'p100' }, {}, 'has the statistic "p100"'],
  ['p99.99', { statistic: 'p99.99' }, {}, 'has the statistic "p99.99"'],
  ['a word that is no statistic', { statistic: 'sum' }, {}, 'has the statistic "sum"'],
  [
    'half a minute',
    { periodMinutes: 0.5 },
    {},
    'has periods of 0.5 minutes: use whole minutes from 1 to 1440',
  ],
  ['a period of two days', { periodMinutes: 2880 }, {}, 'has periods of 2880 minutes'],
  [
    'more than a day',
    { periodMinutes: 30 },
    { datapoints: { warning: [49, 49] } },
    'looks back over 49 periods of 30 minutes, 1470 minutes: CloudWatch allows 1440 with this period',
  ],
  [
    'more than a week',
    { periodMinutes: 60 },
    { datapoints: { warning: [169, 169] } },
    '10140 minutes: CloudWatch allows 10080',
  ],
  [
    'M above N',
    {},
    { datapoints: { warning: [3, 2] } },
    'has 3 of 2 datapoints in warning: use whole numbers, M at most N',
  ],
  [
    'datapoints of no threshold',
    {},
    { datapoints: { warning: [3, 3], critical: [3, 3] } },
    'has datapoints but no threshold for critical',
  ],
  [
    'a warning beyond critical',
    {},
    { critical: { value: 900 }, datapoints: { warning: [5, 5], critical: [5, 5] } },
    'warns at 1500, beyond critical at 900: put the warning on the healthy side of critical',
  ],
  [
    'two kinds of thresholds',
    { statistic: 'Sum', unit: 'Count' },
    { critical: { perMinute: 9 }, datapoints: { warning: [5, 5], critical: [5, 5] } },
    'has different kinds of thresholds for warning and critical',
  ],
  [
    'a rate of what is no sum',
    { unit: 'Count' },
    { warning: { perMinute: 5 } },
    "has a threshold in events per minute, and is no sum of counts: use statistic 'Sum' and unit 'Count', or { value }",
  ],
  [
    'nothing below 0',
    {},
    { breaches: 'below', warning: { value: 0 } },
    'can never be warning: no reading is below 0',
  ],
  [
    'percent above 100',
    { unit: 'Percent' },
    { warning: { value: 100 } },
    'can never be warning: no reading is above 100 %',
  ],
  ['a share in place of percent', { unit: 'Percent' }, { warning: { value: 0.9 } }, 'did you mean 90?'],
  [
    'a share of another row',
    {},
    { warning: { share: 0.5, ofRow: 'OrderErrors' } },
    '.alarm.warning is {"share":0.5,"ofRow":"OrderErrors"}: use { value } or { perMinute }',
  ],
  [
    'a long first step',
    {},
    { firstStep: `${'s'.repeat(300)}.` },
    "has a text of 301 characters as its first step: use at most 300: it is part of the alarm's text",
  ],
  ['a long meaning', { meaning: `${'s'.repeat(300)}.` }, {}, 'has a text of 301 characters as its meaning'],
  ['no first step', {}, { firstStep: ' ' }, 'has an alarm without a first step'],
  ['no reason for no alarm', { alarm: { none: '' } }, {}, 'has no alarm and does not say why'],
  ['no meaning', { meaning: '' }, {}, 'has no text in "meaning"'],
  ['a line break in it', { meaning: 'a\nb' }, {}, 'has a double quote, a line break, ${ or %{ in "meaning"'],
  ['an unknown unit', { unit: 'Furlongs' }, {}, '.unit is "Furlongs": use one of None, Count,'],
  ['an empty metric name', { metric: '' }, {}, 'has an empty metric name'],
  ['bad dimensions of the row', { dimensions: { a: '{stage}' } }, {}, 'has {stage} in its value of a'],
  ['an anomaly alarm', { anomaly: { band: 2, side: 'both' } }, {}, '.anomaly is not a known field'],
  [
    'a runbook without an alarm',
    { alarm: { none: 'x' }, runbook: checkout.rows.OrderErrors.runbook },
    {},
    'has a runbook entry and no alarm',
  ],
  [
    'a command of a collector',
    {
      runbook: {
        ...checkout.rows.OrderErrors.runbook,
        look: [{ shows: 'x', shell: 'aws lambda get-function --function-name $FUNCTION' }],
      },
    },
    {},
    'has a command with $FUNCTION',
  ],
  [
    'a quote in the impact',
    { runbook: { ...checkout.rows.OrderErrors.runbook, impact: 'a "b"' } },
    {},
    'in its impact',
  ],
  [
    'a runbook without commands',
    { runbook: { ...checkout.rows.OrderErrors.runbook, look: [] } },
    {},
    '.runbook.look is []: give at least one command',
  ],
])('a row with %s is refused', (_, change, alarm, said) => {
  expect(saidOfRow(change, alarm)).toEqual([
    expect.stringMatching(new RegExp(`^${ROW.replaceAll('.', '\\.')}[ .]`)),
  ]);
  expect(saidOfRow(change, alarm)[0]).toContain(said);
});

test('rows whose alarms would have one name, and rows that share a graph with other periods or units, are refused', () => {
  const other = { ...SlowCheckout, metric: 'other' };
  expect(saidOf({ rows: { ABc: SlowCheckout, Abc: other } })).toEqual([
    expect.stringContaining('rows.ABc has the same alarm name as Abc: rename one of the two'),
    expect.stringContaining('rows.Abc has the same alarm name as ABc'),
  ]);
  expect(saidOf({ rows: { slow: SlowCheckout } })).toEqual([
    expect.stringContaining('rows.slow is not in PascalCase'),
  ]);
  const panel = { graph: 'Time' };
  const quiet = { ...other, panel, alarm: { none: 'x' } };
  const shared = (change: object) =>
    saidOf({ rows: { Slow: { ...SlowCheckout, panel }, Other: { ...quiet, ...change } } }).join();
  expect(shared({ periodMinutes: 5, panel: { ...panel, color: 'teal' } })).toContain(
    'shares a graph with Other, which has other periods',
  );
  expect(shared({ unit: 'Percent' })).toContain('shares a graph with Other, which has a different unit');
  expect(shared({})).toContain('is blue, as is Other in the same graph');
  expect(shared({ panel: { ...panel, color: 'teal' } })).toBe('');
});

test.each([
  ['neon', 'is called neon, which has a meaning in the names of alarms'],
  ['upstash', 'is called upstash'],
  ['fleet', 'is called fleet'],
  ['forecast', 'is called forecast'],
  ['uptime', 'is called uptime'],
  ['neon-api', "begins with neon-, as the names of its databases' alarms do"],
  ['Checkout', 'is no name of an application'],
  ['order--api', 'is no name of an application'],
  ['a'.repeat(65), 'has 65 characters: use at most 64'],
])('an application cannot be called %s', (name, said) => {
  expect(saidOf({}, name)).toEqual([
    expect.stringContaining(`thresholds/application/applications.ts ${name} ${said}`),
  ]);
});

test('two applications cannot have rows for the same metric', () => {
  expect(applicationProblems({ checkout, orders: { ...checkout, title: 'Orders' } })).toEqual([
    expect.objectContaining({
      file: 'thresholds/application/applications.ts',
      at: 'checkout and orders',
      problem: 'have rows for the same metric, dimensions and statistic',
    }),
  ]);
  const apart = { ...checkout, namespace: 'Shop/{environment}' };
  expect(applicationProblems({ checkout, orders: apart })).toEqual([]);
});
