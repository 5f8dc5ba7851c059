import type { SynthesizedAlarm } from '../../model/alarms/alarm-resource';
import type { AlarmState } from '../../model/alarms/next-state';
import type { Evidence, Finding } from '../../model/evidence';
import type { Target } from '../../model/forecast/payload';
import type { AlarmedRow, Severity, Threshold } from '../../thresholds/row';

/**
 * What the preview's server and its page say to each other. The server sends server-sent events, one JSON text each: first
 * a `snapshot`, which replaces all that the page knew, then what happens. All times are milliseconds since the epoch, all
 * values are in the unit of their metric. No secret is ever part of it.
 */
export type Message =
  | ({ readonly type: 'snapshot' } & Snapshot)
  | ({ readonly type: 'run' } & Run)
  | ({ readonly type: 'changes' } & { readonly changes: readonly Change[] })
  | ({ readonly type: 'sickness' } & SicknessState)
  | ({ readonly type: 'checkup' } & CheckupState)
  | { readonly type: 'problems'; readonly problems: readonly string[] };

export interface Snapshot {
  /** Of the page's code. A page that has another version reloads itself. */
  readonly version: string;
  /** When the preview was started; it identifies the session. */
  readonly startedAt: number;
  readonly everySeconds: number;
  readonly databases: readonly DatabaseView[];
  readonly environments: readonly EnvironmentView[];
  /** The environment to show first. */
  readonly chosen: string;
  /** A dashboard body that was opened with `--dashboard`, as it is. */
  readonly opened?: { readonly name: string; readonly body: unknown };
  readonly sicknesses: readonly SicknessView[];
  readonly sick: readonly SicknessState[];
  /** The newest check-up of each database for which there was one. */
  readonly checkups: readonly CheckupState[];
  /** What is wrong with the embedded databases and their workloads now, in sentences. */
  readonly problems: readonly string[];
  /** The newest runs, oldest first. The number is limited. */
  readonly runs: readonly Run[];
  /** The newest changes of alarms, oldest first. The number is limited. */
  readonly changes: readonly Change[];
}

/** A database that is watched. */
export interface DatabaseView {
  readonly service: string;
  /** Undefined for the unnamed one. */
  readonly database?: string;
  /** `Neon Postgres`. */
  readonly title: string;
  /** `embedded PostgreSQL 17.10`. */
  readonly about: string;
  /** Whether it is the user's own. */
  readonly own: boolean;
  /** Of the user's own database: what each visit costs, in words. */
  readonly cost?: string;
}

/** One environment as it would be deployed. */
export interface EnvironmentView {
  readonly name: string;
  readonly region: string;
  readonly collectionMinutes: number;
  /** By which all periods of alarms and graphs are divided: its collection interval ÷ the preview's. */
  readonly scale: number;
  readonly collectors: readonly CollectorView[];
  /** The dashboards that it lists beside those of the services. */
  readonly boards: readonly { readonly name: string; readonly body: unknown }[];
}

export interface CollectorView {
  /** Unique in its environment: `neon`, `neon-analytics`. */
  readonly id: string;
  readonly service: string;
  /** The name of its database; undefined for the unnamed one. */
  readonly database?: string;
  /** Set if its alarms watch all named databases: then there is none of this name. */
  readonly watchesAll?: true;
  /** `Neon Postgres (analytics)`. */
  readonly title: string;
  /** Where its metrics are found in bodies and alarms. */
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly functionName: string;
  readonly logGroupName: string;
  /** That of all named databases is with the first of them. Undefined in an environment without dashboards. */
  readonly dashboard?: { readonly name: string; readonly body: unknown };
  readonly limits: Readonly<Record<string, number>>;
  readonly alarms: readonly AlarmView[];
  /** The rows of which the environment makes forecasts; undefined where it makes none. */
  readonly forecast?: readonly Target[];
}

export interface AlarmView {
  readonly arn: string;
  readonly row: string;
  /** The row itself, with the environment's overrides. */
  readonly definition: AlarmedRow;
  readonly severity: Severity;
  /** As it is written in the row, with the environment's override. */
  readonly threshold: Threshold;
  readonly resource: SynthesizedAlarm;
  readonly runbook: string;
}

