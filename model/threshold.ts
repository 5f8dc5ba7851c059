import * as v from 'valibot';
import type {
  Absolute,
  Alarm,
  AlarmedRow,
  PerMinute,
  Row,
  Severity,
  ShareOfLimit,
  ShareOfRow,
  Statistic,
  Threshold,
} from '../thresholds/row';
import { closed, number, text } from './checks/schema';
import { amount, exact, rounded } from './format';

export type LimitsByName = Readonly<Record<string, number>>;

/** What a threshold may refer to: the values of other rows, and the plan's limits. */
export interface Surroundings {
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly limits: LimitsByName;
}

/** A metric of an alarm, with its id in metric math. */
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
      /** The row's name and the meaning of the threshold's number: `ActiveConnections, % of ConnectionLimit`. */
      readonly label: string;
    };

/** How a threshold is drawn: at a fixed value, or as metric math over the row that it depends on. */
export type Mark = { readonly value: number } | { readonly of: string; expression(id: string): string };

/** Everything that depends on the kind of a threshold. An incomplete kind does not compile. */
export interface Kind {
  /** The number that an environment may override. */
  readonly magnitude: number;
  override(magnitude: number): Threshold;
  /** Its measure, which must be the same for warning and critical. */
  readonly scale: string;
  /** A problem with a magnitude of 0 or more, and the fix. */
  problem(row: Row): readonly [problem: string, fix: string] | undefined;
  /** The rows of the same table and the service's limits that it refers to. */
  readonly refersTo: { readonly rows: readonly string[]; readonly limits: readonly string[] };
  /** As a number in the row's unit (events per minute for a count); undefined while its base is unknown. */
  resolve(around: Surroundings): number | undefined;
  /**
   * The other way round: the magnitude with which the threshold is drawn near a value, as where somebody drags it to. It is
   * rounded to what people would write (shares and percent to whole percent, numbers of things to whole ones, all else to
   * two digits, or three after a leading 1), and moved to the nearest magnitude that the rules of rows and alarms accept. The
   * order of warning and critical depends on the other one: `inOrder` in `backtest/retune.ts`.
   * @param value in the row's unit (events per minute for a count)
   * @returns undefined while its base is unknown or 0
   */
  magnitudeAt(value: number, row: AlarmedRow, around: Surroundings): number | undefined;
  /** The number that CloudWatch compares against. */
  compared(limits: LimitsByName): number;
  /** In words, without the direction: `80 % of ConnectionLimit`, `50 ms`. */
  words(row: Row, limits: LimitsByName): string;
  /** What its alarm watches. */
  query(name: string, alarm: AlarmedRow['alarm']): Query;
  /**
   * The number that CloudWatch compares the row's own metric with, where nothing else is needed for that.
   * @param minutes the length of a period
   * @returns undefined if the alarm needs another metric, too
   */
  comparedAlone(limits: LimitsByName, minutes: number): number | undefined;
  mark(limits: LimitsByName): Mark;
  /** The number of metrics that CloudWatch bills per alarm. */
  readonly billedMetrics: number;
}

const nothing = { rows: [], limits: [] } as const;
const percent = (share: number): number => exact(share * 100);
const shareProblem = (share: number, beyond = false): readonly [string, string] | undefined =>
  share > 0 && share <= (beyond ? MOST_BEYOND : 1)
    ? undefined
    : [`share ${share}`, `use a share above 0 and at most 1${meant(share > 1 && share <= 100, share / 100)}`];
/** What can be above its base is rarely compared with so many times the base: percent were written. */
const MOST_BEYOND = 20;
/** A share where percent are asked for gives an alarm that always or never fires. */
const percentProblem = (value: number): readonly [string, string] | undefined =>
  value > 1 && value <= 100
    ? undefined
    : [
        `threshold ${value} %`,
        `use a number above 1 and at most 100${meant(value > 0 && value < 1, value * 100)}`,
      ];
