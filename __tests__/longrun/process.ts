import type { Outcome, WarmFunction } from '../support/collectors/function';
import { cameLate } from './outcome';
import type { Taken } from './wire';

/** A warm process, and what may exist only in its memory. */
export class Process {
  /** Whether its last save is unconfirmed. Until it loads the state again, no other process may save. */
  unconfirmedSave = false;
  /** Whether it has data that is neither published nor stored. Until that is published, it must not end. */
  unstoredData = false;

  constructor(readonly warm: WarmFunction) {}

  /**
   * Derives from a run what is left in the process.
   * @param taken what AWS accepted during it
   * @param alone whether all of that came from this process
   */
  remember(outcome: Outcome, taken: readonly Taken[], alone: boolean): void {
    if (taken.some(({ what, lost }) => what === 'load' && !lost)) this.unconfirmedSave = false;
    if (taken.some(({ what, lost }) => what === 'state' && lost)) this.unconfirmedSave = true;
    if (cameLate(outcome)) return;
    const kept =
      alone && taken.some((one) => one.what === 'state' && one.state.unsent.length > 0 && !one.lost);
    this.unstoredData = outcome.result === undefined && !kept;
  }
}
