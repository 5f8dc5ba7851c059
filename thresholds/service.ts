import type { Checks } from './check';
import type { CommonQuery, LogQuery, Queries } from './queries';
import type { Level, NoAlarm, Table } from './row';
import type { Chapter } from './runbook';
import type { Series } from './series';

/** One secret of a collector. Tables contain its name, never its value. */
export interface Secret {
  /** The function's environment variable. */
  readonly variable: string;
  /** The last part of its SSM parameter's name. */
  readonly parameter: string;
  /** For the person who enters it. */
  readonly description: string;
  /** A flag among the service's options: an environment has this secret only if it sets the flag. */
  readonly needs?: string;
  /** All databases of an environment have it in common; else each named database has its own parameter. */
  readonly shared?: true;
}

/** A text that a named database may set where it differs from what its environment has. */
export interface DatabaseOption {
  /** Where the collector reads it. */
  readonly variable: string;
  readonly form: RegExp;
  /** What to write. */
  readonly advice: string;
  /** A flag among the service's options: without it, the collector does not use the text. */
  readonly needs?: string;
  /** Databases with the same text should be visited in one invocation, which knows what they have in common. */
  readonly together?: true;
}

/** A choice that every environment makes: true or false. */
export interface Flag {
  readonly is: 'flag';
  /** Where the collector reads it. A flag that decides about secrets needs none: the collector sees those. */
  readonly variable?: string;
}
/** A number that an environment may set. The collector reads it from the variable. */
export interface NumberOption {
  readonly is: 'number';
  readonly least: number;
  readonly most: number;
  readonly variable: string;
}
export type Option = Flag | NumberOption;
export type Options = Readonly<Record<string, Option>>;

/** A limit of the vendor's plan. An environment may set another number for it. */
export interface Limit {
  /** What a plan can have: another number is a slip, and alarms that compare with it would fire always or never. */
  readonly least: number;
  readonly most: number;
  /** The number for environments that set none; without it, nothing is known there. */
  readonly default?: number;
  /** The row that reads it from the server: where that is collected, and the environment sets no number, alarms compare with it. */
  readonly row?: string;
  /** Where the collector reads the number, if it needs it. */
  readonly variable?: string;
  /** It is a number of things. */
  readonly whole?: true;
}
export type Limits = Readonly<Record<string, Limit>>;

/** An environment's values for the options: every flag, and the numbers that it wants to set. */
export type Choices<O extends Options> = {
  readonly [Name in keyof O as O[Name] extends Flag ? Name : never]: boolean;
} & {
  readonly [Name in keyof O as O[Name] extends NumberOption ? Name : never]?: number;
};

/** Hours of a month in estimates: a twelfth of 8,760. */
export const HOURS_PER_MONTH = 730;

/** How often a database is visited, and the environment's options for it. */
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
  /** Of an amount in dollars: the plan that has this price, as the vendor names it in small letters. */
  readonly plan?: string;
}

/** Something that the vendor counts and limits, of which every visit uses some. */
export interface Quota {
  /** What is counted, and whose it is, after a number: `requests a minute of a key of the Neon API`. */
  readonly counted: string;
  /** In which time: those of one minute, in which all databases of a run are visited, or of a month. */
  readonly per: 'minute' | 'month';
  /** Whether all databases of an environment have it together, or each has its own. */
  readonly of: 'environment' | 'database';
  /** How many are allowed: a number, or the limit that has it. Where that limit is not known, nothing is said. */
  readonly most: number | { readonly limit: string };
  /** How many the free plan allows: what uptime checks are compared with where the limit is not known. */
  readonly free?: number;
  /** From which share of it (0 to 1) on it is said what the monitoring alone uses. */
  readonly from: number;
  /** How many a visit uses. */
  perVisit(level: Level): number;
  /** The text of databases by which they use it once: those of one invocation where it is the same. */
  readonly oncePer?: string;
  /** A flag among the service's options: without it, nothing is used. */
  readonly needs?: string;
  /** What happens, and what to do: whole sentences. */
  readonly advice: string;
}

