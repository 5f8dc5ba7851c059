import * as v from 'valibot';
import {
  type AlarmType,
  type Anomaly,
  type Level,
  levels,
  type Severity,
  severities,
} from '../thresholds/row';
import type { Choices, NumberOption } from '../thresholds/service';
import { serviceNames, serviceOf, type services } from '../thresholds/services';
import { applicationsField, type WatchedApplication } from './applications/shape';
import { protocols } from './aws/endpoints';
import { isRegion, regionAdvice } from './aws/regions';
import { anomalyShape, offShape } from './checks/row-shape';
import { closed, finite, flag, formed, listOf, number, oneOf, tableOf, text } from './checks/schema';
import { NAME_FORM } from './names';
import { type Budget, budget } from './notify/budget';
import { type Chat, chat } from './notify/chat';
import { type UptimeCheck, uptime } from './uptime/check';

type Services = typeof services;
type Every<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never;
type KeyOf<T> = T extends unknown ? keyof T : never;

/** Replaces the row's number: a value, a share, or events per minute, depending on the row; or adds an alarm on what is unusual. */
type Numbers = Readonly<Partial<Record<Severity, number>>> & {
  readonly anomaly?: Anomaly;
  readonly alarm?: never;
  readonly reason?: never;
};
/** The row is collected and drawn, and has no alarms. The documents give the reason. */
type Off = { readonly alarm: 'off'; readonly reason: string } & { readonly [T in AlarmType]?: never };
/** What an environment changes about a row's alarms. */
export type Override = Numbers | Off;
export type Overrides = {
  readonly [S in keyof Services]?: Readonly<Partial<Record<keyof Services[S]['rows'], Override>>>;
};
/** Limits of the vendors' plans that differ from the services' defaults. */
export type Limits = Readonly<Partial<Record<KeyOf<Services[keyof Services]['limits']>, number>>>;

/** The unnamed database of a service takes the values of its environment. */
type Unnamed = Readonly<Record<string, never>>;
/** A database with a name: what it does not set is as in its environment. */
export type NamedDatabase<S extends keyof Services> = {
  /** Part of the names of its alarms and secrets, and the dimension `Database` of its metrics. */
  readonly name: string;
  readonly level?: Level;
  readonly overrides?: NonNullable<Overrides[S]>;
  readonly limits?: Readonly<Partial<Record<keyof Services[S]['limits'], number>>>;
} & {
  readonly [O in keyof Services[S]['options'] as Services[S]['options'][O] extends NumberOption
    ? O
    : never]?: number;
} & (Services[S] extends { readonly databaseOptions: infer D }
    ? { readonly [O in keyof D]?: string }
    : unknown);
/** The databases that an environment watches, by service. */
export type Databases = { readonly [S in keyof Services]?: readonly (Unnamed | NamedDatabase<S>)[] };

/** One of these names for each key, and the same type of value for each. */
const some = (names: readonly string[], value: v.GenericSchema) =>
  closed(Object.fromEntries(names.map((name) => [name, v.exactOptional(value)])));
const numbers = closed({
  ...Object.fromEntries(severities.map((severity) => [severity, v.exactOptional(number)])),
  anomaly: v.exactOptional(anomalyShape),
});
const override = v.lazy((value) => {
  const { alarm, reason } = Object(value);
  return alarm === undefined && reason === undefined ? numbers : offShape;
});

