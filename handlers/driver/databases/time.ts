import type { Deadline } from '../../lib/deadline';
import { ConfigurationError, type MonitoringError, TooLateError } from '../../lib/errors';

/** The longest run for the unnamed database alone. A Lambda function with a timeout of 30 s then still has time to respond. */
const RUN_MS = 24_000;
/** The longest run for others: their functions have 60 s. */
const LONG_RUN_MS = 59_000;
/** The part of a run that is reserved for saving and publishing, so that a database that never responds is reported. */
const PUBLISHING = 1 / 3;
/** With less time, a healthy database would be reported as down. */
const SHORTEST_RUN_MS = 1_500;
/** Reserved for the response where Lambda has less time left. */
const MARGIN_MS = 1_000;

/**
 * How many databases are visited at a time. Measured with 500 on two cores (`npm run bench -- many`): with 4, a run takes 12.0 s, with 8
 * 10.6, 16 9.1, 32 8.6, 64 8.8; and the slowest visit 0.15, 0.28, 0.47, 0.84 and 1.72 s, because more than 16 only wait for the
 * processor, which would look like slow databases (ConnectTime). A shard of 50 takes 4 rounds, so that each visit has 9.8 s even where
 * no database answers: longer than connecting or one statement may take.
 */
export const VISITS_AT_ONCE = 16;
/** The least time for a visit where there is as much: a suspended compute takes seconds to wake. */
const LEAST_VISIT_MS = 5_000;

/** How long a run may take, in milliseconds. */
export interface RunTime {
  readonly ms: number;
  /** The part of it that is for saving and publishing. */
  readonly publishingMs: number;
  /** The timeout in seconds that the function should have. */
  readonly timeout: number;
  /** Whether the function's timeout makes it shorter than it should be. */
  readonly isShort: boolean;
}

/**
 * How long a run may take.
 * @param left milliseconds until Lambda ends the function; undefined if nothing does
 * @param alone whether it visits the unnamed database alone
 * @throws {ConfigurationError} when the function's timeout leaves too few
 */
export function timeOf(left = Number.POSITIVE_INFINITY, alone = true): RunTime {
  const [longest, timeout] = alone ? [RUN_MS, 30] : [LONG_RUN_MS, 60];
  if (left - MARGIN_MS < SHORTEST_RUN_MS)
    throw new ConfigurationError(
      `The function's timeout leaves ${Math.max(0, Math.round(left))} ms for a run, which needs at least ${SHORTEST_RUN_MS + MARGIN_MS} ms: set the timeout to ${timeout} seconds.`,
    );
  const ms = Math.min(longest, left - MARGIN_MS);
  return { ms, publishingMs: ms * PUBLISHING, timeout, isShort: ms < longest };
}

/**
 * The time for the next visit: what is left, divided by how many visits will follow one another. What quick visits leave over is
 * there for slow ones.
 * @param visiting when all visits must have ended
 * @param remaining how many databases are not visited yet, this one included
 */
export function shareOf(visiting: Deadline, remaining: number): Deadline {
  const rounds = Math.ceil(remaining / VISITS_AT_ONCE);
  return visiting.atMost(Math.max(LEAST_VISIT_MS, visiting.left / rounds));
}

/** With more of its time left, something else has ended a visit: the limit of one step. */
const SPENT = 0.2;

/** How much time a visit was given, and how much was left when it ended; milliseconds. */
export interface VisitTime {
  readonly given: number;
  readonly left: number;
}

/**
 * A database that did not answer in time may have had too little of it: the function's timeout, or the other databases, are named
 * before the network.
 */
export function withTimeout(
  failure: MonitoringError | undefined,
  { given, left }: VisitTime,
  run: RunTime,
): MonitoringError | undefined {
  if (!(failure instanceof TooLateError) || left > given * SPENT) return failure;
  const ms = run.ms - run.publishingMs;
  if (given < ms * (1 - SPENT))
    return new TooLateError(
      `The database had ${Math.round(given)} ms, its share of the time of this invocation: ${failure.message}`,
    );
  if (!run.isShort) return failure;
  return new TooLateError(
    `The function's timeout left the database only ${Math.round(ms)} ms: set it to ${run.timeout} seconds. If that does not help: ${failure.message}`,
  );
}
