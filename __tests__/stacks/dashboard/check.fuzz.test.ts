import fc from 'fast-check';
import { collectorOf } from '../../../model/collector';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import type { DashboardBody, Graph, Line, PlacedWidget } from '../../../stacks/dashboard/widgets';
import { environments } from '../../fixtures/environments';
import { inherited, numberText, text } from '../../support/fuzz/arbitraries';
import { fuzz } from '../../support/fuzz/fuzz';

// A body that violates the types does not compile (widgets.types.ts), so these bodies are wrong in ways that the types allow.

const production = environments.find(({ name }) => name === 'production') ?? environments[0];
if (!production) throw new Error('there is no environment');
const bodies = (['neon', 'upstash'] as const).map((service) =>
  dashboardBody(collectorOf(production, service), '123456789012'),
);

type Node = Record<string, unknown>;
/** Keys whose types name their values. */
const named: readonly string[] = ['periodOverride', 'type', 'view', 'background', 'fill'];
/** Lists of any length according to the types. */
const lists: readonly string[] = ['widgets', 'metrics', 'alarms', 'horizontal'];

/** The places of numbers, texts and lists that can be mutated: the container and the key. */
function places(node: Node, found: [holder: Node, key: string][] = []): [holder: Node, key: string][] {
  for (const [key, value] of Object.entries(node)) {
    const plain = typeof value === 'number' || typeof value === 'string';
    if ((plain && !named.includes(key)) || lists.includes(key)) found.push([node, key]);
    if (typeof value === 'object' && value !== null) places(value as Node, found);
  }
  return found;
}

interface Change {
  readonly at: number;
  readonly number: number;
  readonly text: string;
  readonly times: number;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  number: fc.oneof(fc.integer({ min: -5, max: 30 }), numberText.map(Number), fc.double()),
  text,
  times: fc.nat(40),
});
/** Replaces a value by another one of its type; a list becomes empty or repeats one of its elements. */
function changed(value: unknown, { number, text: other, times, at }: Change): unknown {
  if (typeof value === 'number') return number;
  if (typeof value === 'string') return other;
  const list = value as unknown[];
  return times === 0 || list.length === 0 ? [] : [...list, ...Array(times).fill(list[at % list.length])];
}
/** A valid body with a few mutations. */
const altered = (good: DashboardBody): fc.Arbitrary<DashboardBody> =>
  fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const body = structuredClone(good) as unknown as Node;
    for (const one of changes) {
      const all = places(body);
      const [holder, key] = all[one.at % all.length] ?? [];
      if (holder && key) holder[key] = changed(holder[key], one);
    }
    return body as unknown as DashboardBody;
  });

test('any body is accepted, or rejected with the paths of its problems, and never modified', () => {
  fuzz(
    [fc.oneof(...bodies.map(altered))],
    (body) => {
      const before = fc.stringify(body);
      const problems = checkDashboard(body);
      for (const problem of problems) expect(problem).toMatch(/^body/);
      expect(checkDashboard(body)).toEqual(problems);
      expect(fc.stringify(body)).toBe(before);
    },
    4,
  );
});

const plain: Graph['properties'] = {
  ...{ title: 'x', region: 'x', view: 'timeSeries', period: 60, stat: 'Sum', metrics: [] },
  yAxis: { left: { label: 'x', showUnits: false, min: 0 } },
};
const graph = (properties: Partial<Graph['properties']>): PlacedWidget => ({
  ...{ type: 'metric', x: 0, y: 0, width: 6, height: 6 },
  properties: { ...plain, ...properties },
});
const bodyOf = (...widgets: PlacedWidget[]): DashboardBody => ({
  periodOverride: 'inherit',
  start: '-PT6H',
  widgets,
});

/** Places where names are looked up: inherited names must not be found. */
const spots: readonly ((name: string) => Partial<Graph['properties']>)[] = [
  (name) => ({ stat: name }),
  (name) => ({ metrics: [['a', 'b', { id: name }], [{ expression: `${name} + other` }]] }),
  (name) => ({ metrics: [[{ expression: `1 / x${name}` }]] }),
  (name) => ({ metrics: [[{ expression: `1 / ${name}` }]] }),
];
test.each(inherited.flatMap((name) => spots.map((spot, i) => [name, i, spot(name)] as const)))(
  'the name %s, which every object has, is not valid in CloudWatch (%d)',
  (_, __, properties) => expect(checkDashboard(bodyOf(graph(properties)))).not.toEqual([]),
);

test('widgets and lines above CloudWatch’s limits are counted, not compared with each other', () => {
  const lines = Array.from({ length: 100_000 }, (_, i): Line => ['a', 'b', { id: `m${i}` }]);
  expect(checkDashboard(bodyOf(...Array(100_000).fill(graph({}))))[0]).toContain('has 100000 widgets');
  expect(checkDashboard(bodyOf(graph({ metrics: lines }))).join()).toContain('has 100000 lines');
});
