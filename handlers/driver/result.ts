import type { Datum } from '../lib/state';
import type { Reading } from './readings';

/** What an invocation returns. */
export interface Result {
  readonly service: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly collectedAt: string;
  /** Seconds since the sample that counters were compared with; null where there was none. */
  readonly intervalSeconds: number | null;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** How many values CloudWatch accepted, including those left over from earlier runs. */
  readonly published: number;
  readonly warnings: readonly string[];
  readonly durationMs: number;
}
export type Metric =
  | { readonly value: number; readonly unit: string }
  | { readonly absent: string }
  | { readonly asleep: true }
  | { readonly failed: string };

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

/** The values to publish: one per measured reading, and one per slot for counts that cover several. */
export function toData(readings: Readonly<Record<string, Reading>>, slot: number): Datum[] {
  return Object.entries(readings).flatMap(([name, reading]) => {
    if (reading.is !== 'measured') return [];
    const { value, unit, span = [slot] } = reading;
    return span.map((at) => ({ name, value: value / span.length, unit, at }));
  });
}
