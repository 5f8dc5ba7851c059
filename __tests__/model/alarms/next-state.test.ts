import fc from 'fast-check';
import {
  type AlarmState,
  decide,
  evaluationRange,
  type Judgement,
  type Point,
} from '../../../model/alarms/next-state';
import { validateRows } from '../../../model/checks/rows';
import { neonRows as neon } from '../../../thresholds/neon/rows';
import type { Datapoints, MissingData, Table } from '../../../thresholds/row';

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const signs: Readonly<Record<string, Point>> = { X: 'breaching', 0: 'fine', '-': 'missing' };
/** `0 X -`, oldest first as AWS writes it, to newest first. */
const range = (text: string): Point[] =>
  [...text.replaceAll(' ', '')].map((c) => signs[c] ?? 'missing').reverse();

/**
 * Both tables of "Configuring how CloudWatch alarms treat missing data" (N = 3, evaluation range 5), and the cases
 * from its section on premature alarms. "keep" is "retain current state".
 */
const documented: [m: number, points: string, ...states: (AlarmState | 'keep')[]][] = [
  [3, '0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  [3, '0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  [3, '- - - - -', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  [3, '0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [3, '- - X - -', 'ALARM', 'keep', 'ALARM', 'OK'],
  [2, '0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '- - - X -', 'ALARM', 'keep', 'ALARM', 'OK'],
  [3, '- - - X 0', 'OK', 'OK', 'OK', 'OK'],
  [3, '- - X - 0', 'OK', 'OK', 'OK', 'OK'],
];
const cases = documented.flatMap(([datapointsToAlarm, text, ...states]) =>
  treatments.map((missing, i) => ({ datapointsToAlarm, text, missing, state: states[i] ?? 'keep' })),
);

test.each(cases)(
  '$datapointsToAlarm of 3 on $text, $missing: $state',
  ({ text, missing, state, ...rest }) => {
    for (const before of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)
      expect(decide(range(text), { evaluationPeriods: 3, missing, ...rest }, before)).toBe(
        state === 'keep' ? before : state,
      );
  },
);

test.each(['- - - - X', '- - - X -'])(
  '%s with 3 of 3 does not go into ALARM while gaps are missing',
  (text) => {
    const judgement = { datapointsToAlarm: 3, evaluationPeriods: 3, missing: 'missing' } as const;
    expect(decide(range(text), judgement, 'OK')).toBe('OK');
  },
);

test('the range is the documented one for N = 3', () => {
  expect(evaluationRange(3)).toBe(5);
});

describe('alarms that the table’s rules allow', () => {
  const datapoints = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
    .map(([m, more]): Datapoints => [m, m + more]);
  const point = fc.constantFrom<Point>('breaching', 'breaching', 'fine', 'missing', 'missing');
  /** The result of each run: a warning need not be critical. */
  const run = fc.record({ warning: point, worse: fc.boolean() });
  const critical = ({ warning, worse }: { warning: Point; worse: boolean }): Point =>
    warning === 'breaching' && !worse ? 'fine' : warning;

  const accepted = (warning: Datapoints, criticalOnes: Datapoints, missingData: MissingData) => {
    const alarm = {
      ...neon.ActiveConnections.alarm,
      datapoints: { warning, critical: criticalOnes },
      missingData,
    };
    const table = {
      ConnectionLimit: neon.ConnectionLimit,
      ActiveConnections: { ...neon.ActiveConnections, alarm },
    };
    return validateRows('neon', table as Table).every(({ rule }) => rule === 'heartbeat');
  };
  const states = (points: readonly Point[], judgement: Judgement): AlarmState[] => {
    let state: AlarmState = 'INSUFFICIENT_DATA';
    return points.map((_, now) => {
      const seen = Array.from(
        { length: evaluationRange(judgement.evaluationPeriods) },
        (_, age) => points[now - age] ?? 'missing',
      );
      state = decide(seen, judgement, state);
      return state;
    });
  };
  const judged = ([datapointsToAlarm, evaluationPeriods]: Datapoints, missing: MissingData): Judgement => ({
    datapointsToAlarm,
    evaluationPeriods,
    missing,
  });

  test('are never critical without a warning', () => {
    fc.assert(
      fc.property(
        datapoints,
        datapoints,
        fc.constantFrom(...treatments),
        fc.array(run, { minLength: 4, maxLength: 16 }),
        (w, c, missing, runs) => {
          fc.pre(accepted(w, c, missing));
          const warning = states(
            runs.map((r) => r.warning),
            judged(w, missing),
          );
          const worse = states(runs.map(critical), judged(c, missing));
          worse.forEach((state, i) => {
            if (state === 'ALARM') expect(warning[i]).toBe('ALARM');
          });
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('unlike those that they reject: 3 of 3 warns after 1 of 1 is critical', () => {
    expect(accepted([3, 3], [1, 1], 'notBreaching')).toBe(false);
    const points: Point[] = ['fine', 'breaching'];
    expect(states(points, judged([1, 1], 'notBreaching'))[1]).toBe('ALARM');
    expect(states(points, judged([3, 3], 'notBreaching'))[1]).toBe('OK');
  });
});
