import type { Databases } from '../../model/environment';
import { environment } from '../fixtures/environments';
import { addresses, environmentStack } from '../support/stacks/stack';

const withNeon = (neon: Databases['neon'] & {}) => environment('production', { databases: { neon } });

describe('a database that is added', () => {
  const [a, b, added] = [{ name: 'analytics' }, { name: 'billing' }, { name: 'archive' }];
  const stacks = new Map<string, ReadonlyMap<string, string>>();
  const stackOf = (neon: Databases['neon'] & {}) => {
    const key = JSON.stringify(neon);
    const found = stacks.get(key) ?? addresses(environmentStack(withNeon(neon)));
    stacks.set(key, found);
    return found;
  };
  /** What differs besides the alarms of the added one. */
  const touched = (neon: Databases['neon'] & {}) => {
    const [former, now] = [stackOf([{}, a, b]), stackOf(neon)];
    const differing = [...new Set([...former.keys(), ...now.keys()])].filter(
      (key) => former.get(key) !== now.get(key),
    );
    const own = differing.filter((key) => key.startsWith('aws_cloudwatch_metric_alarm.neon-archive-'));
    expect(own.length).toBeGreaterThan(10);
    return differing.filter((key) => !own.includes(key)).map((key) => key.replace(/_[0-9A-F]{8}$/, ''));
  };

  test.each([
    ['at the end', [{}, a, b, added]],
    ['in the middle', [{}, a, added, b]],
    ['between others', [a, added, {}, b]],
  ])('%s touches its own resources and one rule', (_, neon) => {
    expect(touched(neon)).toEqual(['aws_cloudwatch_event_target.neon-schedule_target']);
  });

  test('as the first one with a name also changes which one their dashboard shows first', () => {
    expect(touched([{}, added, a, b])).toEqual([
      'aws_cloudwatch_dashboard.neon-databases-dashboard',
      'aws_cloudwatch_event_target.neon-schedule_target',
    ]);
  });

  test('with thresholds of its own also takes these from the dashboard that all share', () => {
    const own = { ...added, overrides: { SlowQueries: { warning: 8 } } };
    expect(touched([{}, a, b, own])).toEqual([
      'aws_cloudwatch_dashboard.neon-databases-dashboard',
      'aws_cloudwatch_event_target.neon-schedule_target',
    ]);
  });
});
