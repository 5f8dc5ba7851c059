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
  /** How many values CloudWatch accepted, including those left over from earlier runs. */
  readonly published: number;
  readonly warnings: readonly string[];
  readonly durationMs: number;
}
export type Metric =
  | { readonly value: number; readonly unit: string }
  | { readonly absent: string }
  | { readonly asleep: true }
  | { readonly failed: string };
