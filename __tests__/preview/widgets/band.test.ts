import { standInBand } from '../../../preview/widgets/math/band';
import { compileExpression } from '../../../preview/widgets/math/evaluate';
import type { Series } from '../../../preview/widgets/math/values';

const series = (values: readonly (number | undefined)[]): Series => ({
  ...{ label: 'a', start: 0, periodMs: 60_000 },
  values,
});
const noisy = series([...Array.from({ length: 12 }, (_, i) => 10 + 2 * (i % 2)), undefined, 11]);

test('the band is drawn as two edges that say that they are a stand-in', () => {
  const scope = { series: () => noisy, metrics: () => [noisy] };
  const drawn = compileExpression('ANOMALY_DETECTION_BAND(m1, 2)').evaluate(scope);
  const [above, below] = drawn as readonly Series[];
  expect([above?.label, below?.label]).toEqual(['above (stand-in)', 'below (stand-in)']);
  // Mean 11, deviation 1. Before the twelfth value, and where there is none, nothing is drawn.
  expect(above?.values).toEqual([...Array(13).fill(undefined), 13]);
  expect(below?.values).toEqual([...Array(13).fill(undefined), 9]);
});

test('CloudWatch’s default width is 2', () => {
  const scope = { series: () => noisy, metrics: () => [noisy] };
  const drawn = compileExpression('ANOMALY_DETECTION_BAND(m1)').evaluate(scope);
  expect((drawn as readonly Series[])[0]?.values.at(-1)).toBe(13);
});

test.each([
  [() => standInBand(3, 2), 'ANOMALY_DETECTION_BAND needs a metric'],
  [() => standInBand(noisy, 0), 'the width of ANOMALY_DETECTION_BAND is not a number above 0'],
  [() => standInBand(noisy, noisy), 'the width of ANOMALY_DETECTION_BAND is not a number above 0'],
])('wrong arguments are named', (how, message) => expect(how).toThrow(message));
