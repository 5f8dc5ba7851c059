import type { Outcome, WarmFunction } from '../support/collectors/function';
import { cameLate } from './outcome';
import type { Taken } from './wire';

/** A warm process, and what only its memory may hold. */
export class Process {
  /** Whether the answer to its last save was lost: the next load tells. Until then no other may save. */
  doubts = false;
  /** Whether it has data that neither CloudWatch nor the table took: until they are out it must not end. */
  holds = false;

  constructor(readonly warm: WarmFunction) {}

  /**
   * Learns from a run what is left in the process.
   * @param taken what AWS took during it
   * @param alone whether all of that came from this process
   */
  remember(outcome: Outcome, taken: readonly Taken[], alone: boolean): void {
    if (taken.some(({ what, lost }) => what === 'load' && !lost)) this.doubts = false;
    if (taken.some(({ what, lost }) => what === 'state' && lost)) this.doubts = true;
    if (cameLate(outcome)) return;
    const kept =
      alone && taken.some((one) => one.what === 'state' && one.state.unsent.length > 0 && !one.lost);
    this.holds = outcome.result === undefined && !kept;
  }
}
