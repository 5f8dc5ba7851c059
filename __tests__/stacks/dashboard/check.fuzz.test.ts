import fc from 'fast-check';
import { collectorOf } from '../../../model/collector';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import { environments } from '../../fixtures/environments';
import { inherited, json } from '../../support/fuzz/arbitraries';
import { fuzz } from '../../support/fuzz/fuzz';
import { mutated } from '../../support/fuzz/mutations';

const production = environments.find(({ name }) => name === 'production') ?? environments[0];
if (!production) throw new Error('there is no environment');
const bodies = (['neon', 'upstash'] as const).map((service) =>
  dashboardBody(collectorOf(production, service), '123456789012'),
);

test('any body is taken or refused with the places of its problems, and is left as it was', () => {
  fuzz(
    [fc.oneof(...bodies.map(mutated), json)],
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

/** Places at which a name is looked up, and so one that every object has must not be found. */
const spots: readonly ((name: string) => unknown)[] = [
  (name) => ({ widgets: [{ type: name, properties: {} }] }),
  (name) => JSON.parse(`{"widgets": [], "${name}": 1}`) as unknown,
  (name) => ({ widgets: [{ type: 'text', properties: { markdown: 'x', background: name } }] }),
  (name) => ({ widgets: [{ type: 'metric', properties: { region: 'x', metrics: [], view: name } }] }),
];
test.each(inherited.flatMap((name) => spots.map((spot, i) => [name, i, spot(name)] as const)))(
  'the name %s, which every object has, is none that CloudWatch knows (%d)',
  (_, __, body) => expect(checkDashboard(body)).not.toEqual([]),
);

describe('found by fuzzing', () => {
  const graph = (properties: object) => ({
    type: 'metric',
    properties: { region: 'x', metrics: [], ...properties },
  });
  test.each<[string, object, string]>([
    [
      'a place that cannot become a number',
      { widgets: [{ ...graph({}), width: { valueOf: 1, toString: 1 } }] },
      'width is',
    ],
    ['a period that cannot either', { widgets: [graph({ period: { toString: null } })] }, 'period is'],
    [
      'a colour that becomes one only as a text',
      { widgets: [graph({ metrics: [['a', 'b', { color: ['#d13212'] }]] })] },
      'color is',
    ],
    [
      'a state that is none',
      { widgets: [{ type: 'alarm', properties: { alarms: [], states: [{ toString: 1 }] } }] },
      'states has',
    ],
  ])('%s', (_, body, problem) => expect(checkDashboard(body).join('\n')).toContain(problem));

  test('more widgets and lines than CloudWatch takes are counted, not compared each with each', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => ['a', 'b', { id: `m${i}` }]);
    const widgets = [...Array(100_000)].map(() => ({ ...graph({}), x: 0, y: 0 }));
    expect(checkDashboard({ widgets })[0]).toContain('has 100000 widgets');
    expect(checkDashboard({ widgets: [graph({ metrics: lines })] }).join()).toContain('has 100000 lines');
  });
});
