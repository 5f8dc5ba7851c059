import fc from 'fast-check';
import type { PublishedDatum } from '../../../model/alarms/alarm-resource';
import { evaluate } from '../../../model/alarms/timeline';
import { chosen, watchedOf } from '../../../preview/alarms/environments';
import { Readings } from '../../../preview/alarms/readings';
import { AlarmWatch } from '../../../preview/alarms/watch';
import type { Change } from '../../../preview/web/protocol';
import { environment, project } from '../../fixtures/environments';
import { fuzz } from '../../support/fuzz/fuzz';

const FROM = Date.UTC(2026, 10, 26, 14);
const EVERY_S = 3;
const fast = environment('production', { name: 'fast', collectionMinutes: 1 });
const environments = [...project.environments, fast];
const watched = watchedOf({ ...project, environments }, EVERY_S);

/** A value of a metric: in which run, how late it arrives, and how large it is. */
const arrival = fc.record({
  metric: fc.constantFrom(
    'Up',
    'SlowQueries',
    'ActiveConnections',
    'ConnectionLimit',
    'DatabaseSize',
    'LockWaitTime',
  ),
  run: fc.nat(30),
  lateMs: fc.oneof(fc.constant(50), fc.nat(12_000)),
  value: fc.constantFrom(0, 0.85, 1, 7, 75, 85, 100),
});

/** Those with all alarms, at two paces. */
const compared = watched.filter(({ environment: { level } }) => level !== 'core');

interface Arrival {
  readonly metric: string;
  readonly datum: Required<PublishedDatum>;
}

/** Lets the data arrive while time passes in these steps. @returns the changes, and the time at the end */
function live(data: readonly Arrival[], pauses: readonly number[]): { changes: Change[]; now: number } {
  const watch = new AlarmWatch(compared);
  watch.begin(FROM);
  const changes: Change[] = [];
  const left = [...data];
  let now = FROM;
  for (const pause of pauses) {
    now += pause;
    while (left[0] && left[0].datum.seen <= now) {
      const { metric, datum } = left.shift() as Arrival;
      // What was due before it arrives is evaluated without it.
      changes.push(...watch.advance(datum.seen));
      watch.take({ service: 'neon' }, { [metric]: [datum] }, datum.seen);
    }
    changes.push(...watch.advance(now));
  }
  return { changes, now };
}

const ours = compared.flatMap(({ environment: { name }, deployed, scale }) =>
  deployed.flatMap(({ collector: { service }, alarms }) =>
    alarms.map(({ resource }) => ({ name, service, resource, scale })),
  ),
);

test('over the same data, it has the states that evaluate gives', () => {
  const pauses = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 30, maxLength: 80 });
  fuzz(
    [fc.array(arrival, { maxLength: 150 }), pauses],
    (arrivals, steps) => {
      const data = arrivals
        .map(({ metric, run, lateMs, value }): Arrival => {
          const at = FROM + run * EVERY_S * 1_000;
          return { metric, datum: { at, value, seen: at + lateMs } };
        })
        .sort((a, b) => a.datum.seen - b.datum.seen);
      const { changes, now } = live(data, steps);
      const published = Object.fromEntries(
        data.map(({ metric }) => [metric, data.flatMap((one) => (one.metric === metric ? [one.datum] : []))]),
      );
      for (const { name, service, resource, scale } of ours) {
        const own = service === 'neon' ? published : {};
        const [, ...expected] = evaluate(resource, own, { from: FROM, to: now - 1 }, { scale });
        const mine = changes.filter((one) => one.environment === name && one.alarm === resource.alarm_name);
        expect(mine.map(({ at, to }) => ({ from: at, state: to }))).toEqual(expected);
      }
    },
    15,
  );
});

/** A watch over production's readings, all of which are this value of one metric at every run. */
function runs(metric: string, values: readonly number[]) {
  const watch = new AlarmWatch(watched);
  const changes = values.flatMap((value, run) => {
    const at = FROM + run * EVERY_S * 1_000;
    watch.take({ service: 'neon' }, { [metric]: [{ at, value, seen: at + 1 }] }, at + 1);
    if (run === 0) watch.begin(at + 1);
    return watch.advance(at + EVERY_S * 1_000);
  });
  return { watch, changes };
}

