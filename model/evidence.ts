import { type Check, type CheckSeverity, checkSeverities } from '../thresholds/check';
import { format, unitOf } from './format';

/** Why something is not known, and what to do: the form of an absent metric. */
export interface Unknown {
  readonly absent: string;
}
/** What was seen; absent where the role may not see it. */
export type Seen<T> = T | Unknown;

/** A statement of the interval. */
export interface StatementSeen {
  /** Its query id with all digits, as text: JSON's numbers lose some. */
  readonly id: string;
  /** Without literals and comments, at most 300 characters; or why it is not shown. */
  readonly text: Seen<string>;
  readonly calls: number;
  readonly meanMs: number;
  readonly totalMs: number;
  /** Of the time of all statements in the interval, 0 to 1. */
  readonly share: number;
}

/** A session. Names that the role may not read are left out. */
export interface SessionSeen {
  /** 0: a prepared transaction, which has no session. */
  readonly pid: number;
  readonly user?: string;
  readonly application?: string;
  /** What it is, if it is no session of a client: `autovacuum worker`, `walsender`, `prepared transaction`. */
  readonly backend?: string;
}
/** A session that waits for nobody and lets others wait. */
export interface RootBlocker extends SessionSeen {
  readonly state?: string;
  /** Since its transaction began. */
  readonly transactionSeconds?: number;
  /** The sessions that wait for it, directly or behind others. */
  readonly blocks: readonly number[];
}
export interface BlockedSession {
  readonly pid: number;
  /** For whom it waits directly. */
  readonly by: readonly number[];
  readonly waitMs?: number;
  /** The query id of its statement. */
  readonly statement?: string;
}
export interface LongTransaction extends SessionSeen {
  /** Since its transaction began. */
  readonly seconds: number;
  readonly state?: string;
  readonly statement?: string;
}
export interface KeepsAwake {
  readonly user?: string;
  readonly application?: string;
  readonly sessions: number;
  /** Since one of them did something; 0 while one runs a statement or has a transaction open. */
  readonly secondsAgo: number;
}

/**
 * What a run saw besides numbers: what stands beside an alarm. Every list is short; what there is nothing to say about is left
 * out. Never a literal, a parameter, or a comment of a statement.
 */
export interface Evidence {
  /** The statements that took the most time in the interval, at most five. */
  readonly statements?: Seen<readonly StatementSeen[]>;
  readonly rootBlockers?: Seen<readonly RootBlocker[]>;
  readonly blocked?: readonly BlockedSession[];
  /** Sessions that wait for each other in a circle: Postgres ends one of them after deadlock_timeout. */
  readonly deadlocked?: readonly number[];
  /** How many active sessions wait for what: `Lock:transactionid`; `CPU` for those that wait for nothing. */
  readonly waits?: Seen<Readonly<Record<string, number>>>;
  readonly longest?: Seen<readonly LongTransaction[]>;
  readonly keepsAwake?: Seen<readonly KeepsAwake[]>;
  /** Redis. */
  readonly policy?: string;
  readonly keysWithoutTtl?: number;
  readonly newConnectionsPerMinute?: number;
  readonly readsPerMinute?: number;
  readonly writesPerMinute?: number;
  /** What to do about the readings, knowing the plan. Whole sentences. */
  readonly advice?: readonly string[];
}

/** What a check-up found. */
export interface Finding {
  /** Which check: `invalid index`. */
  readonly check: string;
  readonly severity: CheckSeverity;
  /** What it is about: a table, a sequence, a setting. */
  readonly object: string;
  /** What was measured, in `unit`. */
  readonly number: number;
  /** `%`, `dead rows`, `seconds`. */
  readonly unit: string;
  /** What is wrong and what to do, in whole sentences. */
  readonly advice: string;
  /** The statement that mends it, where one does. */
  readonly statement?: string;
}

/**
 * What was found, where, and how much of it: `unknown sequences: shop, 1 not readable`. A number that is zero or has no unit says
 * nothing: `invalid index: public.orders_pkey`.
 */
export function findingWords({ check, object, number, unit }: Omit<Finding, 'severity' | 'advice'>): string {
  const what = `${check}: ${object}`;
  return number === 0 || unit === '' ? what : `${what}, ${format(number, 'None')} ${unitOf(number, unit)}`;
}

/** `user app, application “worker”`; empty where neither is known. */
export const clientWords = ({ user, application }: Pick<SessionSeen, 'user' | 'application'>): string =>
  [user && `user ${user}`, application && `application “${application}”`].filter(Boolean).join(', ');

/** `pid 4711 (user app, application “worker”)`. */
export function sessionWords({ pid, backend, ...client }: SessionSeen): string {
  if (pid === 0) return 'a prepared transaction';
  const about = [backend, clientWords(client)].filter(Boolean).join(', ');
  return `pid ${pid}${about ? ` (${about})` : ''}`;
}

/** How many of them count, and are published as `Findings`. */
export const countedOf = (findings: readonly Finding[]): number =>
  findings.filter(({ severity }) => severity !== 'notice').length;

/** What a check says of one object. */
export interface Said extends Pick<Finding, 'object' | 'number' | 'advice'> {
  readonly statement?: string | undefined;
  /** Where the number is not that of the check. */
  readonly unit?: string;
  /** Where the number alone does not decide. */
  readonly severity?: CheckSeverity;
}

/** The finding of a check, as bad as the number is; undefined if the number is below what counts. */
export function findingOf(
  check: string,
  { from, unit: own }: Pick<Check, 'from' | 'unit'>,
  { object, number, advice, statement, severity: given, unit = own }: Said,
): Finding | undefined {
  const severity =
    given ?? checkSeverities.findLast((one) => (from[one] ?? Number.POSITIVE_INFINITY) <= number);
  if (severity === undefined) return undefined;
  return {
    ...{ check, severity, object, number: threeDigits(number), unit, advice },
    ...(statement !== undefined && { statement }),
  };
}

/** Three digits are enough for a person. */
const threeDigits = (n: number): number => (Math.abs(n) >= 100 ? Math.round(n) : Number(n.toPrecision(3)));

/** In the order in which people should read them. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const badness = ({ severity }: Finding) => checkSeverities.indexOf(severity);
  return [...findings].sort((a, b) => badness(b) - badness(a));
}

/** The same, with every text cleaned. Names of keys may come from a database, too. */
export function cleaned<T>(value: T, clean: (text: string) => string): T {
  const of = (one: unknown): unknown => {
    if (typeof one === 'string') return clean(one);
    if (Array.isArray(one)) return one.map(of);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [clean(key), of(inner)]));
  };
  // The shape stays as it is.
  return of(value) as T;
}
