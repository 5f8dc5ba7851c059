import { AlarmWatch } from '../../../preview/alarms/watch';
import { deployedOf } from '../../../stacks/deployed';
import { environment } from '../../fixtures/environments';

const FROM = Date.UTC(2026, 10, 26, 14);
const EVERY_MS = 3_000;
const names = ['a', 'b', 'c'];
const shown = environment('production', {
  databases: { neon: [{}, ...names.map((name) => ({ name }))] },
  groupedAlarmsAbove: 2,
});
const accountId = '123456789012';
const watched = {
  ...{ environment: shown, accountId, boards: [] },
  deployed: deployedOf(shown, accountId),
  // Five minutes pass in three seconds.
  scale: (5 * 60_000) / EVERY_MS,
};

type Value = number | undefined;
/** Runs of all databases: the values of a metric by the names of databases, `default` for the one without a name. */
function runs(metric: string, values: Readonly<Record<string, readonly Value[]>>) {
  const watch = new AlarmWatch([watched]);
  const count = Math.max(...Object.values(values).map(({ length }) => length));
  const changes = Array.from({ length: count }, (_, run) => {
    const at = FROM + run * EVERY_MS;
    for (const [name, own] of Object.entries(values)) {
      const value = own[run];
      const published = value === undefined ? {} : { [metric]: [{ at, value, seen: at + 1 }] };
      watch.take({ service: 'neon', database: name === 'default' ? undefined : name }, published, at + 1);
    }
    if (run === 0) watch.begin(at + 1);
    return watch.advance(at + EVERY_MS);
  }).flat();
  return { changes, watch };
}
const fired = ({ changes }: ReturnType<typeof runs>, alarm: string) =>
  changes.filter((one) => one.alarm === alarm && one.to === 'ALARM');

test('an alarm of many databases fires for one of them, and names it', () => {
  const well = [0, 0, 0, 0, 0];
  const result = runs('LockWaitTime', { default: well, a: well, b: [0, 900, 900, 900, 900], c: well });
  const [change] = fired(result, 'production-neon-fleet-lock-wait-time-critical');
  expect(change?.reason).toBe('1 out of 3 time series evaluated to ALARM (b)');
  expect(JSON.parse(change?.message?.body ?? '')).toMatchObject({
    Trigger: {
      Period: 300,
      Metrics: [{ Id: 'q', Period: 300, Expression: expect.stringContaining('GROUP BY') }],
    },
  });
  expect(fired(result, 'production-neon-lock-wait-time-critical')).toEqual([]);
  const [now] = result.watch
    .now('production', { service: 'neon', database: '<database>' })
    .filter(({ resource }) => resource.alarm_name === change?.alarm);
  expect(now).toMatchObject({ state: 'ALARM', looked: [{ value: 900 }, {}, {}, {}, {}] });
});

test('the database without a name has alarms of its own', () => {
  const [well, sick] = [Array(5).fill(0), Array(5).fill(900)];
  const result = runs('LockWaitTime', { default: sick, a: well, b: well, c: well });
  expect(fired(result, 'production-neon-fleet-lock-wait-time-critical')).toEqual([]);
  expect(fired(result, 'production-neon-lock-wait-time-critical')).toHaveLength(1);
});

test('one that falls silent is counted, and so is a collector that stopped', () => {
  const count = 'production-neon-fleet-up-count-critical';
  const up: Value[] = Array(12).fill(1);
  expect(fired(runs('Up', { a: up, b: up, c: up }), count)).toEqual([]);
  const silent: Value[] = up.map((value, i) => (i < 4 ? value : undefined));
  expect(fired(runs('Up', { a: up, b: up, c: silent }), count)).toHaveLength(1);
  expect(fired(runs('Up', { a: silent, b: silent, c: silent }), count)).toHaveLength(1);
  // One that fails publishes 0: its own contributor fires.
  const failing = runs('Up', { a: up, b: up.map((value, i) => (i < 4 ? value : 0)), c: up });
  expect(fired(failing, count)).toEqual([]);
  expect(fired(failing, 'production-neon-fleet-up-critical')[0]?.reason).toContain('(b)');
});