test('a change has its reason and what the topic sends', () => {
  const { changes } = runs('SlowQueries', [0, 99, 99]);
  const [change] = changes.filter(
    ({ alarm, to }) => alarm === 'staging-neon-slow-queries-critical' && to === 'ALARM',
  );
  expect(change).toMatchObject({ environment: 'staging', from: 'OK' });
  expect(change?.reason).toMatch(/^Threshold Crossed: 2 out of the last 3 datapoints \[99\.0 /);
  expect(change?.message?.subject).toBe(
    'ALARM: "staging-neon-slow-queries-critical" in US East (N. Virginia)',
  );
  expect(JSON.parse(change?.message?.body ?? '')).toMatchObject({
    NewStateReason: change?.reason,
    AlarmActions: ['arn:aws:sns:us-east-1:123456789012:staging-monitoring-alerts'],
  });
});

test('a collector that has just begun is not taken for a silent one', () => {
  const { changes, watch } = runs('Up', [1, 1]);
  expect(changes.filter(({ alarm, to }) => alarm.includes('neon-up') && to === 'ALARM')).toEqual([]);
  expect(
    watch
      .now('production', { service: 'neon' })
      .find(({ resource }) => resource.alarm_name.endsWith('up-critical')),
  ).toMatchObject({ state: 'OK' });
});

test('after a night of sleep it goes on at once, with the state of now', () => {
  const { watch } = runs('Up', [1, 1, 1]);
  const morning = FROM + 12 * 3_600_000;
  const changes = watch.advance(morning);
  // Only the last part of the night is made up for.
  expect(Math.min(...changes.map(({ at }) => at))).toBeGreaterThan(morning - 1_800_000);
  expect(changes.some(({ alarm, to }) => alarm === 'production-neon-up-critical' && to === 'ALARM')).toBe(
    true,
  );
  watch.take({ service: 'neon' }, { Up: [{ at: morning, value: 1, seen: morning }] }, morning);
  const back = watch.advance(morning + EVERY_S * 1_000);
  expect(back.some(({ alarm, to }) => alarm === 'production-neon-up-critical' && to === 'OK')).toBe(true);
});

test('when the clock is set back, it goes on with the new time', () => {
  const { watch } = runs('Up', [1, 1, 1]);
  const earlier = FROM - 3_600_000;
  watch.advance(earlier);
  const changes = [1, 2, 3, 4].flatMap((run) => {
    const at = earlier + run * EVERY_S * 1_000;
    watch.take({ service: 'neon' }, { Up: [{ at, value: 0, seen: at + 1 }] }, at + 1);
    return watch.advance(at + 1_000);
  });
  expect(changes.find(({ alarm }) => alarm === 'production-neon-up-critical')).toMatchObject({ to: 'ALARM' });
});

describe('the environment that is shown', () => {
  test('is the first of those that collect the most', () => {
    expect(chosen(watched, undefined).environment.name).toBe('production');
    expect(chosen(watched.slice(0, 2), undefined).environment.name).toBe('feature');
  });
  test('or the one that is named', () => {
    expect(chosen(watched, 'staging').environment.name).toBe('staging');
    expect(() => chosen(watched, 'prod')).toThrow(
      'environments.ts has no environment "prod". Use one of: feature, staging, production, fast.',
    );
  });
});

test('the alarms of a named database look at its own readings', () => {
  const both = watchedOf(project, EVERY_S, { neon: [undefined, 'analytics'] });
  const watch = new AlarmWatch(both);
  const fired = [0, 1, 2, 3].flatMap((slot) => {
    const at = FROM + slot * EVERY_S * 1_000;
    const slow = (value: number) => ({ SlowQueries: [{ at, value, seen: at + 1 }] });
    watch.take({ service: 'neon' }, slow(0), at + 1);
    watch.take({ service: 'neon', database: 'analytics' }, slow(99), at + 1);
    if (slot === 0) watch.begin(at + 1);
    return watch.advance(at + EVERY_S * 1_000);
  });
  const alarms = fired.flatMap(({ alarm, to }) => (to === 'ALARM' ? [alarm] : []));
  expect(alarms.filter((name) => name.includes('slow-queries')).sort()).toEqual(
    ['feature', 'production', 'staging'].flatMap((name) =>
      ['critical', 'warning'].map((severity) => `${name}-neon-analytics-slow-queries-${severity}`),
    ),
  );
  const states = [undefined, 'analytics'].map((database) => {
    const now = watch.now('production', { service: 'neon', database });
    return now.find(({ resource }) => resource.alarm_name.endsWith('slow-queries-critical'))?.state;
  });
  expect(states).toEqual(['OK', 'ALARM']);
});

test('readings: of one database, and of all of a service that have a name', () => {
  const readings = new Readings(1_000);
  const up = (value: number) => ({ Up: [{ at: 1, value, seen: 1 }] });
  readings.add({ service: 'neon' }, up(1), 1);
  readings.add({ service: 'neon', database: 'analytics' }, up(0), 1);
  expect(readings.of({ service: 'neon', database: 'analytics' })).toEqual(up(0));
  expect([...readings.series('neon')]).toEqual([['analytics', up(0)]]);
  expect(readings.series('upstash').size).toBe(0);
});
