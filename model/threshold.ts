import type {
  Absolute,
  AlarmedRow,
  PerMinute,
  Row,
  ShareOfLimit,
  ShareOfRow,
  Statistic,
  Threshold,
} from '../thresholds/row';
import { amount, exact } from './format';

export type LimitsByName = Readonly<Record<string, number>>;

/** What a threshold may refer to: the values of other rows, and the limits of the plan. */
export interface Surroundings {
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly limits: LimitsByName;
}

/** A metric of an alarm, by the id that metric math has for it. */
export interface Operand {
  readonly id: string;
  readonly metric: string;
  readonly statistic: Statistic;
}
/** What an alarm watches: the row's own metric, or metric math over several. */
export type Query =
  | { readonly statistic: Statistic }
  | {
      readonly operands: readonly Operand[];
      readonly id: string;
      readonly expression: string;
      /** The row's name, then what the threshold's number stands for: `ActiveConnections, % of ConnectionLimit`. */
      readonly label: string;
    };

/** How a threshold is drawn: at a value, or as metric math over the row that it moves with. */
export type Mark = { readonly value: number } | { readonly of: string; expression(id: string): string };

/** Everything that depends on the kind of a threshold. A kind that misses a part does not compile. */
export interface Kind {
  /** The number that an environment may override. */
  readonly magnitude: number;
  override(magnitude: number): Threshold;
  /** In what it is measured: warning and critical must agree in it. */
  readonly scale: string;
  /** What is wrong with the magnitude of a row's threshold, where it is a number of 0 or more, and what to do. */
  problem(row: Row): readonly [problem: string, fix: string] | undefined;
  /** The rows of the same table, and the limits of the service, that it refers to. */
  readonly refersTo: { readonly rows: readonly string[]; readonly limits: readonly string[] };
  /** As a number in the row's unit (events per minute for a count); undefined while what it refers to is unknown. */
  resolve(around: Surroundings): number | undefined;
  /** In words, without its direction: `80 % of ConnectionLimit`, `50 ms`. */
  words(row: Row, limits: LimitsByName): string;
  /** What its alarm watches, and the number that CloudWatch compares with. */
  query(
    name: string,
    alarm: AlarmedRow['alarm'],
    limits: LimitsByName,
  ): { readonly query: Query; readonly compared: number };
  mark(limits: LimitsByName): Mark;
  /** Metrics that CloudWatch bills for one alarm on it. */
  readonly billedMetrics: number;
}

const nothing = { rows: [], limits: [] } as const;
const percent = (share: number): number => exact(share * 100);
const shareProblem = (share: number): readonly [string, string] | undefined =>
  share > 0 && share <= 1 ? undefined : [`share ${share}`, 'give a share above 0 and at most 1'];

function absolute({ value }: Absolute): Kind {
  return {
    magnitude: value,
    override: (magnitude) => ({ value: magnitude }),
    scale: 'unit',
    problem: ({ unit }) =>
      unit === 'Percent' && value > 100 ? [`threshold ${value} %`, 'give at most 100'] : undefined,
    refersTo: nothing,
    resolve: () => value,
    words: (row) => amount(value, row),
    query: (_, { statistic }) => ({ query: { statistic }, compared: exact(value) }),
    mark: () => ({ value: exact(value) }),
    billedMetrics: 1,
  };
}

function shareOfRow({ share, ofRow }: ShareOfRow): Kind {
  return {
    magnitude: share,
    override: (magnitude) => ({ share: magnitude, ofRow }),
    scale: ofRow,
    problem: () => shareProblem(share),
    refersTo: { rows: [ofRow], limits: [] },
    resolve({ values }) {
      const base = values[ofRow];
      return base === undefined ? undefined : share * base;
    },
    words: () => `${percent(share)} % of ${ofRow}`,
    query: (name, { breaches, statistic }) => ({
      compared: percent(share),
      query: {
        operands: [
          { id: 'm1', metric: name, statistic },
          // Where the base moves within a period, the value that is nearer to a breach counts.
          { id: 'm2', metric: ofRow, statistic: breaches === 'above' ? 'Minimum' : 'Maximum' },
        ],
        id: 'share',
        expression: '100 * m1 / m2',
        label: `${name}, % of ${ofRow}`,
      },
    }),
    mark: () => ({ of: ofRow, expression: (id) => `${share} * ${id}` }),
    billedMetrics: 2,
  };
}

function shareOfLimit({ share, ofLimit }: ShareOfLimit): Kind {
  const limit = (limits: LimitsByName): number => {
    const number = limits[ofLimit];
    // Validation says it in the words of the table, and first.
    if (number === undefined) throw new Error(`There is no limit ${ofLimit}.`);
    return number;
  };
  return {
    magnitude: share,
    override: (magnitude) => ({ share: magnitude, ofLimit }),
    scale: ofLimit,
    problem: () => shareProblem(share),
    refersTo: { rows: [], limits: [ofLimit] },
    resolve: ({ limits }) => share * limit(limits),
    words: (row, limits) =>
      `${amount(share * limit(limits), row)} (${percent(share)} % of the plan's ${amount(limit(limits), row)})`,
    query: (_, { statistic }, limits) => ({ query: { statistic }, compared: exact(share * limit(limits)) }),
    mark: (limits) => ({ value: exact(share * limit(limits)) }),
    billedMetrics: 1,
  };
}

function eventsPerMinute({ perMinute }: PerMinute): Kind {
  return {
    magnitude: perMinute,
    override: (magnitude) => ({ perMinute: magnitude }),
    scale: 'minute',
    problem: () => undefined,
    refersTo: nothing,
    resolve: () => perMinute,
    words: (row) => amount(perMinute, row),
    query: (name, { statistic }) => ({
      compared: perMinute,
      query: {
        operands: [{ id: 'm1', metric: name, statistic }],
        id: 'rate',
        expression: 'm1 / (PERIOD(m1) / 60)',
        label: `${name} per minute`,
      },
    }),
    mark: () => ({ value: exact(perMinute) }),
    billedMetrics: 1,
  };
}

/** The kind of a threshold, with its numbers in it. One that is not told apart here does not compile. */
export function kindOf(threshold: Threshold): Kind {
  if ('value' in threshold) return absolute(threshold);
  if ('perMinute' in threshold) return eventsPerMinute(threshold);
  if ('ofRow' in threshold) return shareOfRow(threshold);
  if ('ofLimit' in threshold) return shareOfLimit(threshold);
  return threshold satisfies never;
}
