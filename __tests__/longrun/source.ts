import type { Chart } from './books';
import type { Totals } from './rules';
import type { SourceEvent, Step } from './schedule';

/** A server of a source, with counters of its own. */
export interface Member {
  /** Its name in a baseline, which a restart may change; undefined where a source has one member only. */
  readonly name?: string;
  readonly totals: Totals;
  /** How often its counters have restarted. */
  readonly epoch: number;
}

/** A real database, whose growth is counted by a separate session that bypasses the links. */
export interface Source {
  readonly service: 'neon' | 'upstash';
  /** The ports of its members. Usually the first one answers. */
  readonly ports: readonly number[];
  /** The port of the Neon API, if there is one. */
  readonly apiPort?: number;
  readonly chart: Chart;
  /** Every password that was ever valid. */
  readonly secrets: readonly string[];
  /** The parameter with the collector's secret, and its value. */
  parameter(port: number): readonly [name: string, value: string];
  /** The function's variables, with the ports of the links to the database and the Neon API. */
  variables(port: number, apiPort: number): Record<string, string>;
  /** Sets the clock that the collector measures with, if the source has one. */
  clock(aheadMs: number): Promise<void>;
  /** What can happen to it. */
  readonly events: Readonly<Partial<Record<SourceEvent, () => Promise<unknown>>>>;
  /** Does the work of a step. @returns by how much totals must have grown at the next reading, if known */
  work(step: Step): Promise<Totals>;
  members(): Promise<readonly Member[]>;
  /** The collector's open sessions. */
  visitors(): Promise<number>;
  stop(): Promise<void>;
}

/** Adds up counters across their resets. */
export class Meter {
  epoch = 0;
  private sums: Record<string, number> = {};
  private last: Totals | undefined;

  constructor(private readonly read: () => Promise<Totals>) {}

  async totals(): Promise<Totals> {
    const now = await this.read();
    for (const [name, value] of Object.entries(now))
      this.sums[name] = (this.sums[name] ?? 0) + value - (this.last?.[name] ?? value);
    this.last = now;
    return { ...this.sums };
  }

  /** Runs something that resets the counters and is not itself counted. */
  async restarting(happens: () => Promise<unknown>): Promise<void> {
    await this.totals();
    await happens();
    this.epoch++;
    this.last = await this.read();
  }
}
