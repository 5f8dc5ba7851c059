import fc from 'fast-check';
import { baselineOf } from '../../../handlers/driver/derive';
import { samplesOf, withSample } from '../../../handlers/driver/members';
import type { State } from '../../../handlers/lib/state';
import { parseInfo } from '../../../handlers/upstash/info';
import { commandsOf, counted, type Month, reachedAt } from '../../../handlers/upstash/month';
import { snapshotOf } from '../../../handlers/upstash/snapshot';
import type { UpstashTarget } from '../../../handlers/upstash/target';
import { fuzz } from '../../support/fuzz/fuzz';

const [MINUTE, DAY] = [60_000, 24 * 3_600_000];
const INTERVAL = 5 * MINUTE;
const NOVEMBER = Date.UTC(2026, 10);
const at = (day: number, minutes = 0) => NOVEMBER + (day - 1) * DAY + minutes * MINUTE;

interface Visit {
  readonly at: number;
  /** What the member that answers has processed since it started. */
  readonly commands: number;
  readonly member?: string;
  readonly host?: string;
  /** Nothing of the run is saved. */
  readonly lost?: boolean;
}
const take = ({ at: takenAt, commands, member, host = 'cache.upstash.io' }: Visit) =>
  snapshotOf(
    parseInfo(`total_commands_processed:${commands}\nlocal_member:${member ?? ''}`, 'host'),
    { host, port: 6379 } as UpstashTarget,
    takenAt,
  );

/** The count after each of these visits, with what is saved between them. */
function months(visits: Iterable<Visit>): Month[] {
  let saved: { memo: unknown; samples: State } = { memo: undefined, samples: { unsent: [] } };
  return [...visits].map((visit) => {
    const now = take(visit);
    const { memo, samples } = JSON.parse(JSON.stringify(saved));
    const month = counted(memo, samplesOf(samples), now);
    const next = { baseline: baselineOf(now), slot: Math.floor(visit.at / INTERVAL) * INTERVAL };
    if (!visit.lost)
      saved = { memo: month, samples: { ...withSample(samplesOf(samples), next, INTERVAL), unsent: [] } };
    return month;
  });
}
const last = (visits: Iterable<Visit>): Month => months(visits).at(-1) as Month;
/** Visits of a database that processes so many commands a second. */
function* every(from: number, to: number, perSecond = 2, change: (visit: Visit) => Visit = (v) => v) {
  for (let now = from; now <= to; now += INTERVAL)
    yield change({ at: now, commands: Math.round(((now - NOVEMBER) / 1_000 + 1e7) * perSecond) });
}

test('a month that was watched from its beginning is counted exactly', () => {
  expect(commandsOf(last(every(at(0, 1_437), at(20))))).toBeCloseTo(2 * 19 * 86_400 - 2 * 180, 3);
});

test('where watching began in the middle of the month, what was counted stands for the rest of it', () => {
  expect(commandsOf(last(every(at(10), at(20))))).toBeCloseTo(2 * 19 * 86_400, 3);
});

test('less than a day of counting says nothing of a month', () => {
  expect(commandsOf(last(every(at(10), at(10, 23 * 60))))).toMatchObject({
    reason:
      'the commands of this month were counted for 23 h so far: it takes a day to tell those of the whole month',
  });
  // Nor of one of which every minute was counted.
  expect(commandsOf(last(every(at(1), at(1, 23 * 60))))).toMatchObject({ reason: expect.any(String) });
  expect(commandsOf(last(every(at(10), at(11))))).toBeCloseTo(2 * 10 * 86_400, 3);
});

test('the new month begins at zero, with the part of the interval that belongs to it', () => {
  const all = months(every(at(20, 2), at(31, 10)));
  const november = all.filter(({ start }) => start === NOVEMBER);
  const december = all.filter(({ start }) => start === Date.UTC(2026, 11));
  expect(november.length + december.length).toBe(all.length);
  expect(december.map(({ commands }) => commands)).toEqual([2 * 120, 2 * 420]);
});

test('runs that were missed are counted by the next one', () => {
  const gap = [...every(at(1), at(20))].filter((visit) => visit.at < at(5) || visit.at > at(9));
  expect(last(gap)).toMatchObject({ commands: 2 * 19 * 86_400, ms: 19 * DAY });
});

test('a restart costs one interval, which is not counted as time either', () => {
  const restarted = every(at(1), at(20), 2, (visit) =>
    visit.at < at(8, 3) ? visit : { ...visit, commands: Math.round((2 * (visit.at - at(8))) / 1_000) },
  );
  const month = last(restarted);
  expect(month.ms).toBe(19 * DAY - INTERVAL);
  expect(commandsOf(month)).toBeCloseTo(2 * 19 * 86_400, 3);
});

