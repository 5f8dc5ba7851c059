import type { PublishedPoint, Run } from '../../web/protocol';
import type { SourceLine } from '../../widgets/data';

/** Lines of the log that are kept: the widget shows the newest. */
const MOST_LINES = 500;

/** The runs of one database, by metric. When there are too many, the oldest tenth goes at once. */
export class Series {
  private runs: Run[] = [];
  private metrics = new Map<string, PublishedPoint[]>();
  private log: SourceLine[] = [];

  /** @param most runs that are kept */
  add(run: Run, most: number): void {
    this.runs.push(run);
    this.index(run);
    if (this.runs.length <= most) return;
    this.runs = this.runs.slice(-Math.floor(most * 0.9));
    this.metrics = new Map();
    this.log = [];
    for (const kept of this.runs) this.index(kept);
  }

  get first(): Run | undefined {
    return this.runs[0];
  }
  get last(): Run | undefined {
    return this.runs.at(-1);
  }

  /** Oldest first. */
  get known(): readonly Run[] {
    return this.runs;
  }

  points(metric: string): readonly PublishedPoint[] | undefined {
    return this.metrics.get(metric);
  }

  all(): Readonly<Record<string, readonly PublishedPoint[]>> {
    return Object.fromEntries(this.metrics);
  }

  lines(): readonly SourceLine[] {
    return this.log;
  }

  private index(run: Run): void {
    for (const [metric, points] of Object.entries(run.published)) {
      const known = this.metrics.get(metric) ?? [];
      this.metrics.set(metric, known);
      for (const point of points) insert(known, point);
    }
    this.log.push(...run.log.map((text) => ({ at: run.at, text })));
    if (this.log.length > MOST_LINES) this.log = this.log.slice(-Math.floor(MOST_LINES * 0.9));
  }
}

/** An invocation of a function. It fails if it failed for all databases that it visited. */
type Invocation = Pick<Run, 'at' | 'durationMs'> & { readonly failed: boolean };

/** The invocations of a function, oldest first. @param all the runs of each of its databases, oldest first */
export function invocationsOf(all: readonly (readonly Run[])[]): Invocation[] {
  const found = new Map<number, Invocation>();
  for (const { at, durationMs, error } of all.flat()) {
    const failed = error !== undefined && (found.get(at)?.failed ?? true);
    found.set(at, { at, durationMs, failed });
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** What Lambda itself publishes of invocations; undefined for what is not measured here. */
export function lambdaOf(
  invocations: readonly Invocation[],
  metric: string,
): readonly PublishedPoint[] | undefined {
  const measure = measures[metric];
  if (!measure) return undefined;
  const [unit, value] = measure;
  return invocations.map((one) => ({
    ...{ at: one.at, seen: one.at + one.durationMs },
    ...{ unit, value: value(one) },
  }));
}

const measures: Readonly<Record<string, readonly [unit: string, value: (one: Invocation) => number]>> = {
  Invocations: ['Count', () => 1],
  Errors: ['Count', ({ failed }) => (failed ? 1 : 0)],
  Duration: ['Milliseconds', ({ durationMs }) => durationMs],
};

/** In the order of the times. Values that CloudWatch did not take at first come later, with their own time. */
function insert(points: PublishedPoint[], point: PublishedPoint): void {
  const after = points.findLastIndex(({ at }) => at <= point.at);
  points.splice(after + 1, 0, point);
}
