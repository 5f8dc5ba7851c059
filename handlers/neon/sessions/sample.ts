import * as v from 'valibot';
import { number } from '../../lib/schema';

/** A query id with all digits: JSON's numbers lose some. */
const id = v.nullable(v.pipe(v.string(), v.regex(/^-?\d{1,20}$/)));
/** Null where it cannot be read. */
const name = v.nullable(v.string());
const list = <T extends v.GenericSchema>(one: T) => v.pipe(v.array(one), v.readonly());

/** What the statement returns about sessions. Seconds are those since the transaction began. */
export const sessionsEntries = {
  /** Sessions that wait for a lock, those that wait for an advisory lock left out. */
  blocked: number,
  /** Age of the oldest transaction of a session in seconds, 0 without any. */
  oldest: number,
  /** For how many milliseconds statements have been running, all of them together, without ours; those that ended and are not counted yet included. */
  working: number,
  /** For how many milliseconds ours had been running when it was nearly done. */
  spent: number,
  /** Everything that waits for a lock, the longest wait first. */
  waiters: list(
    v.object({
      pid: number,
      id,
      /** Whether it is one of `blocked`. */
      counted: v.boolean(),
      /** For how many milliseconds it has waited; null if that is not known. */
      ms: v.nullable(number),
      by: v.pipe(v.array(number), v.readonly()),
    }),
  ),
  /** Those of the blockers that are no waiters of the list, those that do not wait first. */
  blockers: list(
    v.object({
      ...{ pid: number, waits: v.boolean(), user: name, application: name, backend: name, state: name },
      seconds: v.nullable(number),
    }),
  ),
  /** How many active sessions wait for what. */
  waits: list(v.object({ event: v.string(), sessions: number })),
  longest: list(v.object({ pid: number, user: name, application: name, state: name, id, seconds: number })),
  /** Sessions of one user and application, and the seconds since one of them did something. */
  awake: list(v.object({ user: name, application: name, sessions: number, seconds: v.nullable(number) })),
} as const;

const sessionsSchema = v.object(sessionsEntries);
type Sampled = Readonly<v.InferOutput<typeof sessionsSchema>>;

/** What was seen of sessions, and why not more. */
export interface Sessions extends Pick<Sampled, 'waiters' | 'blockers' | 'waits' | 'longest' | 'awake'> {
  /** Why only those of the own role can be seen. */
  readonly hidden: string | undefined;
  /** Why it is not known who blocks whom. */
  readonly unasked: string | undefined;
}
