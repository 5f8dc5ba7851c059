import type { Change, Run } from './protocol';

/**
 * Runs that are kept of each service. At the usual 3 seconds they cover half an hour, which stands for 50 hours of
 * collection every 5 minutes: eight times what a dashboard shows. Those of two services are 4 MB of JSON, and a page gets them
 * all when it connects: 0.5 MB compressed, which are there within half a second on a busy machine.
 */
export const MOST_RUNS = 600;
/** Changes that are kept: the text of each notification takes about 2 kB. */
export const MOST_CHANGES = 300;

/** The newest runs and changes of alarms, in memory. */
export class History {
  private readonly byService = new Map<string, Run[]>();
  private newest: Change[] = [];
  /** The last change of each alarm, however long ago: without it, nobody could tell its state. */
  private readonly last = new Map<string, Change>();

  /** Oldest first. */
  get runs(): Run[] {
    return [...this.byService.values()].flat().sort((a, b) => a.at - b.at);
  }

  /** Oldest first: the newest ones, and the last one of every other alarm. */
  get changes(): Change[] {
    const all = new Set([...this.last.values(), ...this.newest]);
    return [...all].sort((a, b) => a.at - b.at);
  }

  addRun(run: Run): void {
    const runs = this.byService.get(run.service) ?? [];
    this.byService.set(run.service, [...runs, run].slice(-MOST_RUNS));
  }

  addChanges(changes: readonly Change[]): void {
    this.newest = [...this.newest, ...changes].slice(-MOST_CHANGES);
    for (const change of changes) this.last.set(JSON.stringify([change.environment, change.alarm]), change);
  }
}