/** A share where a number of things is asked for gives an alarm that always fires. */
const countProblem = (value: number): readonly [string, string] | undefined =>
  value > 0 && value < 1
    ? [`threshold ${value}`, 'use 1 or more, or 0: the row is a number of things and no share']
    : undefined;

/** To two digits, or to three after a leading 1. */
const tidy = (value: number): number => {
  const digits = value.toExponential().startsWith('1') ? 3 : 2;
  return Number(value.toPrecision(digits));
};
const between = (least: number, value: number, most: number): number =>
  Math.min(Math.max(value, least), most);
/** The share for a value: whole percent, at least one. */
const shareAt = (value: number, base: number | undefined, beyond = false): number | undefined =>
  base === undefined || base <= 0
    ? undefined
    : exact(between(1, Math.round((100 * value) / base), beyond ? 100 * MOST_BEYOND : 100) / 100);
/** Nothing is below 0 or above 100 %, so that an alarm with such a threshold could never fire. */
function numberAt(value: number, { unit, kind, alarm }: AlarmedRow): number {
  const above = alarm.breaches === 'above';
  if (unit === 'Percent') return between(2, Math.round(value), above ? 99 : 100);
  if (unit === 'Count' && kind === 'gauge') return Math.max(Math.round(value), above ? 0 : 1);
  return above ? Math.max(tidy(value), 0) : Math.max(tidy(value), LEAST);
}
/** The least threshold that something can be below, where the unit does not say. */
const LEAST = 0.01;
const meant = (likely: boolean, number: number): string => (likely ? `; did you mean ${exact(number)}?` : '');

function absolute({ value }: Absolute): Kind {
  return {
    magnitude: value,
    override: (magnitude) => ({ value: magnitude }),
    scale: 'unit',
    problem: ({ unit, kind }) => {
      if (unit === 'Percent') return percentProblem(value);
      return unit === 'Count' && kind === 'gauge' ? countProblem(value) : undefined;
    },
    refersTo: nothing,
    resolve: () => value,
    magnitudeAt: numberAt,
    compared: () => exact(value),
    words: (row) => amount(value, row),
    query: (_, { statistic }) => ({ statistic }),
    comparedAlone: () => exact(value),
    mark: () => ({ value: exact(value) }),
    billedMetrics: 1,
  };
}

function shareOfRow({ share, ofRow, beyond }: ShareOfRow): Kind {
  return {
    magnitude: share,
    override: (magnitude) => ({ share: magnitude, ofRow, ...(beyond && { beyond }) }),
    scale: ofRow,
    problem: () => shareProblem(share, beyond),
    refersTo: { rows: [ofRow], limits: [] },
    resolve({ values }) {
      const base = values[ofRow];
      return base === undefined ? undefined : share * base;
    },
    magnitudeAt: (value, _, { values }) => shareAt(value, values[ofRow], beyond),
    compared: () => percent(share),
    words: () => `${rounded(share * 100)} % of ${ofRow}`,
    query: (name, { breaches, statistic }) => ({
      operands: [
        { id: 'm1', metric: name, statistic },
        // If the base changes within a period, the value closer to a breach counts.
        { id: 'm2', metric: ofRow, statistic: breaches === 'above' ? 'Minimum' : 'Maximum' },
      ],
      id: 'share',
      expression: '100 * m1 / m2',
      label: `${name}, % of ${ofRow}`,
    }),
    comparedAlone: () => undefined,
    mark: () => ({ of: ofRow, expression: (id) => `${share} * ${id}` }),
    billedMetrics: 2,
  };
}

