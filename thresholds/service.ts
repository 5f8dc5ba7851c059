import type { NoAlarm, Table } from './row';
import type { Chapter } from './runbook';
import type { Series } from './series';

/** One secret of a collector. Tables know its name, never its value. */
export interface Secret {
  /** The function's environment variable. */
  readonly variable: string;
  /** The last part of the name of its SSM parameter. */
  readonly parameter: string;
  /** For the person who is asked for it. */
  readonly description: string;
  /** The flag among the service's options without which an environment does not have it. */
  readonly needs?: string;
}

/** A choice that every environment makes: true or false. */
export interface Flag {
  readonly is: 'flag';
  /** Where the collector reads it. A flag that decides about secrets needs none: the collector sees those. */
  readonly variable?: string;
}
/** A number that an environment may name. The collector reads it from the variable. */
export interface NumberOption {
  readonly is: 'number';
  readonly least: number;
  readonly most: number;
  readonly variable: string;
}
export type Option = Flag | NumberOption;
export type Options = Readonly<Record<string, Option>>;

/** What an environment says for options: a flag always, a number where it wants one. */
export type Choices<O extends Options> = {
  readonly [Name in keyof O as O[Name] extends Flag ? Name : never]: boolean;
} & {
  readonly [Name in keyof O as O[Name] extends NumberOption ? Name : never]?: number;
};

/** How often a database is visited, and what the environment says of it. */
export interface Watching {
  readonly collectionMinutes: number;
  readonly hoursPerMonth: number;
  readonly options: Readonly<Record<string, boolean | number | undefined>>;
}

/** A column of numbers in the cost document. */
export interface Column {
  readonly title: string;
  readonly format: 'number' | 'percent' | 'usd' | 'text';
  readonly decimals?: number;
}

/** What watching a database makes its vendor bill, in the worst case: nothing else uses it. */
export interface Elsewhere {
  /** In Markdown, what happens and why. */
  readonly why: string;
  readonly columns: readonly Column[];
  /** One line, or several for the choices of an environment; a cell for each column. */
  lines(watching: Watching): readonly (readonly (number | string)[])[];
  /** In Markdown: prices and where they were read. */
  readonly prices: string;
}

/** The names that occur under a key of the rows, or of their thresholds. */
type NeedOf<Rows extends Table> = {
  [Name in keyof Rows]: Rows[Name] extends { readonly needs: infer Need extends string } ? Need : never;
}[keyof Rows];
type LimitIn<T> = T extends { readonly ofLimit: infer Limit extends string } ? Limit : never;
type LimitOf<Rows extends Table> = {
  [Name in keyof Rows]: Rows[Name]['alarm'] extends NoAlarm
    ? never
    : Rows[Name]['alarm'] extends { readonly warning: infer W; readonly critical: infer C }
      ? LimitIn<W> | LimitIn<C>
      : never;
}[keyof Rows];

/**
 * Everything that a service says of itself. Its rows decide what else there must be: a series and a runbook entry for
 * each row with alarms, the limits that thresholds are shares of, the flags that rows need. What is missing does not compile.
 */
export interface Service<Rows extends Table = Table> {
  /** For people: `Neon Postgres`. */
  readonly title: string;
  /** The CloudWatch namespace of its metrics, where an environment has none of its own. */
  readonly namespace: string;
  readonly secrets: readonly Secret[];
  /** Variables that the collector reads besides its secrets and options, for a run on one's own machine. */
  readonly variables: readonly string[];
  readonly options: Options & Readonly<Record<NeedOf<Rows>, Flag>>;
  /** Limits of the vendor's plan, where an environment names no other. */
  readonly limits: Readonly<Record<string, number>> & Readonly<Record<LimitOf<Rows>, number>>;
  /** What is said after each deployment, by the name of the Terraform output. */
  notes(options: Watching['options']): Readonly<Record<string, string>>;
  readonly elsewhere: Elsewhere;
  readonly rows: Rows;
  readonly series: Series<Rows>;
  readonly runbook: Chapter<Rows>;
}

/** What a service says of itself besides its rows and what follows from them. */
export type About = Omit<Service, 'rows' | 'series' | 'runbook' | 'options' | 'limits'> & {
  readonly options: Options;
  readonly limits: Readonly<Record<string, number>>;
};
