import { operators } from '../../model/alarms/anomaly';
import { name as safe } from '../markdown';
import { type AlarmView, alarmTitle, alarmView, amount, ownerOf, rowName, whose } from '../plan/alarm';
import type { Change } from '../plan/change';
import { metricsIn, type NamedDatabase, namedIn, of, type Side, schedules } from '../plan/inventory';
import { text } from '../plan/json';
import type { Plan } from '../plan/parse';
import { alarmChanges } from './alarms';

const ALARM = 'aws_cloudwatch_metric_alarm';

/** The row changes of one environment, one line each: `SlowQueries warning 5 → 8 per minute (fires later)`. */
export function rowChanges({ changes, stranded }: Plan): string[] {
  const alarms = changes.filter(({ type }) => type === ALARM);
  // What stays behind in another region is still there.
  const views = (side: Side) => of([...alarms, ...stranded], ALARM, side).map(alarmView);
  const [before, after] = [views('before'), views('after')];
  if (before.length === 0 && after.length > 0)
    return [`new, with alarms on ${extent(after, changes, 'after')}`];
  if (after.length === 0 && before.length > 0)
    return [`all alarms are removed (${extent(before, changes, 'before')})`];
  const pairs = alarms.flatMap(({ kind, before: from, after: to }) =>
    from && to && kind !== 'none' ? [[alarmView(from), alarmView(to)] as const] : [],
  );
  const then = thereOn(before, namedIn(changes, 'before'));
  const now = thereOn(after, namedIn(changes, 'after'));
  return [
    ...alarmChanges(pairs, alarmTitle),
    ...databases('added', now, then),
    ...databases('removed', then, now),
    ...appeared('added', now, then),
    ...appeared('removed', then, now),
    ...metricChanges(changes, [...before, ...after]),
    ...intervals(changes),
  ];
}

/** `26 rows`; with named databases `26 rows, of 2,002 databases`, however many of the alarms are those of one. */
function extent(views: readonly AlarmView[], changes: readonly Change[], side: Side): string {
  const ofRows = views.filter(({ check }) => check === undefined);
  const rows = new Set(ofRows.map((view) => `${ownerOf(view)}.${view.row}`)).size;
  const named = thereOn(views, namedIn(changes, side)).databases.size;
  if (named === 0) return `${rows} rows`;
  const unnamed = new Set(
    ofRows.flatMap(({ service, database, insights }) =>
      database === undefined && !insights ? [service] : [],
    ),
  ).size;
  return `${rows} rows, of ${(named + unnamed).toLocaleString('en-US')} databases`;
}

function byRow(views: readonly AlarmView[]): Map<string, AlarmView[]> {
  const rows = new Map<string, AlarmView[]>();
  for (const view of views) {
    const of = whose(view);
    const key = JSON.stringify([ownerOf(view), view.row, of]);
    rows.set(key, [...(rows.get(key) ?? []), view]);
  }
  return rows;
}

/** The database of an alarm, if it has a name: `neon analytics`. */
const placeOf = ({ service, database }: AlarmView): string | undefined =>
  database === undefined ? undefined : `${service} ${database}`;

/** What there is on one side of a plan. */
interface There {
  readonly views: readonly AlarmView[];
  /** The databases with a name, by place: those of the schedule, and of alarms. */
  readonly databases: ReadonlyMap<string, NamedDatabase>;
}

function thereOn(views: readonly AlarmView[], scheduled: readonly NamedDatabase[]): There {
  const known = [
    ...scheduled,
    ...views.flatMap(({ service, database }) => (database === undefined ? [] : [{ service, database }])),
  ];
  return { views, databases: new Map(known.map((one) => [`${one.service} ${one.database}`, one])) };
}

/** Named databases that exist only on one side; one line for those of a service with alarms on as many rows. */
function databases(word: 'added' | 'removed', side: There, other: There): string[] {
  const rows = new Map<string, Set<string>>();
  for (const view of side.views) {
    const place = placeOf(view) ?? '';
    rows.set(place, (rows.get(place) ?? new Set()).add(view.row));
  }
  const groups = new Map<string, string[]>();
  for (const [place, { service, database }] of side.databases) {
    if (other.databases.has(place)) continue;
    const count = rows.get(place)?.size ?? 0;
    const alarms = count === 0 ? 'without alarms of its own' : `with alarms on ${count} rows`;
    const what = `of ${service ?? ''} ${word}, ${alarms}`;
    groups.set(what, [...(groups.get(what) ?? []), safe(database)]);
  }
  const stays = word === 'removed' ? '; history, secrets and state stay' : '';
  return [...groups].map(([what, names]) =>
    names.length === 1
      ? `database ${names[0]} ${what}${stays}`
      : `${names.length} databases (${shortly(names)}) ${what.replace(' of its own', ' of their own').replace(/ rows$/, ' rows each')}${stays}`,
  );
}
const MOST_NAMED = 3;

const shortly = (names: readonly string[]): string =>
  [...names]
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .slice(0, MOST_NAMED)
    .map((name) => name || 'the unnamed one')
    .join(', ') + (names.length > MOST_NAMED ? ' …' : '');

/** Alarms that exist only on one side, by row; without those of whole databases. Many databases share a line. */
function appeared(word: string, { views, databases: own }: There, other: There): string[] {
  const key = (view: AlarmView) => `${ownerOf(view)}.${whose(view)}.${view.row}.${view.severity}`;
  const known = new Set(other.views.map(key));
  const isWhole = (view: AlarmView) => {
    const place = placeOf(view);
    return place !== undefined && own.has(place) && !other.databases.has(place);
  };
  const fresh = views.filter((view) => !known.has(key(view)) && !isWhole(view));
  const lines = new Map<string, string[]>();
  for (const alarms of byRow(fresh).values()) {
    const [first] = alarms;
    if (!first) continue;
    const alarmed = alarms
      .sort((a, b) => b.severity.localeCompare(a.severity))
      .map((view) => `${safe(view.severity)} ${direction(view)}${amount(view)}`)
      .join(', ');
    const line = JSON.stringify([rowName(ownerOf(first), first.row), `${word}: ${alarmed}`]);
    lines.set(line, [...(lines.get(line) ?? []), whose(first)]);
  }
  return [...lines].flatMap(([line, of]) => {
    const [row, what] = JSON.parse(line) as [row: string, what: string];
    const named = (which: string) => `${row}${which && ` (${which})`} ${what}`;
    return of.length > MOST_NAMED ? [named(`${of.length} databases: ${shortly(of)}`)] : of.map(named);
  });
}

const direction = ({ above, values }: AlarmView): string => {
  if (text(values.comparison_operator) === operators.both) return 'outside ';
  return above ? 'above ' : 'below ';
};

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
  return [...schedules(changes, 'after')].flatMap(([name, { service, rhythm }]) => {
    const old = before.get(name)?.rhythm;
    if (old === undefined) return [];
    const [from, to] = [old.visitMinutes, rhythm.visitMinutes];
    const collected = `${service || safe(name)} is collected every`;
    const [wasAdaptive, isAdaptive] = [old, rhythm].map((one) => one.runMinutes < one.visitMinutes);
    return [
      ...(from === to ? [] : [`${collected} ${from} → ${to} minutes`]),
      ...(isAdaptive && !wasAdaptive ? [`${collected} minute from the first sign of trouble`] : []),
      ...(wasAdaptive && !isAdaptive
        ? [`${collected} minute no longer when there are signs of trouble`]
        : []),
    ];
  });
}
