import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { notificationOf } from '../../../model/alarms/message';
import type { AlarmState } from '../../../model/alarms/next-state';
import { beginsOrEnds, filterOf, isOwnFilter, orLacksData } from '../../../model/notify/states';

const alarm = { alarm_name: 'production-neon-up-warning' } as SynthesizedAlarm;
/** What CloudWatch publishes of a change. */
function message(from: AlarmState, to: AlarmState): Record<string, unknown> {
  const at = Date.UTC(2026, 0, 1);
  const where = { alarm, region: 'us-east-1', accountId: '123456789012', topic: 'alerts' };
  return JSON.parse(notificationOf({ ...where, from, to, reason: '', at, createdAt: at })?.body ?? '{}');
}

type Policy = Readonly<Record<string, readonly unknown[]>>;
/**
 * Whether SNS lets a body through: every property has one of its values, and of `$or` one policy does
 * (docs.aws.amazon.com/sns/latest/dg/and-or-logic.html). The emulator ignores `$or` in policies for bodies.
 */
const lets = (policy: Policy, body: Record<string, unknown>): boolean =>
  Object.entries(policy).every(([name, values]) =>
    name === '$or' ? values.some((one) => lets(one as Policy, body)) : values.includes(body[name]),
  );

test.each<[AlarmState, AlarmState, boolean]>([
  ['INSUFFICIENT_DATA', 'OK', false],
  ['INSUFFICIENT_DATA', 'ALARM', true],
  ['OK', 'ALARM', true],
  ['ALARM', 'OK', true],
])('from %s to %s is told: %s', (from, to, told) => {
  expect(lets(JSON.parse(beginsOrEnds), message(from, to))).toBe(told);
});

test('where there are uptime checks, that a health check is gone is told, too, and still no first state', () => {
  const uptime = [{ name: 'shop', url: 'https://www.example.com/' }];
  expect(filterOf({ uptime })).toEqual({ FilterPolicy: orLacksData, FilterPolicyScope: 'MessageBody' });
  expect(filterOf({})?.FilterPolicy).toBe(beginsOrEnds);
  expect(filterOf({ uptime, budget: { monthlyDollars: 25 } })).toBeUndefined();
  const told = (from: string, to: string, policy = orLacksData) =>
    lets(JSON.parse(policy), { OldStateValue: from, NewStateValue: to });
  expect([told('OK', 'INSUFFICIENT_DATA'), told('OK', 'ALARM'), told('ALARM', 'OK')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([told('INSUFFICIENT_DATA', 'OK'), told('OK', 'INSUFFICIENT_DATA', beginsOrEnds)]).toEqual([
    false,
    false,
  ]);
  expect([beginsOrEnds, orLacksData, '{}', undefined].map(isOwnFilter)).toEqual([true, true, false, false]);
});

test.each([beginsOrEnds, orLacksData])(
  'SNS takes $or as an operator: two policies or more, each with names of its own: %s',
  (policy) => {
    const { $or, ...rest } = JSON.parse(policy);
    expect(rest).toEqual({});
    expect($or.length).toBeGreaterThan(1);
    for (const one of $or) expect(Object.keys(one)).toEqual([expect.stringMatching(/^(New|Old)StateValue$/)]);
  },
);
