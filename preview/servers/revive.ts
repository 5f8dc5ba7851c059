import { setTimeout as sleep } from 'node:timers/promises';
import type { ReportProblem } from '../workload/loop';
import type { Obituary, Supervised } from './supervised';

/** Until it is started again, at first and at most: a server that cannot run must not keep the machine busy. */
const AGAIN_MS = { first: 1_000, most: 30_000 };

/** Starts a server again that ended on its own, such as when memory was short. */
export interface Reviver {
  /** For the start of the server. */
  readonly ended: Obituary;
  /** The server, when it has started. */
  watch<S extends Supervised>(server: S): S;
}

/**
 * @param what its name in reported problems. One is reported until the server runs again, or is stopped on purpose.
 */
export function reviver(what: string, reportProblem: ReportProblem): Reviver {
  let server: Supervised | undefined;
  const revive = async (dead: Supervised, how: string): Promise<void> => {
    let takeBack = reportProblem(`${what} has ended on its own (${how}). It is started again.`);
    for (let pauseMs = AGAIN_MS.first; ; pauseMs = Math.min(2 * pauseMs, AGAIN_MS.most)) {
      await sleep(pauseMs, undefined, { ref: false });
      if (!dead.wanted || dead.pid > 0) return takeBack();
      const why = await dead.restart().then(
        () => undefined,
        (error: Error) => error.message.split('\n')[0],
      );
      takeBack();
      if (why === undefined) return;
      takeBack = reportProblem(
        `${what} has ended on its own, and does not start (${why}). It is tried again.`,
      );
    }
  };
  return {
    ended: (_, how) => {
      if (server?.wanted) void revive(server, how);
      else reportProblem(`${what} has ended on its own (${how}). Start the preview again.`);
    },
    watch(started) {
      server = started;
      return started;
    },
  };
}
