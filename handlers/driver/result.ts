import type { Metric } from '../../model/result';
import { isAlarmed, type Table } from '../../thresholds/row';
import type { Datum } from '../lib/state';
import type { Reading } from './readings';

/** @param clean removes secrets from texts: a reason may quote the server */
export function toMetric(reading: Reading, clean: (text: string) => string): Metric {
  switch (reading.is) {
    case 'measured':
      return { value: reading.value, unit: reading.unit };
    case 'absent':
      return { absent: clean(reading.reason) };
    case 'asleep':
      return { asleep: true };
    case 'failed':
      return { failed: reading.cause };
  }
}

/**
 * Silence must not pass for health: the rows whose alarms cannot fire until somebody changes something, with the reason.
 * @param known why, for rows that have a value
 */
export function silentRows(
  table: Table,
  readings: Readonly<Record<string, Reading>>,
  known: Readonly<Partial<Record<string, string>>>,
  clean: (text: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, row]) => {
      const reading = readings[name];
      if (!reading || !isAlarmed(row)) return [];
      if (reading.is === 'absent' && reading.lasting) return [[name, clean(reading.reason)]];
      const reason = known[name];
      return reading.is === 'measured' && reason !== undefined ? [[name, reason]] : [];
    }),
  );
}

/** The values to publish: one per measured reading, and one per slot for counts that cover several. */
export function toData(readings: Readonly<Record<string, Reading>>, slot: number): Datum[] {
  return Object.entries(readings).flatMap(([name, reading]) => {
    if (reading.is !== 'measured') return [];
    const { value, unit, span = [slot] } = reading;
    return span.map((at) => ({ name, value: value / span.length, unit, at }));
  });
}
