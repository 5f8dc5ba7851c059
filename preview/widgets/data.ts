/** One value that was published. Times are milliseconds since the epoch. */
export interface SourcePoint {
  readonly at: number;
  readonly value: number;
}

/** A line of a log. */
export interface SourceLine {
  readonly at: number;
  /** A JSON text. */
  readonly text: string;
}

/** Metrics that a body looks for: of a namespace, with exactly these dimensions, and with these values of some. */
export interface Search {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  /** By dimension; `MetricName` is the name of the metric. */
  readonly terms: Readonly<Record<string, string>>;
}

/** A metric as a body names it. */
export interface MetricRef {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Of metrics that are made at another pace than that of the source. */
export interface About {
  /** By which the periods and the time range of their graph are divided. */
  readonly scale: number;
  /** What people must know of it, in sentences. */
  readonly notes: readonly string[];
}
