import { services } from '../../thresholds/services';
import { name as safe } from '../markdown';
import { type AlarmView, alarmView, amount } from './alarm';
import { alarmChanges } from './alarm-changes';
import { metricsIn } from './inventory';
import type { Change, Plan } from './parse';

const isAlarm = ({ type }: Change): boolean => type === 'aws_cloudwatch_metric_alarm';

/** `SlowQueries`; with the service if several services have a row of that name. */
function rowName(service: string | undefined, row: string): string {
  const twins = Object.values(services).filter(({ rows }) => Object.hasOwn(rows, row));
  return twins.length > 1 && service ? `${row} of ${service}` : safe(row);
}

/** The row changes of one environment, one line each: `SlowQueries warning 5 → 8 per minute (fires later)`. */
export function rowChanges({ changes }: Plan): string[] {
  const alarms = changes.filter(isAlarm);
  const before = alarms.flatMap(({ before: values }) => (values ? [alarmView(values)] : []));
  const after = alarms.flatMap(({ after: values }) => (values ? [alarmView(values)] : []));
  if (before.length === 0 && after.length > 0) return [`new, with alarms on ${byRow(after).size} rows`];
  if (after.length === 0 && before.length > 0) return [`all alarms are removed (${byRow(before).size} rows)`];
  const pairs = alarms.flatMap(({ kind, before: from, after: to }) =>
    from && to && kind !== 'none' ? [[alarmView(from), alarmView(to)] as const] : [],
  );
  const edited = alarmChanges(pairs, (view) => `${rowName(view.service, view.row)} ${safe(view.severity)}`);
  const added = appeared('added', after, before);
  const removed = appeared('removed', before, after);
  return [...edited, ...added, ...removed, ...metricChanges(changes, [...before, ...after])];
}

function byRow(views: readonly AlarmView[]): Map<string, AlarmView[]> {
  const rows = new Map<string, AlarmView[]>();
  for (const view of views) {
    const name = rowName(view.service, view.row);
    rows.set(name, [...(rows.get(name) ?? []), view]);
  }
  return rows;
}

/** Alarms that exist only on one side, by row. */
function appeared(word: string, side: readonly AlarmView[], other: readonly AlarmView[]): string[] {
  const key = (view: AlarmView) => `${view.service}.${view.row}.${view.severity}`;
  const known = new Set(other.map(key));
  const own = byRow(side.filter((view) => !known.has(key(view))));
  return [...own].map(
    ([name, views]) =>
      `${name} ${word}: ${views
        .sort((a, b) => b.severity.localeCompare(a.severity))
        .map((view) => `${safe(view.severity)} ${direction(view)}${amount(view)}`)
        .join(', ')}`,
  );
}

const direction = ({ above }: AlarmView): string => (above ? 'above ' : 'below ');

/** Metrics that are used only on one side, except those that an alarm line already reports. */
function metricChanges(changes: readonly Change[], alarms: readonly AlarmView[]): string[] {
  const said = new Set(alarms.map(({ service, row }) => `${service}.${row}`));
  const before = metricsIn(changes, 'before');
  const after = metricsIn(changes, 'after');
  // A new dashboard, or one whose body is known only after apply, would make every row look new.
  if (before.size === 0 || after.size === 0) return [];
  const only = (a: ReadonlyMap<string, { service: string; row: string }>, b: ReadonlySet<string>) =>
    [...a]
      .filter(([key, { service, row }]) => !b.has(key) && !said.has(`${service}.${row}`))
      .map(([, m]) => m);
  return [
    ...only(after, new Set(before.keys())).map(({ service, row }) => `${rowName(service, row)} is collected`),
    ...only(before, new Set(after.keys())).map(
      ({ service, row }) => `${rowName(service, row)} is no longer collected`,
    ),
  ];
}
