import { name as safe } from '../markdown';
import { type AlarmView, alarmTitle, alarmView, amount, rowName, whose } from '../plan/alarm';
import type { Change } from '../plan/change';
import { metricsIn, of, type Side, schedules } from '../plan/inventory';
import type { Plan } from '../plan/parse';
import { alarmChanges } from './alarms';

const ALARM = 'aws_cloudwatch_metric_alarm';

/** The row changes of one environment, one line each: `SlowQueries warning 5 → 8 per minute (fires later)`. */
export function rowChanges({ changes, stranded }: Plan): string[] {
  const alarms = changes.filter(({ type }) => type === ALARM);
  // What stays behind in another region is still there.
  const views = (side: Side) => of([...alarms, ...stranded], ALARM, side).map(alarmView);
  const [before, after] = [views('before'), views('after')];
  if (before.length === 0 && after.length > 0) return [`new, with alarms on ${byRow(after).size} rows`];
  if (after.length === 0 && before.length > 0) return [`all alarms are removed (${byRow(before).size} rows)`];
  const pairs = alarms.flatMap(({ kind, before: from, after: to }) =>
    from && to && kind !== 'none' ? [[alarmView(from), alarmView(to)] as const] : [],
  );
  return [
    ...alarmChanges(pairs, alarmTitle),
    ...databases('added', after, before),
    ...databases('removed', before, after),
    ...appeared('added', after, before),
    ...appeared('removed', before, after),
    ...metricChanges(changes, [...before, ...after]),
    ...intervals(changes),
  ];
}

function byRow(views: readonly AlarmView[]): Map<string, AlarmView[]> {
  const rows = new Map<string, AlarmView[]>();
  for (const view of views) {
    const of = whose(view);
    const name = rowName(view.service, view.row) + (of && ` (${of})`);
    rows.set(name, [...(rows.get(name) ?? []), view]);
  }
  return rows;
}

/** The database of an alarm, if it has a name: `neon analytics`. */
const placeOf = ({ service, database }: AlarmView): string | undefined =>
  database === undefined ? undefined : `${service} ${database}`;

/** Named databases that have alarms only on one side; one line for those of a service with as many rows. */
function databases(
  word: 'added' | 'removed',
  side: readonly AlarmView[],
  other: readonly AlarmView[],
): string[] {
  const known = new Set(other.map(placeOf));
  const fresh = new Map<
    string,
    { readonly name: string; readonly service: string; readonly rows: Set<string> }
  >();
  for (const view of side) {
    const place = placeOf(view);
    if (place === undefined || known.has(place)) continue;
    const found = fresh.get(place) ?? {
      name: safe(view.database ?? ''),
      service: view.service ?? '',
      rows: new Set(),
    };
    fresh.set(place, found);
    found.rows.add(view.row);
  }
  const groups = new Map<string, string[]>();
  for (const { name, service, rows } of fresh.values()) {
    const what = `of ${service} ${word}, with alarms on ${rows.size} rows`;
    groups.set(what, [...(groups.get(what) ?? []), name]);
  }
  const stays =
    word === 'removed'
      ? '; history, secrets and state stay: delete the parameters if it does not come back'
      : '';
  return [...groups].map(([what, names]) =>
    names.length === 1
      ? `database ${names[0]} ${what}${stays}`
      : `${names.length} databases (${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ' …' : ''}) ${what} each${stays}`,
  );
}
const MOST_NAMED = 3;

/** Alarms that exist only on one side, by row; without those of whole databases. */
function appeared(word: string, side: readonly AlarmView[], other: readonly AlarmView[]): string[] {
  const key = (view: AlarmView) => `${view.service}.${whose(view)}.${view.row}.${view.severity}`;
  const known = new Set(other.map(key));
  const places = new Set(other.map(placeOf));
  const isWhole = (view: AlarmView) => view.database !== undefined && !places.has(placeOf(view));
  const own = byRow(side.filter((view) => !known.has(key(view)) && !isWhole(view)));
  return [...own].map(
    ([name, views]) =>
      `${name} ${word}: ${views
        .sort((a, b) => b.severity.localeCompare(a.severity))
        .map((view) => `${safe(view.severity)} ${direction(view)}${amount(view)}`)
        .join(', ')}`,
  );
}

const direction = ({ above }: AlarmView): string => (above ? 'above ' : 'below ');

/**
 * Metrics that are used only on one side, except those that an alarm line already reports. A metric that only moves to
 * another namespace is used on both: the report says once that all of them move.
 */
function metricChanges(changes: readonly Change[], alarms: readonly AlarmView[]): string[] {
  const said = new Set(alarms.map(({ service, row }) => `${service}.${row}`));
  const used = (side: 'before' | 'after') =>
    new Map(
      [...metricsIn(changes, side).values()].map((metric) => [`${metric.service}.${metric.row}`, metric]),
    );
  const [before, after] = [used('before'), used('after')];
  // A new dashboard, or one whose body is known only after apply, would make every row look new.
  if (before.size === 0 || after.size === 0) return [];
  const only = (a: typeof before, b: typeof before) =>
    [...a].filter(([key]) => !b.has(key) && !said.has(key)).map(([, metric]) => metric);
  return [
    ...only(after, before).map(({ service, row }) => `${rowName(service, row)} is collected`),
    ...only(before, after).map(({ service, row }) => `${rowName(service, row)} is no longer collected`),
  ];
}

/** How often the collectors run, where that changes. */
function intervals(changes: readonly Change[]): string[] {
  const before = schedules(changes, 'before');
  const lines = [...schedules(changes, 'after')].flatMap(([name, { service, minutes: to }]) => {
    const from = before.get(name)?.minutes;
    return from === undefined || from === to
      ? []
      : [`${service || safe(name)} is collected every ${from} → ${to} minutes`];
  });
  return lines;
}
