import type { MetricLine } from '../../../preview/widgets/body/model';
import { bucketed, gridOf, wholeRange } from '../../../preview/widgets/values/buckets';
import { labelOf } from '../../../preview/widgets/values/labels';
import { axisRange, lonely, merge, stack } from '../../../preview/widgets/values/merge';
import { afterKey, columnsOf, onStep, stepOf } from '../../../preview/widgets/values/slider';
import { statisticOf } from '../../../preview/widgets/values/statistics';
import {
  axisUnit,
  isWritten,
  labelBelow,
  showIn,
  showTicks,
  ticks,
  unitInLabel,
} from '../../../preview/widgets/values/units';
import { dayWords, durationWords, timeWords } from '../../../preview/widgets/values/words';

const __ = undefined;
const average = statisticOf('Average');

describe('periods', () => {
  const points = [0, 1000, 3000, 3500, 9000].map((at, i) => ({ at, value: i + 1 }));

  test('begin at multiples of their length, and one without points has no value', () => {
    const grid = gridOf(300, 100, 9000, 9500);
    expect(grid).toEqual({ start: 3000, periodMs: 3000, count: 3 });
    expect(bucketed(points, average, grid, 'x').values).toEqual([3.5, __, 5]);
  });
  test('a point at a boundary belongs to the period that begins', () => {
    expect(
      bucketed(points, statisticOf('SampleCount'), { start: 0, periodMs: 3000, count: 4 }, 'x').values,
    ).toEqual([2, 2, __, 1]);
  });
  test('do not depend on rounding: 7 s collected every 3 s is a scale that is no whole number', () => {
    const { start, periodMs } = gridOf(300, 300 / 7, 70_000, 1_790_000_003_000);
    expect(periodMs).toBe(7000);
    expect(start % 7000).toBe(0);
  });
  test('there are never more than can be drawn', () => {
    const grid = gridOf(1, 100, 7_776_000_000, 1e12);
    expect(grid.count).toBeLessThanOrEqual(1501);
    expect(grid.periodMs % 10).toBe(0);
  });
  test('one that is the whole range has what was published in it, up to now', () => {
    expect(bucketed(points, statisticOf('Sum'), wholeRange(6000, 9000), 'x').values).toEqual([4 + 5]);
  });
  test('no points are no values', () => {
    expect(bucketed([], average, { start: 0, periodMs: 10, count: 2 }, 'x').values).toEqual([__, __]);
  });
});

describe('statistics', () => {
  const values = [4, 1, 3, 2];
  test.each([
    ['Sum', 10],
    ['Average', 2.5],
    ['Minimum', 1],
    ['Maximum', 4],
    ['SampleCount', 4],
    ['p0', 1],
    ['p50', 2.5],
    ['p100', 4],
    ['p99.9', 3.997],
    ['PR(2:3)', 50],
    ['PR(:1)', 25],
    ['PR(3:)', 50],
  ])('%s', (name, expected) => {
    expect(statisticOf(name)(values)).toBeCloseTo(expected, 9);
  });
  test.each(['p99', 'p50', 'p99.99'])('%s of one value is that value', (name) => {
    expect(statisticOf(name)([7])).toBe(7);
  });
  test.each(['tm99', 'TM(10%:90%)', 'wm95', 'tc90', 'ts90', 'IQM'])('%s is not published by AWS', (name) => {
    expect(() => statisticOf(name)).toThrow('does not publish');
  });
  test.each(['p101', 'Median', '__proto__', 'constructor', ''])('"%s" is none', (name) => {
    expect(() => statisticOf(name)).toThrow('is not a statistic of CloudWatch');
  });
});

