import { notesOf } from '../../../commands/backtest/notes';
import { periodWords, resultTable } from '../../../commands/backtest/table';
import type { Comparison, Tested } from '../../../model/backtest/backtest';

const MINUTE = 60_000;
const first = Date.parse('2026-11-03T14:05:00Z');
const tested = (
  threshold: number,
  times: number,
  more: Partial<Tested> = {},
  periodSeconds = 300,
): Tested => ({
  criteria: {
    comparison: 'GreaterThanThreshold',
    threshold,
    datapoints: 2,
    periods: 3,
    periodSeconds,
    missing: 'notBreaching',
    metrics: ['m Load Maximum'],
    expression: null,
  },
  firings: {
    times,
    totalMs: times * 35 * MINUTE,
    open: times > 1,
    ...(times > 0 && { first, last: first + times * 60 * MINUTE }),
  },
  ...more,
});
const { firings: _, ...absent } = tested(1, 0, { absent: 'Load was never published' });
const one = (row: string, more: Partial<Comparison> = {}): Comparison => ({
  service: 'neon',
  row,
  severity: 'warning',
  alarm: `production-neon-${row}-warning`,
  ...more,
});
const resultOf = (alarms: readonly Comparison[], base: string | null = 'main', periodSeconds = 300) => ({
  environment: 'production',
  from: first,
  to: first + 1,
  periodSeconds,
  base,
  alarms,
});
const words = (side: 'proposed' | 'base', { [side]: of }: Comparison) => `above ${of?.criteria.threshold}`;

test('proposed beside the base, unchanged once, new, gone, and unknown', () => {
  const table = resultTable(
    resultOf([
      one('Slow', { proposed: tested(8, 1), base: tested(5, 3) }),
      one('Same', { proposed: tested(5, 0), base: tested(5, 0) }),
      one('New', { proposed: tested(5, 0) }),
      one('Gone', { base: tested(5, 1) }),
      one('Empty', { proposed: absent, base: absent }),
      one('Empty', { severity: 'critical', proposed: absent, base: absent }),
    ]),
    words,
  );
  expect(table.split('\n')).toEqual([
    'Neon Postgres',
    '                          fires if  times  in all                first (UTC)       last (UTC)',
    'Slow warning  proposed    above 8   1      35 min                2026-11-03 14:05  2026-11-03 15:05',
    '              on main     above 5   3      1 h 45 min, not over  2026-11-03 14:05  2026-11-03 17:05',
    'Same warning  as on main  above 5   never',
    'New warning   proposed    above 5   never',
    '              on main     no alarm',
    'Gone warning  proposed    no alarm',
    '              on main     above 5   1      35 min                2026-11-03 14:05  2026-11-03 15:05',
    'Empty: cannot be judged, Load was never published',
  ]);
});

test('without a base there is one line each', () => {
  const table = resultTable(resultOf([one('Slow', { proposed: tested(8, 0) })], null), words);
  expect(table.split('\n').slice(2)).toEqual(['Slow warning  proposed  above 8   never']);
  expect(periodWords(tested(8, 0))).toBe('in 2 of 3 periods of 5 minutes');
});

test('what the history cannot show is said', () => {
  const notes = (now: number, then: number, period: number) =>
    notesOf(
      resultOf(
        [one('Slow', { proposed: tested(8, 0, {}, now), base: tested(8, 0, {}, then) })],
        'main',
        period,
      ),
      'production',
    );
  expect(notes(300, 300, 300)).toEqual([]);
  expect(notes(300, 300, 60)).toEqual([]);
  expect(notes(60, 60, 300)).toEqual([
    expect.stringMatching(
      /^The history has one value for 5 minutes, and production collects every minute\. Each value stands for 5 runs: .*use --days 15\.$/,
    ),
  ]);
  expect(notes(120, 120, 300)[0]).toContain('stands for about 3 runs');
  expect(notes(60, 300, 60)).toEqual([
    expect.stringContaining('collects every minute as proposed, and every 5 minutes on main.'),
  ]);
});
