import type { Evidence, Finding } from './evidence';

/** What an invocation returns. */
export interface Result {
  readonly service: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly collectedAt: string;
  /** Seconds since the sample that counters were compared with; null if there was none. */
  readonly intervalSeconds: number | null;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Rows whose alarms cannot fire until somebody changes something, with the reason; undefined if all can. */
  readonly cannotFire?: Readonly<Record<string, string>>;
  /** What was seen besides numbers; undefined if there is nothing to say. */
  readonly evidence?: Evidence;
  /** What today's check-up found; undefined if this run made none. */
  readonly findings?: readonly Finding[];
  /** ISO 8601, where the pace adapts and the visit was not due: when it is. `metrics` then has the heartbeat alone. */
  readonly nextVisit?: string;
  /** How many values CloudWatch accepted, including those left over from earlier runs. */
  readonly published: number;
  readonly warnings: readonly string[];
  readonly durationMs: number;
}
/** What an invocation returns that asks for several databases, or for one with a name. */
export interface DatabaseResults {
  readonly service: string;
  readonly environment: string;
  /** By name; `default` is the unnamed one. */
  readonly databases: Readonly<Record<string, DatabaseResult | DatabaseFailure>>;
  /** The names of those that failed. */
  readonly failed: readonly string[];
  readonly durationMs: number;
}
/** As for the unnamed database alone. `durationMs` is that of its visit. */
export type DatabaseResult = Omit<Result, 'service' | 'environment'>;
/** Why a database could not be read, or its readings not be published. */
export interface DatabaseFailure {
  /** One of the classes of handlers/lib/errors.ts. */
  readonly errorType: string;
  readonly message: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly published: number;
  readonly warnings: readonly string[];
  readonly durationMs: number;
}
export type Metric =
  | { readonly value: number; readonly unit: string }
  | { readonly absent: string }
  | { readonly asleep: true }
  | { readonly failed: string };