/** What the vendor charges for monitoring a database, in the worst case: nothing else uses it. */
export interface Elsewhere {
  /** In Markdown: what happens and why. */
  readonly why: string;
  readonly columns: readonly Column[];
  /** One line, or several for the choices of an environment; one cell per column. */
  lines(watching: Watching): readonly (readonly (number | string)[])[];
  /** In Markdown: the prices and their source. */
  readonly prices: string;
  /** What else is limited. */
  readonly quotas?: readonly Quota[];
}

/** The names that occur under a key of the rows or of their thresholds. */
type NeedOf<Rows extends Table> = {
  [Name in keyof Rows]: Rows[Name] extends { readonly needs: infer Need extends string } ? Need : never;
}[keyof Rows];
type LimitIn<T> = T extends { readonly ofLimit: infer Limit extends string } ? Limit : never;
type LimitOf<Rows extends Table> = {
  [Name in keyof Rows]:
    | (Rows[Name] extends { readonly needsLimit: infer Limit extends string } ? Limit : never)
    | (Rows[Name] extends { readonly forecast: { readonly to: infer End } } ? LimitIn<End> : never)
    | (Rows[Name]['alarm'] extends NoAlarm
        ? never
        : Rows[Name]['alarm'] extends { readonly warning: infer W; readonly critical: infer C }
          ? LimitIn<W> | LimitIn<C>
          : never);
}[keyof Rows];

type QueryOf<Rows extends Table> = {
  [Name in keyof Rows]: Rows[Name]['alarm'] extends { readonly query: infer Query extends string }
    ? Query
    : never;
}[keyof Rows];

/**
 * Everything about a service. Its rows decide what else is required: a series and a runbook entry for each row with
 * alarms, the limits that thresholds refer to, the flags that rows need, the queries that alarms link to. If one is missing, it
 * does not compile.
 */
export interface Service<Rows extends Table = Table> {
  /** The display name: `Neon Postgres`. */
  readonly title: string;
  /** The CloudWatch namespace of its metrics, unless an environment has its own. */
  readonly namespace: string;
  readonly secrets: readonly Secret[];
  /** Variables that the collector reads in addition to its secrets and options, for a local run. */
  readonly variables: readonly string[];
  readonly options: Options & Readonly<Record<NeedOf<Rows>, Flag>>;
  /** What a named database may set besides its level, its overrides, its limits and the numbers among the options. */
  readonly databaseOptions?: Readonly<Record<string, DatabaseOption>>;
  /** Limits of the vendor's plan, unless an environment sets others. */
  readonly limits: Limits & Readonly<Record<LimitOf<Rows>, Limit>>;
  /**
   * Of a database that may sleep: the flag with which the collector lets it, and the rows that are known meanwhile. All others
   * have no values then.
   */
  readonly sleeps?: {
    readonly with: string;
    readonly known: readonly string[];
    /** How long it must be idle. */
    readonly afterMinutes: number;
  };
  /** Notes shown after each deployment, by the name of the Terraform output. */
  notes(options: Watching['options']): Readonly<Record<string, string>>;
  readonly elsewhere: Elsewhere;
  readonly rows: Rows;
  readonly series: Series<Rows>;
  readonly runbook: Chapter<Rows>;
  /** The questions that people ask the log of its collector: those of every service, and its own. */
  readonly queries: Queries & Readonly<Record<CommonQuery | QueryOf<Rows>, LogQuery>>;
  /** What its daily check-up looks for; a service may have none. */
  readonly checks?: Checks;
}

/** Everything about a service except its rows and what depends on them. */
export type About = Omit<
  Service,
  'rows' | 'series' | 'runbook' | 'queries' | 'checks' | 'options' | 'limits'
> & {
  readonly options: Options;
  readonly limits: Limits;
};
