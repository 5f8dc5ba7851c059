import { effectiveRows } from './model/rows';
import type { PlanLimit, Severity, Table } from './thresholds/row';
import { type ServiceName, services } from './thresholds/services';

/** A number that replaces the one in the row: its value, share or rate per minute, whichever the row has. */
export type Override = Readonly<Partial<Record<Severity, number>>>;
export type Overrides = {
  readonly [S in ServiceName]?: Readonly<Partial<Record<keyof (typeof services)[S]['rows'], Override>>>;
};

/** An endpoint of the alert topic, as SNS names it. */
export interface Subscription {
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';
  readonly endpoint: string;
}

/** One deployed environment: one stack, one state key. */
export interface Environment {
  readonly name: string;
  readonly region: string;
  /** Where it is named, the AWS provider refuses to work in any other account. */
  readonly accountId?: string;
  /** Minutes between two runs of the collectors. */
  readonly collectionMinutes: number;
  /** Whether detailed rows are collected, and their alarms exist. */
  readonly detailed: boolean;
  /** `shared`: the service's namespace, told apart by the dimension Environment. `own`: `<namespace>/<name>`. */
  readonly namespace: 'shared' | 'own';
  /** Whether a Neon API key is stored, so that a suspended compute is left asleep. */
  readonly neonApi: boolean;
  readonly subscriptions: readonly Subscription[];
  readonly overrides: Overrides;
  /** Limits of the Neon and Upstash plans, where they are not the defaults of `thresholds/limits.ts`. */
  readonly limits: Readonly<Partial<Record<PlanLimit, number>>>;
  /** What the Upstash plan holds, for a server that does not say it itself. */
  readonly upstashMemoryLimitBytes?: number;
  readonly slowQueryMs?: number;
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Part of every function name and of every state key. */
export const project = 'macro-ai';

/**
 * Where people read the runbook; every alarm's description ends in this and the row's anchor. As long as it is a
 * path in the repository, e-mails hold no link that can be clicked: name the file's URL at your Git host.
 */
export const runbookUrl = 'docs/runbook.md';

/** The bucket that holds the state of every stack. */
export interface RemoteState {
  readonly bucket: string;
  readonly region: string;
  readonly accountId?: string;
}

/** Names of buckets are unique in the whole of AWS: choose your own. */
export const remoteState: RemoteState = { bucket: `${project}-terraform-state`, region: 'us-east-1' };

const common = {
  region: 'us-east-1',
  collectionMinutes: 5,
  namespace: 'shared',
  neonApi: true,
  subscriptions: [],
  overrides: {},
  limits: {},
  tags: {},
} as const satisfies Partial<Environment>;

export const environments: readonly Environment[] = [
  { ...common, name: 'feature', detailed: false, logRetentionDays: 7 },
  { ...common, name: 'staging', detailed: false, logRetentionDays: 14 },
  { ...common, name: 'production', detailed: true, logRetentionDays: 90 },
];

/** The rows that the collectors of an environment really deliver, with the environment's thresholds. */
export function collectedRows({ detailed, neonApi, overrides }: Environment, service: ServiceName): Table {
  const own = overrides[service];
  return effectiveRows(services[service].rows, { detailed, neonApi, ...(own && { overrides: own }) });
}
