import type { Table } from '../../thresholds/row';
import type { Journal } from '../lib/journal';
import { type Circumstances, derive } from './derive';
import type { Reading, Snapshot } from './readings';
import type { Service } from './service';
import type { Settings } from './settings';
import type { Seen } from './visit';

export type Readings = Readonly<Record<string, Reading>>;

/** The readings of every row that is collected here: derived, asleep, or failed. */
export function interpret<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  seen: Seen<S>,
  { detailed, slot, intervalMs }: Pick<Settings, 'detailed' | 'intervalMs'> & { slot: number },
): Readings {
  const table: Table = service.rows;
  const rows = Object.entries(table).filter(([, row]) => detailed || row.level === 'core');
  const up: Reading = { is: 'measured', value: seen.failure ? 0 : 1, unit: 'Count' };
  const all = (reading: (name: string) => Reading) =>
    Object.fromEntries(rows.map(([name]) => [name, reading(name)]));

  if (seen.failure) {
    const cause = seen.failure.name;
    return { ...all(() => ({ is: 'failed', cause })), Up: up };
  }
  if (seen.asleep) {
    const { asleep } = seen;
    const reading = (name: string): Reading => {
      const value = asleep[name];
      return value === undefined
        ? { is: 'asleep' }
        : { is: 'measured', value, unit: table[name]?.unit ?? 'None' };
    };
    return { ...all(reading), Up: up };
  }
  if (!seen.snapshot) return { Up: up };
  const around: Circumstances = {
    slot,
    intervalMs,
    ...(!seen.stored && { noPrevious: 'the previous sample could not be loaded' }),
  };
  return {
    ...derive(Object.fromEntries(rows), service.readers, seen.snapshot, seen.previous, around),
    Up: up,
  };
}

/**
 * The readings as they stand now, with the failed calls counted so far.
 * @param counts false where the counts of this interval are left to another run
 */
export function complete(readings: Readings, journal: Journal, counts: boolean): Readings {
  const left: Reading = {
    is: 'absent',
    reason: 'left to another run, because this one could not save its sample',
  };
  const own = Object.entries(readings).map(([name, reading]): [string, Reading] => [
    name,
    !counts && reading.is === 'measured' && reading.span ? left : reading,
  ]);
  return {
    ...Object.fromEntries(own),
    ApiErrors: { is: 'measured', value: journal.failedCalls, unit: 'Count' },
  };
}
