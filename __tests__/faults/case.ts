import type { ErrorName } from '../../handlers/lib/errors';
import type { Needs, System } from './systems';
import type { World } from './world';

/**
 * The values of a run, in groups: the heartbeat is `Up` and `ApiErrors`; a gauge is as of the visit; counts and rates
 * are over the interval since the previous sample.
 */
export type Group = 'heartbeat' | 'gauges' | 'counts' | 'rates';
export const everything: readonly Group[] = ['heartbeat', 'gauges', 'counts', 'rates'];

/** A fault that has been brought about. */
export interface Broken {
  /** Whether a call ran into the fault. If none did, the case proves nothing. */
  met(): boolean;
  mend(): Promise<unknown>;
}
export type Break = (world: World) => Promise<Broken>;

/** What happens to the values of a slot in which something is broken. */
export interface Effect {
  /** The value of `Up` for the broken slot, whenever it is published; undefined if it never is. */
  readonly up: 0 | 1 | undefined;
  /** What CloudWatch has of the broken slot when the broken run has ended. */
  readonly published: readonly Group[];
  /** What the next good run adds for the broken slot, stamped with that slot. */
  readonly later: readonly Group[];
  /** Rows of these groups that the fault leaves without a reading. */
  readonly without?: readonly string[];
  /** Rows that the next good run may also lack, because they are compared with the broken run's sample. */
  readonly stillWithout?: readonly string[];
}

/** One row of the table: a fault, and all that must be true of it. */
export interface FaultCase extends Needs {
  /** The heading of the table under which it is listed. */
  readonly system: System | 'two';
  /** The fault in words. */
  readonly fault: string;
  readonly breaks: Break;
  /** The broken run is a cold start: the process that runs it has read no secret yet. */
  readonly cold?: true;
  /** The process of the broken run read its secrets too long ago to use them without asking. */
  readonly stale?: true;
  /** Variables of the broken run; it and the run after it then have processes of their own. */
  readonly variables?: (world: World) => Readonly<Record<string, string>>;
  /** How many runs run into it, if not one. */
  readonly runs?: number;
  /** What the invoker sees: the class of the error, or that the run succeeds. */
  readonly sees: ErrorName | 'success';
  /**
   * What the error's message, or one of the warnings, says. Addresses read `{postgres}`, `{redis}` and so on,
   * durations `… ms`.
   */
  readonly says: RegExp;
  /** How many calls fail in the broken run: the value of ApiErrors. */
  readonly failedCalls: number;
  readonly effect: Effect;
  /** CloudWatch accepted the values and its response was lost: it gets them twice, which nobody can detect. */
  readonly answerLost?: true;
}

/** The effects that nearly all faults have. */
export const effects = {
  /** The database cannot be visited; the counts of the interval are counted by the next run, for both slots. */
  notVisited: { up: 0, published: ['heartbeat'], later: ['counts'] },
  /** The previous sample is not known: there is nothing to compare with, so the next run counts both slots. */
  stateUnread: { up: 1, published: ['heartbeat', 'gauges'], later: ['counts'] },
  /** The sample cannot be saved: the next run will count this interval again, so this one must not. */
  stateUnsaved: { up: 1, published: ['heartbeat', 'gauges', 'rates'], later: ['counts'] },
  /** CloudWatch accepts nothing; the next run publishes everything. */
  undelivered: { up: 1, published: [], later: everything },
  /** CloudWatch accepts everything and its response is lost: everything is published again. */
  takenUnawares: { up: 1, published: everything, later: everything },
  /** The run continues without it. */
  none: { up: 1, published: everything, later: [] },
} as const satisfies Record<string, Effect>;
