import fc from 'fast-check';
import { exact } from '../../model/format';
import { kindOf } from '../../model/threshold';
import { neonRows } from '../../thresholds/neon/rows';
import type { AlarmedRow, Threshold } from '../../thresholds/row';
import { upstashRows } from '../../thresholds/upstash/rows';

const limits = { databaseGigabytes: 10 };
const around = { values: { ConnectionLimit: 200 }, limits };

/** One threshold of each kind, with its row and what depends on the kind. */
const kinds: readonly (readonly [
  Threshold,
  AlarmedRow,
  { resolved: number; compared: number; words: string; billed: number; metrics: number },
])[] = [
  [
    { value: 75 },
    upstashRows.MemoryUsagePercent,
    { resolved: 75, compared: 75, words: '75 %', billed: 1, metrics: 1 },
  ],
  [
    { perMinute: 50 },
    upstashRows.EvictedKeys,
    { resolved: 50, compared: 50, words: '50 per minute', billed: 1, metrics: 1 },
  ],
  [
    { share: 0.8, ofRow: 'ConnectionLimit' },
    neonRows.ActiveConnections,
    { resolved: 160, compared: 80, words: '80 % of ConnectionLimit', billed: 2, metrics: 2 },
  ],
  [
    { share: 0.8, ofLimit: 'databaseGigabytes' },
    neonRows.DatabaseSize,
    { resolved: 8, compared: 8, words: "8 GB (80 % of the plan's 10 GB)", billed: 1, metrics: 1 },
  ],
];

test.each(kinds)('%j', (threshold, row, { resolved, compared, words, billed, metrics }) => {
  const kind = kindOf(threshold);
  const asked = kind.query('Name', row.alarm);
  expect(exact(kind.resolve(around) ?? Number.NaN)).toBe(resolved);
  expect(kind.compared(limits)).toBe(compared);
  expect(kind.words(row, limits)).toBe(words);
  expect(kind.billedMetrics).toBe(billed);
  // CloudWatch bills the metrics that the alarm queries.
  expect('operands' in asked ? asked.operands.length : 1).toBe(metrics);
  const mark = kind.mark(limits);
  expect('value' in mark ? mark.value : mark.expression('m1')).toBe('value' in mark ? resolved : '0.8 * m1');
});

test.each([
  [0.1234567, 0.5, "0.061728 GB (12.346 % of the plan's 0.5 GB)"],
  [0.9995, 10, "9.995 GB (99.95 % of the plan's 10 GB)"],
  [0.99999, 10, "9.9999 GB (99.999 % of the plan's 10 GB)"],
  [0.29, 2_000, "580 GB (29 % of the plan's 2,000 GB)"],
])('%d of a limit of %d is %s', (share, databaseGigabytes, words) => {
  const kind = kindOf({ share, ofLimit: 'databaseGigabytes' });
  expect(kind.words(neonRows.DatabaseSize, { databaseGigabytes })).toBe(words);
});

test('only the words are rounded, not what CloudWatch compares and the dashboard draws', () => {
  const kind = kindOf({ share: 0.123456789, ofRow: 'ConnectionLimit' });
  const { ActiveConnections: row } = neonRows;
  expect(kind.words(row, limits)).toBe('12.346 % of ConnectionLimit');
  expect(kind.compared(limits)).toBe(12.3456789);
  const fixed = kindOf({ value: 12_345.678 });
  expect(fixed.words(upstashRows.ConnectedClients, limits)).toBe('12,346');
  expect(fixed.compared(limits)).toBe(12_345.678);
  expect(fixed.mark(limits)).toEqual({ value: 12_345.678 });
});

test('an override replaces only the magnitude', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.double({ min: 0, noNaN: true }), ([threshold], number) => {
      const kind = kindOf(threshold);
      expect(kindOf(kind.override(number))).toMatchObject({
        magnitude: number,
        scale: kind.scale,
        refersTo: kind.refersTo,
        billedMetrics: kind.billedMetrics,
      });
      expect(kind.override(kind.magnitude)).toEqual(threshold);
    }),
  );
});

test('a share of something unknown is unknown; a share of a limit that does not exist is an error', () => {
  expect(kindOf({ share: 0.5, ofRow: 'Nothing' }).resolve(around)).toBeUndefined();
  expect(() => kindOf({ share: 0.5, ofLimit: 'nothing' }).resolve(around)).toThrow(
    'The limit nothing is not known.',
  );
});

test('if the base of a share changes, the value closer to a breach counts', () => {
  const base = (breaches: 'above' | 'below') => {
    const query = kindOf({ share: 0.5, ofRow: 'Limit' }).query('Name', {
      ...neonRows.ActiveConnections.alarm,
      breaches,
    });
    return 'operands' in query ? query.operands[1] : undefined;
  };
  expect(base('above')).toEqual({ id: 'm2', metric: 'Limit', statistic: 'Minimum' });
  expect(base('below')).toEqual({ id: 'm2', metric: 'Limit', statistic: 'Maximum' });
});
