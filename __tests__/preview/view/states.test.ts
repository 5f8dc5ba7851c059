import { watchedOf } from '../../../preview/alarms/environments';
import { AlarmWatch } from '../../../preview/alarms/watch';
import { legendOf, type State, stateOf } from '../../../preview/view/states';
import type { Severity } from '../../../thresholds/row';
import { project } from '../../fixtures/environments';

/** The usual pace: 5 minutes pass in 3 seconds. */
const EVERY_S = 3;
const FROM = Date.UTC(2026, 10, 26, 14);
const watched = watchedOf(project, EVERY_S);

/** The states of a row of production after each of these readings. */
function statesOf(
  row: string,
  values: readonly (number | undefined)[],
  more: Record<string, number> = {},
): State[] {
  const watch = new AlarmWatch(watched);
  watch.begin(FROM + 1);
  return values.map((value, run) => {
    const at = FROM + run * EVERY_S * 1_000;
    const readings = value === undefined ? {} : { ...more, [row]: value };
    const points = Object.entries(readings).map(([name, number]) => [
      name,
      [{ at, value: number, seen: at + 1 }],
    ]);
    watch.take({ service: 'neon' }, Object.fromEntries(points), at + 1);
    watch.advance(at + EVERY_S * 1_000);
    const alarms = watch.now('production', { service: 'neon' });
    const of = (severity: Severity) => {
      const kebab = row.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
      const alarm = alarms.find(
        ({ resource }) => resource.alarm_name === `production-neon-${kebab}-${severity}`,
      );
      if (!alarm) throw new Error(`no alarm of ${row}`);
      return alarm;
    };
    const metric = value === undefined ? { absent: 'none' } : { value, unit: 'Count' };
    return stateOf(metric, { warning: of('warning'), critical: of('critical') });
  });
}

test('a single sample beyond the threshold is no alarm; as many as the alarm needs are', () => {
  expect(statesOf('SlowQueries', [0, 99, 0, 0, 0])).toEqual(['ok', '1 of 2', 'ok', 'ok', 'ok']);
  expect(statesOf('SlowQueries', [0, 99, 99, 99, 0, 0, 0])).toEqual([
    'ok',
    '1 of 2',
    'CRITICAL',
    'CRITICAL',
    'CRITICAL',
    'ok',
    'ok',
  ]);
});

test('warning and critical are told apart', () => {
  expect(statesOf('SlowQueries', [7, 7, 7])).toEqual(['1 of 2', 'WARNING', 'WARNING']);
});

test('a share is compared with its base', () => {
  expect(statesOf('ActiveConnections', [80, 80, 80], { ConnectionLimit: 100 }).at(-1)).toBe('ok');
  expect(statesOf('ActiveConnections', [81, 81, 81], { ConnectionLimit: 100 }).at(-1)).toBe('WARNING');
});

test('an alarm counts although there is no reading: that may be the reason', () => {
  expect(statesOf('Up', [1, 1, 1, undefined, undefined, undefined, undefined, undefined, undefined])).toEqual(
    expect.arrayContaining(['ok', 'absent', 'CRITICAL']),
  );
});

test('a row without alarms has no state, and one without data an unknown one', () => {
  expect(stateOf({ value: 1, unit: 'Count' }, undefined)).toBe('–');
  expect(stateOf({ asleep: true }, undefined)).toBe('asleep');
  expect(stateOf({ failed: 'NetworkError' }, undefined)).toBe('failed');
  const [warning] = new AlarmWatch(watched).now('production', { service: 'neon' });
  if (!warning) throw new Error('production has alarms');
  expect(stateOf({ value: 1, unit: 'Count' }, { warning, critical: warning })).toBe('unknown');
});

test('a state that is not an alarm yet is explained', () => {
  expect(legendOf(['ok', '1 of 2', 'CRITICAL'])).toBe(
    '1 of 2: beyond the threshold in 1 of the 2 periods that the alarm needs.',
  );
  expect(legendOf(['ok', '–'])).toBeUndefined();
});