test('a count that is lost because the save fails is counted once, by the next run', () => {
  const lost = every(at(1), at(20), 2, (visit) => ({ ...visit, lost: visit.at % (7 * INTERVAL) === 0 }));
  expect(last(lost)).toMatchObject({ commands: 2 * 19 * 86_400, ms: 19 * DAY });
  // The same interval again, as by a duplicate of the event that comes too late to save.
  const twice = [...every(at(1), at(3))].flatMap((visit) => [{ ...visit, lost: true }, visit]);
  expect(last(twice)).toMatchObject({ commands: 2 * 2 * 86_400, ms: 2 * DAY });
});

test('members that take turns are counted by turns: a lower bound, and that is known', () => {
  let turn = 0;
  const turns = every(at(1), at(20), 1, (visit) => {
    const member = ['a', 'b', 'b'][turn++ % 3] ?? '';
    return { ...visit, member, commands: visit.commands * (member === 'a' ? 10 : 2) };
  });
  const month = last(turns);
  expect(month.turned).toBe(true);
  const perSecond = Number(commandsOf(month)) / (19 * 86_400);
  expect(perSecond).toBeGreaterThan(2);
  expect(perSecond).toBeLessThan(10);
  expect(last(every(at(1), at(3))).turned).toBeUndefined();
});

test('a clock that goes back counts no time twice; one that was far ahead begins again', () => {
  const back = [...every(at(1), at(5))].flatMap((visit) => [visit, { ...visit, at: visit.at - MINUTE }]);
  const month = last(back);
  expect(month.ms).toBeLessThanOrEqual(4 * DAY);
  expect(month.commands).toBeLessThanOrEqual(2 * 4 * 86_400);
  const ahead: Visit[] = [...every(at(1), at(4)), { at: at(25), commands: 2 * 1e7 + 2 * 3 * 86_400 + 600 }];
  expect(commandsOf(last([...ahead, ...every(at(4, 5), at(4, 60))]))).toMatchObject({
    reason: expect.any(String),
  });
  expect(commandsOf(last([...ahead, ...every(at(4, 5), at(6))]))).toBeCloseTo(2 * 5 * 86_400, -1);
});

test('another database begins at zero', () => {
  const other = every(at(5), at(5, 60), 2, (visit) => ({ ...visit, host: 'other.upstash.io' }));
  expect(last([...every(at(1), at(4)), ...other]).ms).toBe(3_600_000);
});

test.each([null, 5, {}, { start: NOVEMBER, commands: 'many' }, []])(
  'what is remembered as %j is no count',
  (memo) => {
    expect(counted(memo, [], take({ at: at(3), commands: 5 }))).toMatchObject({ commands: 0, ms: 0 });
  },
);

const step = fc.record({
  minutes: fc.nat(3 * 24 * 60),
  member: fc.constantFrom('a', 'b', 'c'),
  restarts: fc.boolean(),
  lost: fc.boolean(),
  wrong: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -5_000, max: 5_000 })),
});
/** Each member processes three commands a second, and each starts over when the database does. */
function worked(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Visit[] {
  let [now, started] = [at(3), NOVEMBER - DAY];
  return steps.map(({ minutes, restarts, wrong, ...visit }) => {
    now += minutes * MINUTE;
    if (restarts) started = now;
    return { ...visit, at: now + wrong * MINUTE, commands: (3 * (now - started)) / 1_000 };
  });
}

test('with members, restarts, gaps and lost saves, no time is counted twice, and no command that was not processed in it', () => {
  fuzz([fc.array(step, { maxLength: 40 })], (steps) => {
    const visits = worked(steps.map((one) => ({ ...one, wrong: 0 })));
    for (const { commands, ms, start, until } of months(visits)) {
      expect(ms).toBeLessThanOrEqual(until - start);
      expect(commands).toBeLessThanOrEqual((3 * ms) / 1_000 + 1e-3);
    }
  });
});

test('with a clock that goes wrong by days, no more commands are counted than were processed', () => {
  fuzz([fc.array(step, { maxLength: 40 })], (steps) => {
    const seconds = steps.reduce((sum, { minutes }) => sum + minutes * 60, 0);
    for (const { commands, ms } of months(worked(steps.map((one) => ({ ...one, member: 'a' }))))) {
      expect(commands).toBeLessThanOrEqual(3 * seconds + 1e-3);
      expect(ms).toBeGreaterThanOrEqual(0);
    }
  });
});

test('the day on which the commands are used up is that at the pace of the month', () => {
  const month = last(every(at(1), at(11)));
  // Two a second are 172,800 a day.
  expect(reachedAt({ month, limit: 172_800 * 19.5 })).toEqual(new Date(Date.UTC(2026, 10, 20, 12)));
  expect(reachedAt({ month, limit: 172_800 * 30 })).toBeUndefined();
  expect(reachedAt({ month: last(every(at(1), at(1, 60))), limit: 5 })).toBeUndefined();
});
