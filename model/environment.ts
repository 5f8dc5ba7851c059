import * as v from 'valibot';
import type { Severity } from '../thresholds/row';
import type { Choices } from '../thresholds/service';
import { serviceNames, serviceOf, type services } from '../thresholds/services';

type Services = typeof services;
type Every<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never;
type KeyOf<T> = T extends unknown ? keyof T : never;

/** A number that replaces the one in the row: its value, share or rate per minute, whichever the row has. */
export type Override = Readonly<Partial<Record<Severity, number>>>;
export type Overrides = {
  readonly [S in keyof Services]?: Readonly<Partial<Record<keyof Services[S]['rows'], Override>>>;
};
/** Limits of the vendors' plans, where they are not the services' own. */
export type Limits = Readonly<Partial<Record<KeyOf<Services[keyof Services]['limits']>, number>>>;

/** An endpoint of the alert topic, as SNS names it. */
export interface Subscription {
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';
  readonly endpoint: string;
}

const isTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The kinds of values, each with what to write instead. What the values may be is said by the rules of `checks/`. */
const text = v.string('use a text in quotes');
const number = v.number('use a number');
const flag = v.boolean('use true or false');
const list = <T>() => v.custom<readonly T[]>(Array.isArray, 'use a list […]');
const table = <T>() => v.custom<T>(isTable, 'use a table {…}');

/** What an environment says of itself. What it says of a service are the service's options. */
const ownFields = {
  /** Part of every name of what is deployed. */
  name: text,
  region: text,
  /** Where it is named, the AWS provider refuses to work in any other account. */
  accountId: v.optional(text),
  /** Minutes between two runs of the collectors. */
  collectionMinutes: number,
  /** Whether detailed rows are collected, and their alarms exist. */
  detailed: flag,
  /** `shared`: the service's namespace, told apart by the dimension Environment. `own`: `<namespace>/<name>`. */
  namespace: v.pipe(
    text,
    v.custom<'shared' | 'own'>(() => true),
  ),
  subscriptions: list<Subscription>(),
  overrides: table<Overrides>(),
  limits: table<Limits>(),
  logRetentionDays: number,
  /** On every resource, besides the project's own. */
  tags: table<Readonly<Record<string, string>>>(),
};

/** The names of the fields that an environment has whatever its services. */
export const ownFieldNames: readonly string[] = Object.keys(ownFields);

const optionKinds = { flag, number: v.optional(number) };

/** Every field that an environment may have, with its kind: its own, and the options of all services. */
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

/** What the environments of a project have in common. */
export interface Settings {
  /** Part of every function name and of every state key. */
  readonly project: string;
  /** Where people read the runbook: a URL, or a path in the repository. */
  readonly runbookUrl: string;
  readonly remoteState: RemoteState;
}

/** An environment of a project: an entry of its table, and what it has in common with the others. */
export type Environment = Entry & { readonly settings: Settings };
