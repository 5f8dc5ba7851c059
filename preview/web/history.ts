import { type Change, MOST_CHANGES, MOST_EVIDENCE, MOST_RUNS, type Run } from './protocol';

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
    const newest = new Set(this.newest);
    const older = [...this.last.values()].filter((change) => !newest.has(change));
    // Those of the same moment stay in their order.
    return [...older, ...newest].sort((a, b) => a.at - b.at);
  }

  addRun(run: Run): void {
    const runs = [...(this.byService.get(run.service) ?? []), run].slice(-MOST_RUNS);
    const { evidence: _, ...old } = runs.at(-MOST_EVIDENCE - 1) ?? {};
    if ('at' in old) runs[runs.length - MOST_EVIDENCE - 1] = old;
    this.byService.set(run.service, runs);
  }

  addChanges(changes: readonly Change[]): void {
    this.newest = [...this.newest, ...changes].slice(-MOST_CHANGES);
    for (const change of changes) this.last.set(JSON.stringify([change.environment, change.alarm]), change);
  }
}
