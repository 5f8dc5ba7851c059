import fc from 'fast-check';
import { format, rounded, TABLE } from '../../model/format';
import { type Unit, units } from '../../thresholds/row';

test.each([
  [12_345_678, 'Bytes', '12.3 MB'],
  [0, 'Bytes', '0 B'],
  [999, 'Bytes', '999 B'],
  [999_600, 'Bytes', '1 MB'],
  [0.0361, 'Gigabytes', '36.1 MB'],
  [0.8, 'Gigabytes', '800 MB'],
  [1_234, 'Gigabytes', '1.23 TB'],
  [4.5612, 'Milliseconds', '4.56 ms'],
  [0.0312, 'Milliseconds', '0.0312 ms'],
  [999.4, 'Milliseconds', '999 ms'],
  [1_500, 'Milliseconds', '1.5 s'],
  [90_000, 'Milliseconds', '90 s'],
  [119_400, 'Milliseconds', '119 s'],
  [120_000, 'Milliseconds', '2 min'],
  [7_140_000, 'Milliseconds', '119 min'],
  [7_384_000, 'Milliseconds', '2.05 h'],
  [360_000_000, 'Milliseconds', '100 h'],
  [0.25, 'Seconds', '250 ms'],
  [900, 'Seconds', '15 min'],
  [96.44, 'Percent', '96.4 %'],
  [99.96, 'Percent', '100 %'],
  [254.3, 'Count/Second', '254/s'],
  [50_000_000, 'Bytes/Second', '50 MB/s'],
  [1_397, 'Count', '1,397'],
  [22.84, 'Count', '22.8'],
  [0, 'None', '0'],
] as const)('%d %s is %s', (value, unit, text) => {
  expect(format(value, unit)).toBe(text);
});

test('a threshold has five digits, in the same unit as a reading', () => {
  expect([99.95, 99.999].map((value) => format(value, 'Percent', TABLE))).toEqual(['99.95 %', '99.999 %']);
  expect(format(77_654_321, 'Bytes/Second', TABLE)).toBe('77.654 MB/s');
  expect(format(999_600, 'Bytes', TABLE)).toBe('999.6 kB');
});

test.each([
  [12_345.678, '12,346'],
  [50_000_000, '50,000,000'],
  [1_234_567.8, '1,234,568'],
  [99_999.6, '100,000'],
  [0.06172835, '0.061728'],
  [0.1 + 0.2, '0.3'],
  [99.999, '99.999'],
  [0.000_000_12, '0.00000012'],
  [0, '0'],
])('%d is written as %s', (n, text) => {
  expect(rounded(n)).toBe(text);
});

test('a shown value is never more than 1 % off, in any unit', () => {
  const sizes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };
  const scales: Readonly<Record<string, number>> = {
    ...sizes,
    ...Object.fromEntries(Object.entries(sizes).map(([size, scale]) => [`${size}/s`, scale])),
    ...{ ms: 1, s: 1e3, min: 60e3, h: 3600e3, '%': 1, '/s': 1, '': 1 },
  };
  const inScales: Partial<Record<Unit, number>> = { Gigabytes: 1e9, Seconds: 1e3 };
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e14, noNaN: true }),
      fc.constantFrom(...units),
      (value, unit) => {
        const [, number = '', suffix = ''] = /^([\d,.]+) ?(.*)$/.exec(format(value, unit)) ?? [];
        const shown = Number(number.replaceAll(',', '')) * (scales[suffix] ?? Number.NaN);
        const truth = value * (inScales[unit] ?? 1);
        expect(Math.abs(shown - truth)).toBeLessThanOrEqual(0.01 * truth);
      },
    ),
  );
});

test('rounding keeps the order: more never looks like less', () => {
  const number = (text: string) => Number(text.replaceAll(',', ''));
  const values = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(number(format(low, 'Count'))).toBeLessThanOrEqual(number(format(high, 'Count')));
    }),
  );
});