/** What a database of this service may set. Services that were not compiled may have no options. */
function databaseOf(service: keyof Services) {
  const { options, databaseOptions } = serviceOf(service) ?? {};
  const numberOptions = Object.entries(options ?? {}).flatMap(([name, option]) =>
    option.is === 'number' ? [[name, option] as const] : [],
  );
  return closed({
    name: v.exactOptional(text),
    level: v.exactOptional(oneOf(levels)),
    // The names of rows and limits are checked by rules, as those of the environment.
    overrides: v.exactOptional(tableOf(override)),
    limits: v.exactOptional(tableOf(number)),
    // A rule says the same of a number out of range.
    ...Object.fromEntries(
      numberOptions.map(([name, { least, most }]) => [
        name,
        v.exactOptional(finite(`use a number from ${least} to ${most}`)),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(databaseOptions ?? {}).map(([name, { form, advice }]) => [
        name,
        v.exactOptional(formed(form, advice)),
      ]),
    ),
  });
}
const databases = closed(
  Object.fromEntries(serviceNames.map((name) => [name, v.exactOptional(listOf(databaseOf(name)))])),
);

const subscription = closed({
  protocol: v.picklist(
    protocols,
    `use one of ${protocols.join(', ')}; subscribe a queue in the stack that has its policy`,
  ),
  endpoint: text,
});
/** A subscription to the alert topic, in SNS's terms. */
export type Subscription = v.InferOutput<typeof subscription>;

const region = v.pipe(
  v.string(regionAdvice('')),
  v.check(isRegion, ({ input }) => regionAdvice(input)),
);
const account = formed(/^\d{12}$/, 'use the 12-digit account id');
const bucket = formed(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  'use 3 to 63 lowercase letters, digits, dots and hyphens',
);

const board = closed({ name: text, rows: listOf(text) });
/**
 * A dashboard of one's own: its name, and what it shows, in this order: `neon.*`, `upstash.CacheHitRate`,
 * `neon(analytics).SlowQueries`, `neon(*).Up`, of an application `checkout.OrderErrors`.
 */
export type Board = v.InferOutput<typeof board>;
const dashboards = v.lazy((value) => (Array.isArray(value) ? listOf(board) : flag)) as v.GenericSchema<
  unknown,
  boolean | readonly Board[]
>;

/** The fields of every environment. The services' options add more. The rules in `checks/` restrict the values further. */
const ownFields = {
  /** Part of every deployed name. */
  name: text,
  region,
  /** If set, the AWS provider refuses to work in any other account. */
  accountId: v.optional(account),
  /** Minutes between two runs of the collectors. */
  collectionMinutes: number,
  /** If true, a collector visits every minute from the first sign of trouble until 15 minutes after it. */
  adaptive: v.optional(flag) as v.OptionalSchema<v.GenericSchema<unknown, boolean>, undefined>,
  /** Which rows to collect and to create alarms for: core, detailed too, or extended too. */
  level: oneOf(levels),
  /** `shared`: the service's namespace, with the dimension Environment. `own`: `<namespace>/<name>`. */
  namespace: oneOf(['shared', 'own']),
  subscriptions: listOf(subscription),
  /** The channels of Slack and Microsoft Teams that get the alarms, beside the subscriptions. */
  chat: v.optional(chat) as v.OptionalSchema<v.GenericSchema<unknown, Chat>, undefined>,
  /** What a month may cost; the topic is told at percentages of it. */
  budget: v.optional(budget) as v.OptionalSchema<v.GenericSchema<unknown, Budget>, undefined>,
  /** The applications whose own metrics it watches: their names, or `{ name, overrides }`. */
  applications: v.optional(applicationsField) as v.OptionalSchema<
    v.GenericSchema<unknown, readonly (string | WatchedApplication)[]>,
    undefined
  >,
  /** URLs that Route 53 asks for from the internet, with alarms in us-east-1. */
  uptime: v.optional(uptime) as v.OptionalSchema<v.GenericSchema<unknown, readonly UptimeCheck[]>, undefined>,
  /** If true, a function says once a day in how many days rows reach their limit, and alarms sound two weeks and one week before. */
  forecast: v.optional(flag) as v.OptionalSchema<v.GenericSchema<unknown, boolean>, undefined>,
  // The names of rows and limits are checked by rules, which know what else to say about them.
  overrides: some(serviceNames, tableOf(override)) as v.GenericSchema<unknown, Overrides>,
  limits: tableOf(number) as v.GenericSchema<unknown, Limits>,
  /** The databases of each service; without it, one that has no name. */
  databases: v.optional(databases) as v.OptionalSchema<v.GenericSchema<unknown, Databases>, undefined>,
  /** Above so many named databases of a service, one alarm for each row and severity watches them together; 50 by default. */
  groupedAlarmsAbove: v.optional(number),
  logRetentionDays: number,
  /**
   * Whether each service has a dashboard, which costs three dollars a month; by default it has. Or a list of dashboards of one's own,
   * beside those of the services.
   */
  dashboards: v.optional(dashboards),
  /** For every resource, in addition to the project's tags. */
  tags: tableOf(text),
};

/** The names of the fields that do not depend on the services. */
export const ownFieldNames: readonly string[] = Object.keys(ownFields);

const optionKinds = { flag, number: v.optional(number) };

/** Every field that an environment may have, with its type: its own, and the options of all services. */
export const fields: Readonly<Record<string, v.GenericSchema>> = {
  ...ownFields,
  ...Object.fromEntries(
    serviceNames.flatMap((service) =>
      // Services that were not compiled may have none. Their checks report it, once everything is loaded.
      Object.entries(serviceOf(service)?.options ?? {}).map(([name, { is }]) => [name, optionKinds[is]]),
    ),
  ),
};

/** An entry of the table `environments`: one stack, one state key. */
export type Entry = Readonly<v.InferOutput<v.ObjectSchema<typeof ownFields, undefined>>> &
  Every<{ [S in keyof Services]: Choices<Services[S]['options']> }[keyof Services]>;

const remoteState = closed({ bucket, region, accountId: v.exactOptional(account) });
/** The bucket that holds the state of every stack. */
export type RemoteState = v.InferOutput<typeof remoteState>;

/** The settings that a project's environments share. */
export const settings = {
  /** Part of every function name and of every state key. */
  project: formed(NAME_FORM, 'use lowercase letters, digits and single hyphens'),
  /** Where people read the runbook: a URL, or a path in the repository. */
  runbookUrl: v.pipe(
    // It is part of alarm descriptions, which both Terraform and people read.
    formed(/^(?!.*(["\\]|[$%]\{))[\x21-\x7e]+$/, 'use a URL, or a path in the repository'),
    v.maxLength(300, 'use at most 300 characters'),
  ),
  remoteState,
};
export type Settings = Readonly<v.InferOutput<v.ObjectSchema<typeof settings, undefined>>>;

/**
 * Minutes between two runs of the schedule, which is also the period of alarms. Where the pace adapts, most runs end without a visit,
 * and publish that the collector is alive.
 */
export const scheduleMinutes = ({
  adaptive,
  collectionMinutes,
}: Pick<Entry, 'adaptive' | 'collectionMinutes'>): number => (adaptive === true ? 1 : collectionMinutes);

/** An environment of a project: an entry of its table, and the shared settings. */
export type Environment = Entry & { readonly settings: Settings };
