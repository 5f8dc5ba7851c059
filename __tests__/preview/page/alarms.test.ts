import {
  alarmsOf,
  announcement,
  bySeverity,
  countsOf,
  countWords,
  historyOf,
  worstOf,
} from '../../../preview/page/state/alarms';
import { change, production, storeOf } from './sessions';

const warning = 'production-neon-slow-queries-warning';
const critical = 'production-neon-up-critical';

test('a new alarm has no data since the start; others are in the state of their last change', () => {
  const store = storeOf({ changes: [change(warning, 5_000, 'ALARM'), change(critical, 6_000, 'OK')] });
  const alarms = alarmsOf(store, production);
  const of = (name: string) => alarms.find((alarm) => alarm.name === name);
  expect(of(warning)).toMatchObject({ state: 'ALARM', since: 5_000, reason: 'because 5000' });
  expect(of(critical)).toMatchObject({ state: 'OK', since: 6_000 });
  expect(of('production-neon-up-warning')).toMatchObject({ state: 'INSUFFICIENT_DATA', since: 1_000 });
  const counts = countsOf(alarms);
  expect(counts).toMatchObject({ critical: 0, warning: 1, ok: 1, unknown: alarms.length - 2 });
  expect(worstOf(counts)).toBe('warning');
});

test('counts begin with the worst, and leave out what there is none of', () => {
  expect(countWords({ critical: 2, warning: 1, ok: 23, unknown: 0 })).toBe('2 critical, 1 warning, 23 OK');
  expect(countWords({ critical: 0, warning: 2, ok: 0, unknown: 1 })).toBe('2 warnings, 1 no data');
  expect(countWords({ critical: 0, warning: 0, ok: 0, unknown: 0 })).toBe('No alarms');
  expect(worstOf({ critical: 0, warning: 0, ok: 3, unknown: 2 })).toBe('ok');
  expect(worstOf({ critical: 0, warning: 0, ok: 0, unknown: 0 })).toBe('unknown');
});

test('critical alarms come first, and those in alarm before the others', () => {
  const store = storeOf({ changes: [change(critical, 6_000, 'ALARM')] });
  const groups = bySeverity(alarmsOf(store, production));
  expect(groups.map(([severity]) => severity)).toEqual(['critical', 'warning']);
  expect(groups[0]?.[1][0]?.name).toBe(critical);
});

test('the history has the newest first, of one environment, and of one alarm if it is named', () => {
  const changes = [
    change(warning, 1, 'ALARM'),
    change('staging-neon-up-critical', 2, 'ALARM', { environment: 'staging' }),
    change(critical, 3, 'ALARM'),
    change(warning, 4, 'OK'),
  ];
  const times = (alarm?: string, most = 10) =>
    historyOf(changes, { environment: 'production', alarm }, most).map(({ at }) => at);
  expect(times()).toEqual([4, 3, 1]);
  expect(times(warning)).toEqual([4, 1]);
  expect(times(undefined, 2)).toEqual([4, 3]);
});

test('a screen reader is told of alarms that begin and end, and of what is sick, and nothing else', () => {
  const store = storeOf();
  const told = {
    environment: 'production',
    alarms: alarmsOf(store, production),
    sicknesses: [{ id: 'lock', service: 'neon', title: 'Lock a table', about: '', rows: {} }],
  };
  const changes = [
    change(warning, 1, 'ALARM'),
    change(critical, 1, 'OK', { from: 'ALARM' }),
    change('production-neon-up-warning', 1, 'OK', { from: 'INSUFFICIENT_DATA' }),
    change(warning, 1, 'ALARM', { environment: 'staging' }),
  ];
  expect(announcement({ type: 'changes', changes }, told)).toBe(
    'SlowQueries, warning: in alarm; Up, critical: no longer in alarm.',
  );
  expect(announcement({ type: 'changes', changes: changes.slice(2) }, told)).toBeUndefined();
  expect(announcement({ type: 'sickness', id: 'lock', state: 'sick' }, told)).toBe('Lock a table: sick.');
  expect(announcement({ type: 'sickness', id: 'lock', state: 'healing' }, told)).toBeUndefined();
  expect(announcement({ type: 'sickness', id: 'other', state: 'sick' }, told)).toBeUndefined();
});
