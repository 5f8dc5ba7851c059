import { compileExpression, seriesOf } from '../../../preview/widgets/math/evaluate';
import { isArray, isSeries, type Series, type Value } from '../../../preview/widgets/math/values';

const series = (values: readonly (number | undefined)[], label = 'a', periodMs = 60_000): Series => ({
  label,
  start: 0,
  periodMs,
  values,
});
const __ = undefined;
const scope: Readonly<Record<string, Value>> = {
  a: series([1, 2, __, 4]),
  b: series([10, __, 30, 40], 'b'),
  zero: series([0, 0, 0, 0], 'zero'),
  slow: series([1, 2], 'slow', 120_000),
};

function evaluate(expression: string): Value {
  return compileExpression(expression).evaluate({
    series(id) {
      const value = scope[id];
      if (value === undefined) throw new Error(`no ${id}`);
      return value;
    },
    metrics: (containing) =>
      ['a', 'b'].filter((id) => id.includes(containing)).map((id) => scope[id] as Series),
  });
}
/** Numbers for a scalar, lists for series. */
function plain(expression: string): unknown {
  const value = evaluate(expression);
  if (isArray(value)) return value.map(({ values }) => values);
  return isSeries(value) ? value.values : value;
}

describe('values', () => {
  test.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['10 - 4 - 3', 3],
    ['1.5e3 / .5', 3000],
    ['a', [1, 2, __, 4]],
    ['-a', [-1, -2, __, -4]],
    ['a + b', [11, __, __, 44]],
    ['100 * a / b', [10, __, __, 10]],
    ['a - 1', [0, 1, __, 3]],
    ['1 / a', [1, 0.5, __, 0.25]],
    ['a / zero', [__, __, __, __]],
    ['a > 1', [0, 1, __, 1]],
    ['a >= 2 AND b < 50', [0, __, __, 1]],
    ['a == 1 || a == 4', [1, 0, __, 1]],
    ['a != 1', [0, 1, __, 1]],
    ['PERIOD(a)', 60],
    ['a / (PERIOD(a) / 60)', [1, 2, __, 4]],
    ['PERIOD(slow)', 120],
    ['ABS(a - 3)', [2, 1, __, 1]],
    ['CEIL(a / 4)', [1, 1, __, 1]],
    ['FLOOR(a / 4)', [0, 0, __, 1]],
    ['LOG10(b * 10)', [2, __, Math.log10(300), Math.log10(400)]],
    ['SUM(a)', 7],
    ['MAX(a)', 4],
    ['MIN(a)', 1],
    ['AVG(b)', 80 / 3],
    ['STDDEV(zero)', 0],
    ['SUM(METRICS())', [11, 2, 30, 44]],
    ['SUM([a, b])', [11, 2, 30, 44]],
    ['SUM(a, b)', [11, 2, 30, 44]],
    // A missing value counts as 0 in the average of an array.
    ['AVG(METRICS())', [5.5, 1, 15, 22]],
    ['MAX(METRICS())', [10, 2, 30, 40]],
    ['MIN(METRICS())', [1, 2, 30, 4]],
    ['METRICS("b")', [[10, __, 30, 40]]],
    [
      'METRICS() * 2',
      [
        [2, 4, __, 8],
        [20, __, 60, 80],
      ],
    ],
    ['METRIC_COUNT(METRICS())', 2],
    ['DATAPOINT_COUNT(a)', 3],
    ['FILL(a, 0)', [1, 2, 0, 4]],
    ['FILL(a, REPEAT)', [1, 2, 2, 4]],
    ['FILL(a, LINEAR)', [1, 2, 3, 4]],
    ['FILL(a, b)', [1, 2, 30, 4]],
    [
      'FILL(METRICS(), 0)',
      [
        [1, 2, 0, 4],
        [10, 0, 30, 40],
      ],
    ],
    ['IF(a > 1, a, 0)', [0, 2, __, 4]],
    ['IF(a > 1, b)', [__, __, __, 40]],
    ['IF(1, a, b)', [1, 2, __, 4]],
    ['DIFF(a)', [__, 1, __, 2]],
    ['DIFF_TIME(a)', [__, 60, __, 120]],
    ['RATE(a)', [__, 1 / 60, __, 2 / 120]],
    ['RUNNING_SUM(a)', [1, 3, __, 7]],
    ['FIRST(METRICS())', [1, 2, __, 4]],
    ['LAST(METRICS())', [10, __, 30, 40]],
    [
      'SORT(METRICS(), SUM, DESC)',
      [
        [10, __, 30, 40],
        [1, 2, __, 4],
      ],
    ],
    ['SORT(METRICS(), SUM, ASC, 1)', [[1, 2, __, 4]]],
    ['SLICE(METRICS(), 1)', [10, __, 30, 40]],
    ['SLICE(METRICS(), 0, 1)', [[1, 2, __, 4]]],
    [
      'REMOVE_EMPTY(METRICS())',
      [
        [1, 2, __, 4],
        [10, __, 30, 40],
      ],
    ],
    ['EPOCH(a)', [0, 60, __, 180]],
    ['MINUTE(b)', [0, __, 2, 3]],
    ['DAY(zero)', [4, 4, 4, 4]],
    ['sum(a) + max(b)', 47],
  ])('%s', (expression, expected) => {
    expect(plain(expression)).toEqual(expected);
  });

  test('a number is drawn as a line, and has no gaps', () => {
    const like = series([1, __]);
    expect(seriesOf(3, like)).toEqual([{ ...like, label: '', values: [3, 3] }]);
  });
});

describe('what is wrong or not simulated is said', () => {
  test.each([
    ["SEARCH('{AWS/Lambda} Errors', 'Sum')", /SEARCH looks for metrics in an AWS account/],
    ['INSIGHT_RULE_METRIC("r", "m")', /Contributor Insights/],
    ["DB_PERF_INSIGHTS('RDS', 'x', 'y')", /Amazon RDS/],
    ['SERVICE_QUOTA(a)', /AWS account/],
    ['SELECT MAX(x) FROM "AWS/Lambda"', /SELECT/],
    ['NOTHING(a)', /the function NOTHING is not known/],
    ['constructor(a)', /the function CONSTRUCTOR is not known/],
    ['ABS()', /ABS has 0 arguments/],
    ['a +', /it ends too early/],
    ['a b', /"b" cannot stand here/],
    ['(a', /expected "\)" at "the end"/],
    ['a # b', /"# b" is not metric math/],
    ['', /it ends too early/],
    ['a + slow', /different periods/],
    ['SUM([a, slow])', /different periods/],
    ['METRICS() + METRICS()', /two arrays/],
    ['a + REPEAT', /calculates with a text/],
    ['-"x"', /calculates with a text/],
    ['PERIOD(3)', /PERIOD needs a metric/],
    ['SUM(METRICS("nothing"))', /no metrics to work on/],
    [`${'('.repeat(500)}a${')'.repeat(500)}`, /nested too deeply/],
    [`a${'+a'.repeat(2000)}`, /at most 2048 characters/],
  ])('%s', (expression, message) => {
    expect(() => evaluate(expression)).toThrow(message);
  });

  test('a text is no result', () => {
    expect(() => seriesOf(evaluate('"x"'), series([1]))).toThrow('its result is a text');
  });
});