describe('units', () => {
  test.each<[readonly (string | undefined)[], number, string]>([
    [['%'], 96.44, '96.4 %'],
    [['ms'], 1234, '1.23 s'],
    [[undefined, 'Seconds'], 2, '2 s'],
    [['count'], 12.345, '12.3'],
    [['GB'], 0.21, '210 MB'],
    [[undefined, 'Megabytes'], 2, '2 MB'],
    [['per second'], 1200.4, '1,200/s'],
    [['per minute', 'Count'], 5, '5'],
    [['per minute'], 5, '5 per minute'],
    [['Requests', 'Count'], 5, '5'],
    [['Requests', undefined], 1234567, '1,234,567'],
    [['constructor'], 5, '5'],
  ])('%j', (names, value, expected) => {
    expect(showIn(names)(value)).toBe(expected);
  });
  test.each([
    [['ms'], [0, 500, 1000], ['0 s', '0.5 s', '1 s']],
    [['Seconds'], [0, 300, 600], ['0 min', '5 min', '10 min']],
    [['GB'], [0, 0.5, 1], ['0 GB', '0.5 GB', '1 GB']],
    [['bytes'], [-2e6, 500_000], ['-2 MB', '0.5 MB']],
    [['%'], [0, 50], ['0 %', '50 %']],
    [['per minute'], [0, 2000], ['0 per minute', '2,000 per minute']],
    [['ms'], [], []],
  ])('an axis in %j has one unit', (names, values, expected) => {
    expect(ticks(values, showIn(names))).toEqual(expected);
  });
  test('an axis of durations has its marks at whole minutes', () => {
    expect(showIn(['Seconds']).steps).toEqual(expect.arrayContaining([0.5, 1, 30, 300, 3600]));
    expect(showIn(['Seconds']).steps).not.toContain(250);
    expect(showIn(['ms']).steps).toEqual(expect.arrayContaining([0.25, 500, 300_000]));
    const { steps = [] } = showIn(['ms']);
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
    expect(showIn(['GB']).steps).toBeUndefined();
  });
  test.each([
    ['% of ConnectionLimit', '%', 'of ConnectionLimit'],
    ['DatabaseSize, % of DatabaseSizeLimit', '%', 'DatabaseSize of DatabaseSizeLimit'],
    ['warning: above 80 % of ConnectionLimit', undefined, 'warning: above 80 % of ConnectionLimit'],
    ['per minute', undefined, 'per minute'],
    ['ms', undefined, ''],
  ])('a number whose label is "%s" is written with its unit, which is not repeated', (label, unit, below) => {
    expect([unitInLabel(label), labelBelow(label)]).toEqual([unit, below]);
  });
  test('the ticks of an axis that has a name do not repeat it', () => {
    expect(showTicks('per minute', showIn(['per minute']))(5)).toBe('5');
    expect(showTicks('%', showIn(['%']))(5)).toBe('5 %');
    expect([isWritten('%'), isWritten('count'), isWritten('per minute'), isWritten(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('labels', () => {
  const series = { label: '', start: 0, periodMs: 1, values: [3, __, 5, 4] };
  const line = {
    ref: { namespace: 'N', metric: 'M', dimensions: { Environment: 'production' } },
    stat: 'Sum',
    period: 300,
  } as unknown as MetricLine;
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax of dynamic labels
  test.each([
    ['plain', 'plain'],
    [
      '${LABEL} [last: ${LAST}, max: ${MAX}, min: ${MIN}, avg: ${AVG}]',
      'M [last: 4!, max: 5!, min: 3!, avg: 4!]',
    ],
    ["${PROP('Dim.Environment')} ${PROP('Stat')} ${PROP('Period')}", 'production Sum 300'],
    ["${PROP('Dim.constructor')}", "${PROP('Dim.constructor')}"],
    ['${UNKNOWN} ${constructor}', '${UNKNOWN} ${constructor}'],
  ])('%s', (label, expected) => {
    expect(labelOf(label, series, (value) => `${value}!`, line)).toBe(expected);
  });
  test('of a line without data', () => {
    expect(labelOf('${MAX} ${LAST}', { ...series, values: [__] }, String)).toBe('- -');
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax of dynamic labels
});

describe('a chart', () => {
  const curve = (values: readonly (number | undefined)[], start = 0, periodMs = 10) =>
    ({ series: { label: '', start, periodMs, values } }) as unknown as Parameters<typeof merge>[0][number];

  test('has gaps where there are no data', () => {
    expect(merge([curve([1, __, 3])])).toEqual({ times: [0, 10, 20], columns: [[1, null, 3]] });
  });
  test('with different periods joins the longer ones, and keeps their gaps', () => {
    expect(merge([curve([1, 2, 3, 4]), curve([5, __], 0, 20)])).toEqual({
      times: [0, 10, 20, 30],
      columns: [
        [1, 2, 3, 4],
        [5, __, null, __],
      ],
    });
  });
  test('without lines is empty', () => {
    expect(merge([])).toEqual({ times: [], columns: [] });
  });
  test('stacks', () => {
    expect(
      stack([
        [1, null, 3],
        [1, 1, null],
        [2, 2, 2],
      ]),
    ).toEqual([
      [1, null, 3],
      [2, 1, null],
      [4, 3, 5],
    ]);
  });
  test('draws a value between two gaps as a dot', () => {
    expect(lonely([1, null, 2, null, 3, 4])).toEqual([0, 2]);
    expect(lonely([1, __, 2, __, null, 5])).toEqual([5]);
  });
  test.each([
    [[5, 10], { min: 0, max: __ }, [0, 10.8]],
    [[5, 10], { min: 0, max: 100 }, [0, 100]],
    [[], { min: __, max: __ }, [0, 1.08]],
    [[3, 3], { min: __, max: __ }, [2.92, 4.08]],
    [[-5, 5], { min: __, max: __ }, [-5.8, 5.8]],
    [[200], { min: __, max: 100 }, [98.92, 100]],
    [[5], { min: 50, max: __ }, [50, 55.4]],
  ])('of %j within %j reaches %j', (values, axis, [low, high]) => {
    const range = axisRange(values, axis);
    expect(range[0]).toBeCloseTo(low as number, 9);
    expect(range[1]).toBeCloseTo(high as number, 9);
  });
});

describe('a threshold that is dragged', () => {
  test.each([
    [0, 100, 1],
    [0, 1, 0.01],
    [0, 130, 2],
    [0, 97, 1],
    [0, 4000, 50],
    [5, 5, 1],
  ])('between %d and %d moves by %d', (low, high, step) => {
    expect(stepOf(low, high)).toBeCloseTo(step, 12);
  });
  test('stays on its steps, without noise', () => {
    expect(onStep(0.30000000000000004, 0.1)).toBe(0.3);
  });
  test.each([
    ['ArrowUp', 51],
    ['ArrowLeft', 49],
    ['PageUp', 60],
    ['PageDown', 40],
    ['Home', 0],
    ['End', 100],
    ['a', __],
    ['constructor', __],
  ])('%s', (key, value) => {
    expect(afterKey(key, 50, 0, 100)).toBe(value);
  });
  test('never goes below 0', () => {
    expect(afterKey('PageDown', 3, 0, 100)).toBe(0);
  });
  test('has a handle that does not cover another one', () => {
    expect(columnsOf([10, 20, 100, 15], 24)).toEqual([0, 1, 0, 2]);
  });
});

describe('times', () => {
  const at = Date.UTC(2026, 10, 26, 14, 2, 36);
  test.each([
    [timeWords(at, 0), '14:02:36'],
    [timeWords(at, 90, false), '15:32'],
    [timeWords(at, -15 * 60, false), '23:02'],
    [dayWords(at, 0), '26 Nov 14:02'],
    [timeWords(Number.NaN, 0), '?'],
    [durationWords(40_000), '40 s'],
    [durationWords(600_000), '10 min'],
    [durationWords(3 * 3_600_000), '3 h'],
    [durationWords(50 * 3_600_000), '2 days'],
    [durationWords(-5), '0 s'],
  ])('%s', (words, expected) => {
    expect(words).toBe(expected);
  });
});

test('an axis has the unit of what is drawn there, and not of what an expression is computed from', () => {
  const line = (unit: string | undefined, visible = true, axis: 'left' | 'right' = 'left') => ({
    ...{ unit, visible, axis },
  });
  const unit = (...lines: ReturnType<typeof line>[]) => axisUnit(lines, 'left', (one) => one.unit);
  const share = line(undefined);
  expect(unit(line('Bytes'), line('Bytes'), line('Count', true, 'right'))).toBe('Bytes');
  expect(unit(line('Bytes'), share)).toBe('Bytes');
  expect(unit(line('Bytes'), line('Count'))).toBeUndefined();
  expect(unit(line('Gigabytes', false), line('Gigabytes', false), share)).toBeUndefined();
});
