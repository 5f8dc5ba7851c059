import type { AlarmedRow, Severity } from '../../thresholds/row';
import type { SynthesizedAlarm } from '../alarms/alarm-resource';
import { thresholdWords } from '../describe';
import type { Overrides } from '../environment';
import { kindAt, kindOf, type LimitsByName } from '../threshold';

/** An alarm whose threshold is tried out. */
export interface Tuned {
  readonly resource: SynthesizedAlarm;
  /** Its row, with the environment's overrides. */
  readonly definition: AlarmedRow;
  readonly severity: Severity;
  readonly limits: LimitsByName;
}

/** The row with another magnitude of the threshold of a severity. */
export function withMagnitude(row: AlarmedRow, severity: Severity, magnitude: number): AlarmedRow {
  const threshold = kindAt(row.alarm, severity).override(magnitude);
  // Replacing a number keeps the kind of the threshold, and so the type of the row.
  return { ...row, alarm: { ...row.alarm, [severity]: threshold } } as AlarmedRow;
}

/** The same alarm with another magnitude, as the environment would have it after an override; its text says so, too. */
export function retuned(
  { resource, definition, severity, limits }: Tuned,
  magnitude: number,
): SynthesizedAlarm {
  const row = withMagnitude(definition, severity, magnitude);
  const [before, after] = [definition, row].map((one) => thresholdWords(one, severity, limits));
  const text = resource.alarm_description?.replace(` is ${before} `, () => ` is ${after} `);
  return {
    ...resource,
    threshold: kindAt(row.alarm, severity).compared(limits),
    ...(text !== undefined && { alarm_description: text }),
  };
}

/** The nearest magnitude for a severity that does not put the warning beyond critical, which validation refuses. */
export function inOrder({ alarm }: AlarmedRow, severity: Severity, magnitude: number): number {
  const threshold = alarm[severity === 'warning' ? 'critical' : 'warning'];
  if (!threshold) return magnitude;
  const other = kindOf(threshold).magnitude;
  const atMost = (severity === 'warning') === (alarm.breaches === 'above');
  return atMost ? Math.min(magnitude, other) : Math.max(magnitude, other);
}

/**
 * The line for an environment in `environments.ts`: `overrides: { neon: { SlowQueries: { warning: 8 } } },`. An
 * environment that has overrides already keeps these beside the new one.
 */
export function overrideLine(
  service: keyof Overrides,
  row: string,
  numbers: Readonly<Partial<Record<Severity, number>>>,
): string {
  const given = Object.entries(numbers).map(([severity, number]) => `${severity}: ${number}`);
  return `overrides: { ${service}: { ${row}: { ${given.join(', ')} } } },`;
}
