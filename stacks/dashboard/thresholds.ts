import type { Environment } from '../../environments';
import { exact, thresholdWords } from '../../model/describe';
import { resolve } from '../../model/status';
import { defaultLimits } from '../../thresholds/limits';
import type { AlarmedRow, Severity } from '../../thresholds/row';
import type { Band, HorizontalLine, Line } from './widgets';

const colors: Readonly<Record<Severity, string>> = { warning: '#ff9900', critical: '#d13212' };
const severities: readonly Severity[] = ['warning', 'critical'];

/** The rows that the thresholds of a row are shares of. */
export function basesOf(row: AlarmedRow): string[] {
  return severities.flatMap((severity) => {
    const threshold = row.alarm[severity];
    return 'ofRow' in threshold ? [threshold.ofRow] : [];
  });
}

/**
 * Thresholds that move with another metric are lines of metric math.
 * @param ids the ids of the graph's metrics, by row
 */
export function movingThresholds(row: AlarmedRow, ids: ReadonlyMap<string, string>): Line[] {
  return severities.flatMap((severity): Line[] => {
    const threshold = row.alarm[severity];
    if (!('ofRow' in threshold)) return [];
    return [
      [
        {
          expression: `${threshold.share} * ${ids.get(threshold.ofRow)}`,
          id: severity,
          label: `${severity}: ${thresholdWords(row, severity)}`,
          color: colors[severity],
        },
      ],
    ];
  });
}

/** A band of amber from warning to critical, and red beyond. */
export function fixedThresholds(row: AlarmedRow, { limits }: Environment): (HorizontalLine | Band)[] {
  const around = { values: {}, limits: { ...defaultLimits, ...limits } };
  const line = (severity: Severity): HorizontalLine | undefined => {
    const value = resolve(row.alarm[severity], around);
    const label = `${severity}: ${thresholdWords(row, severity, limits)}`;
    return value === undefined ? undefined : { value: exact(value), label, color: colors[severity] };
  };
  const [warning, critical] = [line('warning'), line('critical')];
  if (!warning || !critical) return [];
  // Both begin at the same value and differ in how long it lasts: shading all beyond would colour the whole graph.
  if (warning.value === critical.value)
    return [{ ...critical, label: `warning and ${critical.label}`, fill: 'none' }];
  const band: Band = [warning, { value: critical.value }];
  return [band, { ...critical, fill: row.alarm.breaches }];
}
