import { thresholdWords } from '../../model/describe';
import { exact } from '../../model/format';
import { kindOf, type LimitsByName } from '../../model/threshold';
import { type AlarmedRow, type Severity, thresholdsOf } from '../../thresholds/row';
import { severityColors } from './colors';
import type { Band, HorizontalLine, Line } from './widgets';

const label = (row: AlarmedRow, severity: Severity, limits: LimitsByName): string =>
  `${severity}: ${thresholdWords(row, severity, limits)}`;

/** The rows that a row's thresholds depend on. */
export function basesOf({ alarm }: AlarmedRow): string[] {
  return thresholdsOf(alarm).flatMap(([, threshold]) => kindOf(threshold).refersTo.rows);
}

/**
 * Draws thresholds that depend on another metric as lines of metric math.
 * @param ids the ids of the graph's metrics, by row
 */
export function movingThresholds(
  row: AlarmedRow,
  limits: LimitsByName,
  ids: ReadonlyMap<string, string>,
): Line[] {
  return thresholdsOf(row.alarm).flatMap(([severity, threshold]): Line[] => {
    const mark = kindOf(threshold).mark(limits);
    const id = 'of' in mark ? ids.get(mark.of) : undefined;
    if (!('of' in mark) || id === undefined) return [];
    return [
      [
        {
          expression: mark.expression(id),
          id: severity,
          label: label(row, severity, limits),
          color: severityColors[severity],
        },
      ],
    ];
  });
}

/**
 * Amber between warning and critical, red beyond.
 * @param times by which a threshold is higher on this graph: the minutes of a period, for counts that are not drawn per minute
 */
export function fixedThresholds(row: AlarmedRow, limits: LimitsByName, times = 1): (HorizontalLine | Band)[] {
  const line = (severity: Severity): HorizontalLine | undefined => {
    const threshold = row.alarm[severity];
    const mark = threshold && kindOf(threshold).mark(limits);
    if (!mark || !('value' in mark)) return undefined;
    return {
      value: exact(mark.value * times),
      label: label(row, severity, limits),
      color: severityColors[severity],
    };
  };
  const [warning, critical] = [line('warning'), line('critical')];
  if (!warning) return [];
  if (!critical) return [{ ...warning, fill: row.alarm.breaches }];
  // Same value, different duration: shading everything beyond it could colour the whole graph.
  if (warning.value === critical.value)
    return [{ ...critical, label: `warning and ${critical.label}`, fill: 'none' }];
  const band: Band = [warning, { value: critical.value }];
  return [band, { ...critical, fill: row.alarm.breaches }];
}