/** One invocation of a collector for one of its databases, and what it published. */
export interface Run {
  readonly service: string;
  /** Undefined for the unnamed one. */
  readonly database?: string;
  /** When it began and how long it took: the same for all databases that it visited. */
  readonly at: number;
  readonly durationMs: number;
  /** Class and message of the error that it threw. */
  readonly error?: { readonly errorType: string; readonly message: string };
  readonly warnings: readonly string[];
  /** Reasons for absent readings, by metric; `asleep` for those of a suspended compute. */
  readonly absent: Readonly<Record<string, string>>;
  /** What it saw besides; of the newest runs only. */
  readonly evidence?: Evidence;
  /** What CloudWatch received because of it: by metric name. */
  readonly published: Readonly<Record<string, readonly PublishedPoint[]>>;
  /** The lines that it wrote to its log: JSON texts. */
  readonly log: readonly string[];
}
/** `at` is the timestamp that the collector gave it, `seen` when CloudWatch received it. */
export interface PublishedPoint {
  readonly at: number;
  readonly value: number;
  readonly unit: string;
  readonly seen: number;
}

/** A change of an alarm's state, as CloudWatch's history has it. */
export interface Change {
  readonly environment: string;
  readonly alarm: string;
  readonly at: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** CloudWatch's reason, with the values that it looked at. */
  readonly reason: string;
  /** Of an alarm that watches several databases: those that are in ALARM. */
  readonly contributors?: readonly string[];
  /** What the topic sends; undefined if the alarm notifies nobody of this change. */
  readonly message?: { readonly subject: string; readonly body: string };
}

/** Something that can be done to an embedded database. */
export interface SicknessView {
  readonly id: string;
  readonly service: string;
  /** The name of its database; undefined for the unnamed one. */
  readonly database?: string;
  /** On the button: `Leak idle connections`. */
  readonly title: string;
  /** What it does, and what to look at, in one sentence. */
  readonly about: string;
  /** How far it drives which rows: to the alarm of this severity, or only up. Empty if it drives none. */
  readonly rows: Readonly<Record<string, Severity | 'rises'>>;
}
export interface SicknessState {
  readonly id: string;
  readonly state: 'healthy' | 'starting' | 'sick' | 'healing';
  /** Why the last click had no effect. */
  readonly problem?: string;
}

/** The newest check-up of a database. */
export interface CheckupState {
  /** Of its collector: `neon`, `neon-analytics`. */
  readonly id: string;
  /** Whether one is made right now, because somebody asked for it. */
  readonly running: boolean;
  /** When it was made, and what it found; undefined if there was none yet. */
  readonly made?: { readonly at: number; readonly findings: readonly Finding[] };
  /** Why the last one that somebody asked for could not be made. */
  readonly problem?: string;
}

/**
 * Runs that server and page keep of each database; of four and more databases of a service, fewer of each (`share`). At the usual 3 seconds they cover half an hour, which stands for 50 hours of
 * collection every 5 minutes: eight times what a dashboard shows. Those of two services are 5 MB of JSON, and a page gets them
 * all when it connects: 0.5 MB compressed, which are there within half a second on a busy machine.
 */
export const MOST_RUNS = 600;
/**
 * The newest runs of each database of which the evidence is kept as well, which takes 1 to 3 kB: at the usual 3 seconds they
 * cover ten minutes, which stand for 16 hours. It is in the log of older runs, too.
 */
export const MOST_EVIDENCE = 200;
/** How many of so many are kept of each of these databases of a service: in all, three times as many as of one. */
export const share = (most: number, databases: number): number =>
  Math.min(most, Math.floor((3 * most) / databases));
/** Changes that both keep: the text of each notification takes about 2 kB. */
export const MOST_CHANGES = 300;

/**
 * Paths of the page's server. Reading needs no token. `POST /api/sicknesses/<id>` with the body `{ "sick": true }` or
 * `{ "sick": false }`, and `POST /api/checkups/<id of a database>` with the body `{}`, need the header `x-token` with the token that the
 * page's address has after `#token=`, and the header `content-type: application/json`. They answer 204, or a JSON
 * `{ "message": "…" }`.
 */
export const paths = {
  events: '/api/events',
  sickness: (id: string) => `/api/sicknesses/${id}`,
  checkup: (id: string) => `/api/checkups/${id}`,
  /** The tab's icon, by the worst alarm. */
  icon: {
    starting: '/icon.svg',
    ok: '/icon-ok.svg',
    warning: '/icon-warning.svg',
    critical: '/icon-critical.svg',
  },
} as const;
