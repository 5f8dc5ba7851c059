import * as v from 'valibot';
import type { Severity } from '../thresholds/row';
import type { Choices } from '../thresholds/service';
import { serviceNames, serviceOf, type services } from '../thresholds/services';

type Services = typeof services;
type Every<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never;
type KeyOf<T> = T extends unknown ? keyof T : never;

/** Replaces the row's number: a value, a share, or events per minute, depending on the row. */
export type Override = Readonly<Partial<Record<Severity, number>>>;
export type Overrides = {
  readonly [S in keyof Services]?: Readonly<Partial<Record<keyof Services[S]['rows'], Override>>>;
};
/** Limits of the vendors' plans that differ from the services' defaults. */
export type Limits = Readonly<Partial<Record<KeyOf<Services[keyof Services]['limits']>, number>>>;

/** A subscription to the alert topic, in SNS's terms. */
export interface Subscription {
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';
  readonly endpoint: string;
}

const isTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The types of values, each with its error message. The rules in `checks/` restrict the values further. */
const text = v.string('use a string in quotes');
const number = v.number('use a number');
const flag = v.boolean('use true or false');
const list = <T>() => v.custom<readonly T[]>(Array.isArray, 'use a list […]');
const table = <T>() => v.custom<T>(isTable, 'use a table {…}');

/** The fields of every environment. The services' options add more. */
const ownFields = {
  /** Part of every deployed name. */
  name: text,
  region: text,
  /** If set, the AWS provider refuses to work in any other account. */
  accountId: v.optional(text),
  /** Minutes between two runs of the collectors. */
  collectionMinutes: number,
  /** Whether to collect detailed rows and create their alarms. */
  detailed: flag,
  /** `shared`: the service's namespace, with the dimension Environment. `own`: `<namespace>/<name>`. */
  namespace: v.pipe(
    text,
    v.custom<'shared' | 'own'>(() => true),
  ),
  subscriptions: list<Subscription>(),
  overrides: table<Overrides>(),
  limits: table<Limits>(),
  logRetentionDays: number,
  /** For every resource, in addition to the project's tags. */
  tags: table<Readonly<Record<string, string>>>(),
};

/** The names of the fields that do not depend on the services. */
export const ownFieldNames: readonly string[] = Object.keys(ownFields);

const optionKinds = { flag, number: v.optional(number) };

/** Every field that an environment may have, with its type: its own, and the options of all services. */
export const fields: Readonly<Record<string, v.GenericSchema>> = {
  ...ownFields,
  ...Object.fromEntries(
    serviceNames.flatMap((service) =>
      // What no compiler has seen may have none: the checks of services say so, once everything is loaded.
      Object.entries(serviceOf(service)?.options ?? {}).map(([name, { is }]) => [name, optionKinds[is]]),
    ),
  ),
};

/** An entry of the table `environments`: one stack, one state key. */
export type Entry = Readonly<v.InferOutput<v.ObjectSchema<typeof ownFields, undefined>>> &
  Every<{ [S in keyof Services]: Choices<Services[S]['options']> }[keyof Services]>;

/** The bucket that holds the state of every stack. */
export interface RemoteState {
  readonly bucket: string;
  readonly region: string;
  readonly accountId?: string;
}

/** The settings that a project's environments share. */
export interface Settings {
  /** Part of every function name and of every state key. */
  readonly project: string;
  /** Where people read the runbook: a URL, or a path in the repository. */
  readonly runbookUrl: string;
  readonly remoteState: RemoteState;
}

/** An environment of a project: an entry of its table, and the shared settings. */
export type Environment = Entry & { readonly settings: Settings };
