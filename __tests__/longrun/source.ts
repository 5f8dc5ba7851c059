import type { Chart, Totals } from './books';
import type { SourceEvent, Step } from './schedule';

/** A real database, whose growth is counted by a session of its own, past the links. */
export interface Source {
  readonly service: 'neon' | 'upstash';
  readonly port: number;
  /** Of the Neon API, where there is one. */
  readonly apiPort?: number;
  readonly chart: Chart;
  /** Every password that was ever good. */
  readonly secrets: readonly string[];
  /** The parameter that the collector reads its secret from, and its value. */
  parameter(port: number): readonly [name: string, value: string];
  /** The function's variables, with the ports of the links to the database and the Neon API. */
  variables(port: number, apiPort: number): Record<string, string>;
  /** Sets the clock by which the collector measures, where the source has one. */
  clock(aheadMs: number): Promise<void>;
  event(event: SourceEvent): Promise<void>;
  /** Does the work of a step. @returns by how much totals must have grown at the next reading, where that is known */
  work(step: Step): Promise<Totals>;
  totals(): Promise<Totals>;
  /** How often the counters have started over. */
  readonly epoch: number;
  /** Sessions of the collector that are open. */
  visitors(): Promise<number>;
  stop(): Promise<void>;
}

/** Adds up counters over their resets. */
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

  /** What happens inside resets the counters, and is not counted itself. */
  async anew(happens: () => Promise<void>): Promise<void> {
    await this.totals();
    await happens();
    this.epoch++;
    this.last = await this.read();
  }
}
