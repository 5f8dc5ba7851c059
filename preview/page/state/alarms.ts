import type { AlarmState } from '../../../model/alarms/next-state';
import { type Severity, severities } from '../../../thresholds/row';
import type {
  AlarmView,
  Change,
  CollectorView,
  EnvironmentView,
  Message,
  SicknessView,
} from '../../web/protocol';
import { foundWords } from './evidence';
import type { Store } from './store';

/** An alarm with its state. */
export interface AlarmNow {
  readonly view: AlarmView;
  readonly collector: CollectorView;
  readonly name: string;
  readonly state: AlarmState;
  /** When it came into this state. */
  readonly since: number;
  readonly reason: string | undefined;
  /** Of an alarm that watches several databases: those that were in ALARM when it began. */
  readonly contributors?: readonly string[] | undefined;
}

/** The alarms of an environment, in the order of its collectors. A new alarm has no data yet. */
export function alarmsOf(store: Store, environment: EnvironmentView): AlarmNow[] {
  const startedAt = store.snapshot?.startedAt ?? 0;
  return environment.collectors.flatMap((collector) =>
    collector.alarms.map((view): AlarmNow => {
      const name = view.resource.alarm_name;
      const last = store.lastChange(environment.name, name);
      return {
        view,
        collector,
        name,
        state: last?.to ?? 'INSUFFICIENT_DATA',
        since: last?.at ?? startedAt,
        reason: last?.reason,
        ...(last?.to === 'ALARM' && { contributors: last.contributors }),
      };
    }),
  );
}

/** What says whose alarm it is. */
export type Whose = Pick<AlarmNow, 'collector' | 'contributors'>;

/** The database whose evidence belongs to an alarm: of several, the first. */
export const databaseOf = ({
  collector: { database, watchesAll },
  contributors,
}: Whose): string | undefined => (watchesAll ? contributors?.[0] : database);

/** Whose alarm it is: the name of its database, or of those that made it sound; undefined for the database without one. */
export const whoseOf = ({ collector: { database, watchesAll }, contributors }: Whose): string | undefined =>
  watchesAll ? (contributors?.join(', ') ?? 'named databases') : database;

/** Of which row an alarm is: `SlowQueries`, or `SlowQueries of analytics` for a database with a name. */
export function rowOf(alarm: Pick<AlarmNow, 'view' | 'collector' | 'contributors'>): string {
  const whose = whoseOf(alarm);
  return whose === undefined ? alarm.view.row : `${alarm.view.row} of ${whose}`;
}

/** From the worst: what is in alarm, by severity; what is OK; what has no data. */
export const standings = ['critical', 'warning', 'ok', 'unknown'] as const;
export type Standing = (typeof standings)[number];

export function standingOf({ state, view }: Pick<AlarmNow, 'state' | 'view'>): Standing {
  if (state === 'ALARM') return view.severity;
  return state === 'OK' ? 'ok' : 'unknown';
}

/** What stands where an alarm's state is shown. */
export const standingWords: Readonly<Record<Standing, string>> = {
  critical: 'critical',
  warning: 'warning',
  ok: 'OK',
  unknown: 'no data',
};

export function countsOf(alarms: readonly AlarmNow[]): Record<Standing, number> {
  const counts = { critical: 0, warning: 0, ok: 0, unknown: 0 };
  for (const alarm of alarms) counts[standingOf(alarm)] += 1;
  return counts;
}

/** `2 critical`, `1 warning`, `3 warnings`, `23 OK`. */
export function counted(standing: Standing, number: number): string {
  const many = standing === 'warning' && number !== 1;
  return `${number} ${standingWords[standing]}${many ? 's' : ''}`;
}

/** `2 critical, 1 warning, 23 OK`. */
export function countWords(counts: Readonly<Record<Standing, number>>): string {
  const said = standings.filter((standing) => counts[standing] > 0);
  if (said.length === 0) return 'No alarms';
  return said.map((standing) => counted(standing, counts[standing])).join(', ');
}

/** The worst standing; OK only if something is known to be. */
export function worstOf(counts: Readonly<Record<Standing, number>>): Standing {
  return standings.find((standing) => counts[standing] > 0) ?? 'unknown';
}

/** The alarms by severity, the worse first; within one, those in alarm first. */
export function bySeverity(alarms: readonly AlarmNow[]): [Severity, AlarmNow[]][] {
  return severities
    .toReversed()
    .map((severity): [Severity, AlarmNow[]] => [
      severity,
      alarms
        .filter(({ view }) => view.severity === severity)
        .sort((a, b) => Number(b.state === 'ALARM') - Number(a.state === 'ALARM')),
    ]);
}

/** The changes of one environment, newest first, of one alarm if it is named. */
export function historyOf(
  changes: readonly Change[],
  { environment, alarm }: { readonly environment: string; readonly alarm?: string | undefined },
  most: number,
): Change[] {
  return changes
    .filter((change) => change.environment === environment && (alarm === undefined || change.alarm === alarm))
    .slice(-most)
    .reverse();
}

/** What of the page is needed to say what has happened. */
export interface Told {
  readonly environment: string;
  readonly alarms: readonly AlarmNow[];
  readonly sicknesses: readonly SicknessView[];
}

/**
 * What a screen reader says of a message: only alarms that begin or end, what is now sick or healthy, and
 * check-ups that are made.
 * @returns undefined if there is nothing to say
 */
export function announcement(
  message: Message,
  { environment, alarms, sicknesses }: Told,
): string | undefined {
  if (message.type === 'sickness') {
    const view = sicknesses.find(({ id }) => id === message.id);
    const done = message.state === 'sick' || message.state === 'healthy';
    const whose = view?.database === undefined ? '' : ` (${view.database})`;
    return view && done ? `${view.title}${whose}: ${message.state}.` : undefined;
  }
  if (message.type === 'checkup') {
    const { id, running, problem, made } = message;
    const title = alarms.find(({ collector }) => collector.id === id)?.collector.title ?? id;
    return running
      ? undefined
      : `Check-up of ${title}: ${problem ?? foundWords(made?.findings.length ?? 0)}.`;
  }
  if (message.type !== 'changes') return undefined;
  const said = message.changes
    .filter((change) => change.environment === environment)
    .filter(({ from, to }) => to === 'ALARM' || from === 'ALARM')
    .flatMap(({ alarm: name, to }) => {
      const alarm = alarms.find((one) => one.name === name);
      if (!alarm) return [];
      return [
        `${rowOf(alarm)}, ${alarm.view.severity}: ${to === 'ALARM' ? 'in alarm' : 'no longer in alarm'}`,
      ];
    });
  return said.length === 0 ? undefined : `${said.join('; ')}.`;
}
