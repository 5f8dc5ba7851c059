import { type Stretch, transitionsTo } from '../../../model/alarms/timeline';
import { collectorsOf } from '../../../model/collector';
import { environment } from '../../fixtures/environments';
import { courseOfRuns, minutesOf, type Pair, pairsOf, severitiesOf } from '../../support/stacks/guards';
import type { AlarmResource } from '../../support/stacks/synthesized';

/** Minutes until CloudWatch has a value: an event a minute late, a slow run, and its ingestion. */
const LATEST = 2;
/**
 * AWS publishes only that CloudWatch looks back over more than N periods. One more is the least; more of them can change
 * something only where a value may be later than the next one is due.
 */
const beyond = (interval: number): number[] => (interval <= 5 ? [1, 2, 4] : [1]);

/** Delays of at most two minutes; every pattern of three runs occurs. @param seed which pattern comes first */
const delaysOf = (runs: number, seed: number): number[] =>
  Array.from({ length: runs }, (_, i) => (i === 0 ? 0 : (((i * i + seed) % 5) * LATEST) / 4));

const times = (n: number, value: number): number[] => Array<number>(n).fill(value);

/** The values of a row in its proof, one for each run. */
function seriesOf({ proof: { healthy, sick }, warning, runs }: Pair) {
  const [well = 0, ill = 0] = [healthy[0], sick[0]];
  const calm = times(warning.evaluation_periods + runs, well);
  const perRun = (values: readonly number[]) => values.flatMap((value) => times(runs, value));
  return {
    health: perRun(healthy),
    'one bad run': [...calm, ill, ...calm],
    'a sickness': [...calm, ...perRun(sick), ...calm],
  };
}

const counted = (stretches: readonly Stretch[]) =>
  `${transitionsTo('ALARM', stretches).length} × ALARM, then ${stretches.at(-1)?.state}`;

/** What a course may be, of either alarm. */
const fine: Readonly<Record<keyof ReturnType<typeof seriesOf>, RegExp>> = {
  health: /^0 × ALARM, then OK$/,
  'one bad run': /^[01] × ALARM, then OK$/,
  'a sickness': /^1 × ALARM, then OK$/,
};

/** Everything that is wrong with the alarms of a row, however late its values are. */
function* flaws(pair: Pair): Iterable<string> {
  for (const [i, [what, values]] of Object.entries(seriesOf(pair)).entries())
    for (const more of beyond(pair.interval)) {
      const run = courseOfRuns(pair, values, {
        delays: delaysOf(values.length, i + pair.interval),
        beyond: more,
      });
      for (const severity of severitiesOf(pair)) {
        const said = counted(run[severity]);
        if (!fine[what as keyof typeof fine].test(said))
          yield `${pair.name} ${severity}, ${more} periods beyond N, ${what}: ${said}`;
      }
    }
}

const every = Array.from({ length: 60 }, (_, i) => i + 1);
test.each(every)('collected every %d minutes, no alarm fires in health or twice', (collectionMinutes) => {
  const collectors = collectorsOf(environment('production', { collectionMinutes }));
  const pairs = collectors.flatMap(pairsOf);
  // Each period has one run in it, so that nothing depends on when CloudWatch's periods begin.
  for (const pair of pairs)
    for (const alarm of [pair.warning, ...(pair.critical ? [pair.critical] : [])])
      expect([pair.name, minutesOf(alarm)]).toEqual([pair.name, collectionMinutes]);
  expect(pairs.flatMap((pair) => [...flaws(pair)])).toEqual([]);
});

/** A value for each minute: of a visit every five minutes in health, of a visit every minute from the first sign on. */
function adaptiveSeries({ name, proof: { healthy, sick }, runs }: Pair): readonly (number | undefined)[] {
  const waiting = Array<number | undefined>(4).fill({ Up: 1, ApiErrors: 0 }[name]);
  const slowly = healthy.flatMap((value) => [value, ...waiting]);
  const calm = [...slowly, ...slowly, ...slowly];
  const ill = [...sick, ...sick].flatMap((value) => times(runs, value));
  return [...calm, ...ill, ...times(16, healthy[0] ?? 0), ...calm];
}

const adaptivePairs = collectorsOf(environment('production', { adaptive: true })).flatMap(pairsOf);
test.each(adaptivePairs)('at an adaptive pace, the alarms of $name sound once, in time, and end', (pair) => {
  const values = adaptiveSeries(pair);
  const [before, sickFor] = [15 * pair.proof.healthy.length, 2 * pair.proof.sick.length * pair.runs];
  for (const more of [1, 2, 4])
    for (const severity of severitiesOf(pair)) {
      expect(minutesOf(pair[severity] ?? pair.warning)).toBe(1);
      const course = courseOfRuns(pair, values, { beyond: more });
      const [sounded = 0] = transitionsTo('ALARM', course[severity]);
      expect([severity, counted(course[severity])]).toEqual([severity, '1 × ALARM, then OK']);
      expect(sounded).toBeGreaterThanOrEqual(course.at(before));
      expect(sounded).toBeLessThanOrEqual(course.at(before + sickFor));
      expect(course[severity][1]?.state).toBe('OK');
    }
});

describe('an alarm that depends on when its periods begin, or on how far CloudWatch looks back, is found', () => {
  const change = (collectionMinutes: number, name: string, to: Partial<AlarmResource>): Pair => {
    const pairs = collectorsOf(environment('production', { collectionMinutes })).flatMap(pairsOf);
    const pair = pairs.find((one) => one.name === name);
    if (!pair) throw new Error(`There is no row ${name}.`);
    const critical = pair.critical && { ...pair.critical, ...to };
    return { ...pair, warning: { ...pair.warning, ...to }, critical };
  };

  test('a period that has one run or two by turns: 4 minutes in 5', () => {
    const p = change(4, 'SlowQueries', { period: 300 });
    // One bad run in three is not two of three.
    const values = Array.from({ length: 24 }, (_, i) => (i % 3 ? 0 : 22));
    const turns = transitionsTo('ALARM', courseOfRuns(p, values).warning);
    expect(turns.length).toBeGreaterThan(1);
    const steady = courseOfRuns(change(4, 'SlowQueries', {}), values).warning;
    expect(transitionsTo('ALARM', steady)).toEqual([]);
  });

  test('a burst of one period that counts twice, where a period has five runs', () => {
    const p = change(1, 'LockWaitTime', { period: 300, datapoints_to_alarm: 2, evaluation_periods: 3 });
    expect([...flaws(p)].join()).toContain('health: ');
  });

  test('a heartbeat for which one late value is silence', () => {
    const health = times(8, 1);
    const run = courseOfRuns(change(5, 'Up', {}), health, { delays: delaysOf(8, 0), beyond: 0 });
    expect(transitionsTo('ALARM', run.warning).length).toBeGreaterThan(1);
  });
});
