import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, transitionsTo } from '../../../model/alarms/timeline';
import { applicationsOf } from '../../../model/applications/application';
import { environment } from '../../fixtures/environments';
import { emfLine, type Published, publishedBy } from '../../support/aws/emf';
import { type AlarmResource, alarmsOf } from '../../support/stacks/synthesized';

jest.mock('../../../thresholds/application/applications', () =>
  jest.requireActual('../../fixtures/applications'),
);

/**
 * The worked example: a function publishes a metric by a line of its log, and the synthesized alarm watches exactly that metric.
 */
const [application] = applicationsOf(environment('production', { applications: ['checkout'] }));
if (!application) throw new Error('there is no application');
const alarm = alarmsOf(application).get('production-checkout-order-errors-warning') as AlarmResource;
const [{ metric: watched } = {}] = alarm.metric_query ?? [];

/** The published metrics that an alarm sees: the same namespace, name and set of dimensions. */
const seenBy = (
  { namespace, metric_name: name, dimensions = {} }: NonNullable<typeof watched>,
  all: readonly Published[],
) => {
  const form = (set: object) => JSON.stringify(Object.entries(set).sort());
  return all.filter(
    (one) => one.namespace === namespace && one.name === name && form(one.dimensions) === form(dimensions),
  );
};
const seen = (...lines: readonly string[]) => (watched ? seenBy(watched, lines.flatMap(publishedBy)) : []);

const NOON = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;
const place = { service: 'checkout', stage: 'production' };
const line = (
  dimensions: Readonly<Record<string, string>>,
  of: object = { at: NOON },
  name = 'OrderErrors',
) => emfLine('Shop', dimensions, { [name]: 1 }, { at: NOON, ...of });

test('the alarm watches what the line publishes, in whatever order its dimensions are', () => {
  expect(seen(line(place))).toEqual([
    { namespace: 'Shop', name: 'OrderErrors', dimensions: place, at: NOON, values: [1] },
  ]);
  expect(seen(line({ stage: 'production', service: 'checkout' }))).toHaveLength(1);
});

test.each<[what: string, text: string]>([
  ['fewer dimensions', line({ service: 'checkout' })],
  ['more dimensions', line({ ...place, function_name: 'checkout-7' })],
  ['another value', line({ ...place, stage: 'staging' })],
  ['another name of a dimension', line({ service: 'checkout', Stage: 'production' })],
  ['sets of one dimension each', line(place, { sets: [['service'], ['stage']] })],
  [
    'a set with a member that the line has not',
    line({ service: 'checkout' }, { sets: [['service', 'stage']] }),
  ],
  ['another metric', line(place, {}, 'Errors')],
  ['another namespace', emfLine('Basket', place, { OrderErrors: 1 }, { at: NOON })],
  ['a line that is not JSON alone', `INFO ${line(place)}`],
  ['a line without the envelope', JSON.stringify({ ...place, OrderErrors: 1 })],
])('it does not see %s', (_, text) => {
  expect(seen(text)).toEqual([]);
});

test('of several sets in a line it sees its own, and each is a metric', () => {
  const text = line(place, { sets: [['service'], ['service', 'stage']] });
  expect(publishedBy(text)).toHaveLength(2);
  expect(seen(text)).toHaveLength(1);
});

/** Errors in each of thirty minutes, as the alarm would see them. */
function statesWith(dimensions: Readonly<Record<string, string>>) {
  const lines = Array.from({ length: 30 }, (_, i) =>
    emfLine('Shop', dimensions, { OrderErrors: 10 }, { at: NOON + i * MINUTE }),
  );
  const data = seen(...lines).flatMap(({ at, values }) => values.map((value) => ({ at, value })));
  return evaluate(alarm, { OrderErrors: data }, { from: NOON, to: NOON + 30 * MINUTE });
}

test('with too many errors it fires, and with those of another set it stays green: nothing tells', () => {
  expect(transitionsTo('ALARM', statesWith(place))).toHaveLength(1);
  const states = statesWith({ service: 'checkout' });
  expect(transitionsTo('ALARM', states)).toEqual([]);
  expect(states.at(-1)?.state).toBe('OK');
});

test('an alarm on a percentile is refused by the evaluator, which keeps no single values, and not guessed', () => {
  const slow = alarmsOf(application).get('production-checkout-slow-checkout-warning') as AlarmResource;
  expect(() => evaluate(slow, {}, { from: NOON, to: NOON })).toThrow('needs a metric, a statistic (one of');
});

test('the line in the documents publishes what the example there watches', () => {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'application-metrics.md'), 'utf8');
  const [, json = ''] = /```json\n([\s\S]*?)\n```/.exec(text) ?? [];
  expect(publishedBy(json)).toEqual([
    expect.objectContaining({ namespace: 'Shop', name: 'OrderErrors', dimensions: place }),
    expect.objectContaining({ namespace: 'Shop', name: 'Duration', dimensions: place }),
  ]);
});
