import { baselineOf, derive } from '../../../handlers/driver/derive';
import { type CounterOf, count, type Readers, type Snapshot } from '../../../handlers/driver/readings';
import { readers } from '../../../handlers/neon/readers';
import type { NeonDetail, NeonGauges, NeonSnapshot } from '../../../handlers/neon/snapshot';
import { validateRows } from '../../../model/checks/rows';
import type { CommonRow } from '../../../thresholds/common/rows';
import { neonRows as neon } from '../../../thresholds/neon/rows';
import type { Table } from '../../../thresholds/row';

// The example of CONTRIBUTING.md, "Add a metric": one row …
const rows = {
  ...neon,
  Deadlocks: {
    kind: 'counter',
    published: 'count',
    unit: 'Count',
    level: 'detailed',
    panel: { section: 'performance', graph: 'Deadlocks' },
    meaning: 'Transactions that were aborted because they waited for each other, since the previous sample.',
    counted: 'Δ deadlocks over pg_stat_database.',
    alarm: { none: 'Applications retry; SlowQueries and LockWaitTime show what users feel.' },
  },
} as const satisfies Table;

/** A snapshot that has the counter. */
type WithDeadlocks = Snapshot<CounterOf<NeonSnapshot> | 'deadlocks', NeonGauges, NeonDetail>;

// … and one line.
const withDeadlocks: Readers<typeof rows, WithDeadlocks, CommonRow> = {
  ...readers,
  Deadlocks: count('deadlocks'),
};

test('one row and one line make a metric', () => {
  const at = (takenAt: number, deadlocks: number) =>
    ({ identity: 'a', takenAt, counters: { deadlocks }, gauges: {} }) as unknown as WithDeadlocks;
  const around = { slot: 300_000, intervalMs: 300_000 };
  const before = { baseline: baselineOf(at(0, 4)), slot: 0 };
  expect(validateRows('neon', rows)).toEqual([]);
  expect(derive({ Deadlocks: rows.Deadlocks }, withDeadlocks, at(300_000, 6), before, around)).toEqual({
    Deadlocks: { is: 'measured', value: 2, unit: 'Count', span: [300_000] },
  });
});