function shareOfLimit({ share, ofLimit, beyond }: ShareOfLimit): Kind {
  const limit = (limits: LimitsByName): number => {
    const number = limits[ofLimit];
    // Validation reports a limit that is none, and `withLimits` takes the alarms away where it is not known.
    if (number === undefined) throw new Error(`The limit ${ofLimit} is not known.`);
    return number;
  };
  return {
    magnitude: share,
    override: (magnitude) => ({ share: magnitude, ofLimit, ...(beyond && { beyond }) }),
    scale: ofLimit,
    problem: () => shareProblem(share, beyond),
    refersTo: { rows: [], limits: [ofLimit] },
    resolve: ({ limits }) => share * limit(limits),
    magnitudeAt: (value, _, { limits }) => shareAt(value, limit(limits), beyond),
    compared: (limits) => exact(share * limit(limits)),
    words: (row, limits) =>
      limits[ofLimit] === undefined
        ? `${rounded(share * 100)} % of the limit ${ofLimit}`
        : `${amount(share * limit(limits), row)} (${rounded(share * 100)} % of the plan's ${amount(limit(limits), row)})`,
    query: (_, { statistic }) => ({ statistic }),
    comparedAlone: (limits) => exact(share * limit(limits)),
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
    magnitudeAt: numberAt,
    compared: () => perMinute,
    words: (row) => amount(perMinute, row),
    query: (name, { statistic }) => ({
      operands: [{ id: 'm1', metric: name, statistic }],
      id: 'rate',
      expression: 'm1 / (PERIOD(m1) / 60)',
      label: `${name} per minute`,
    }),
    comparedAlone: (_, minutes) => exact(perMinute * minutes),
    mark: () => ({ value: exact(perMinute) }),
    billedMetrics: 1,
  };
}

const beyond = v.exactOptional(v.literal(true, 'use true, or remove it'));

type KeyOf<T> = T extends unknown ? keyof T : never;
/** All kinds but this one; not `Exclude`, which would leave out those that have its keys and more. */
type Others<T, All = Threshold> = All extends unknown ? ([T, All] extends [All, T] ? never : All) : never;
/** The keys that only this kind has. Without one, the compiler's error about `kinds` says so. */
type OwnKey<T, Own = Exclude<keyof T, KeyOf<Others<T>>>> = [Own] extends [never]
  ? 'every kind of threshold needs a key of its own'
  : Own;

/**
 * The kinds of thresholds, each by the key that only it has. A kind that is missing here does not compile, nor does one
 * that has no key of its own, because a threshold of it could be taken for another.
 */
const kinds: {
  readonly [T in Threshold as OwnKey<T>]: {
    /** How it is written. */
    readonly shape: v.GenericSchema<unknown, T>;
    kind(threshold: T): Kind;
  };
} = {
  value: { shape: closed({ value: number }), kind: absolute },
  perMinute: { shape: closed({ perMinute: number }), kind: eventsPerMinute },
  ofRow: { shape: closed({ share: number, ofRow: text, beyond }), kind: shareOfRow },
  ofLimit: { shape: closed({ share: number, ofLimit: text, beyond }), kind: shareOfLimit },
};

/** The keys of which a threshold has exactly one. */
export const kindKeys = Object.keys(kinds) as readonly (keyof typeof kinds)[];

/** How a threshold with this key is written. */
export function shapeOf(key: keyof typeof kinds): v.GenericSchema<unknown, Threshold> {
  return kinds[key].shape;
}

/** The kind of a threshold, with its numbers. */
export function kindOf(threshold: Threshold): Kind {
  const key = kindKeys.find((own) => own in threshold);
  // Validation reports this earlier and in the table's terms.
  if (!key) throw new Error(`A threshold has one of ${kindKeys.join(', ')}.`);
  // The key says which member of the union it is; the compiler cannot follow that.
  return (kinds[key].kind as (one: Threshold) => Kind)(threshold);
}

/**
 * The kind of the threshold of a severity, for a row that has an alarm of it.
 * @throws {Error} if it has none: a row may have a warning alarm only
 */
export function kindAt(alarm: Alarm<Threshold>, severity: Severity): Kind {
  const threshold = alarm[severity];
  if (!threshold) throw new Error(`The row has no ${severity} alarm.`);
  return kindOf(threshold);
}
