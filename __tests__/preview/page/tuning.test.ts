import { session } from '../../../preview/page/state/recording';
import { overridesText, proposed, surroundingsOf, Tuning, wordsOf } from '../../../preview/page/state/tuning';
import { alarmOf, production, run, storeOf, view } from './sessions';

const store = storeOf({ runs: [run(1_000, { ConnectionLimit: 100 })] });
const recording = session(store, production, () => 2_000);

function moved(...changes: readonly (readonly [row: string, severity: string, value: number])[]) {
  const tuning = new Tuning();
  for (const [row, severity, value] of changes) {
    const { view: alarm, collector } = alarmOf(row, severity);
    tuning.move(alarm, value, surroundingsOf(alarm, collector, recording));
  }
  return tuning;
}

test('a threshold moves to where it was dragged, and back', () => {
  const { view: alarm, collector } = alarmOf('TotalConnections', 'warning');
  const tuning = moved(['TotalConnections', 'warning', 60]);
  const words = () => wordsOf(alarm, collector, tuning.kindOf(alarm));
  expect(words()).toBe('above 60 % of ConnectionLimit');
  expect(wordsOf(alarm, collector, tuning.deployed(alarm))).toBe('above 80 % of ConnectionLimit');
  expect(tuning.movedIn(production)).toMatchObject([{ view: alarm, magnitude: 0.6 }]);
  expect(tuning.movedIn(view('staging'))).toEqual([]);
  tuning.move(alarm, 80, surroundingsOf(alarm, collector, recording));
  expect(tuning.movedIn(production)).toEqual([]);
});

test('a share of a row that is not known cannot be dragged', () => {
  const { view: alarm, collector } = alarmOf('TotalConnections', 'warning');
  const tuning = new Tuning();
  const nothing = session(storeOf(), production, () => 0);
  tuning.move(alarm, 60, surroundingsOf(alarm, collector, nothing));
  expect(tuning.movedIn(production)).toEqual([]);
});

test('a move and a reset are told', () => {
  const tuning = moved(['SlowQueries', 'warning', 7]);
  const told: string[] = [];
  tuning.changed = (how) => {
    told.push(how);
  };
  const { view: warning, collector } = alarmOf('SlowQueries', 'warning');
  tuning.move(warning, 8, surroundingsOf(warning, collector, recording));
  tuning.reset(warning);
  tuning.reset();
  expect(told).toEqual(['moved', 'reset', 'reset']);
  expect(tuning.movedIn(production)).toEqual([]);
});

test('the proposed alarm compares with the proposed threshold, and says so', () => {
  const [slow] = moved(['SlowQueries', 'warning', 8]).movedIn(production);
  const alarm = slow && proposed(slow);
  expect(alarm?.threshold).toBe(8);
  expect(alarm?.alarm_description).toContain('is above 8 per minute');
});

describe('what validation would refuse', () => {
  const problems = (tuning: Tuning, row: string) => tuning.problems(row, alarmOf(row, 'warning').collector);

  test('is said in its words', () => {
    expect(problems(moved(['SlowQueries', 'warning', 20]), 'SlowQueries')).toEqual([
      'SlowQueries warns at 20, beyond critical at 10: put the warning on the healthy side of critical.',
    ]);
  });

  test('is nothing if both are moved', () => {
    const both = moved(['SlowQueries', 'warning', 20], ['SlowQueries', 'critical', 30]);
    expect(problems(both, 'SlowQueries')).toEqual([]);
    expect(problems(new Tuning(), 'SlowQueries')).toEqual([]);
  });
});

describe('what to write into environments.ts', () => {
  const text = (tuning: Tuning) => overridesText(tuning.movedIn(production));

  test('is one line for one row', () => {
    expect(text(moved(['SlowQueries', 'critical', 12], ['SlowQueries', 'warning', 7]))).toBe(
      'overrides: { neon: { SlowQueries: { warning: 7, critical: 12 } } },',
    );
    expect(text(new Tuning())).toBe('');
  });

  test('is one text for several rows and services', () => {
    const tuning = moved(
      ['SlowQueries', 'warning', 7],
      ['CacheHitRate', 'warning', 70],
      ['Up', 'warning', 0.5],
    );
    expect(text(tuning)).toMatchInlineSnapshot(`
      "overrides: {
        neon: {
          SlowQueries: { warning: 7 },
        },
        upstash: {
          CacheHitRate: { warning: 70 },
        },
      },"
    `);
  });
});
