import { type Change, MOST_CHANGES, MOST_EVIDENCE, MOST_RUNS, type Run, share } from './protocol';

/** The newest runs and changes of alarms, in memory. */
export class History {
  /** Service → database. */
  private readonly byService = new Map<string, Map<string | undefined, Run[]>>();
  private newest: Change[] = [];
  /** The last change of each alarm, however long ago: without it, nobody could tell its state. */
  private readonly last = new Map<string, Change>();

  /** Oldest first. */
  get runs(): Run[] {
    return [...this.byService.values()]
      .flatMap((databases) => [...databases.values()].flat())
      .sort((a, b) => a.at - b.at);
  }

  /** Oldest first: the newest ones, and the last one of every other alarm. */
  get changes(): Change[] {
    const newest = new Set(this.newest);
    const older = [...this.last.values()].filter((change) => !newest.has(change));
    // Those of the same moment stay in their order.
    return [...older, ...newest].sort((a, b) => a.at - b.at);
  }

  addRun(run: Run): void {
    const databases = this.byService.get(run.service) ?? new Map<string | undefined, Run[]>();
    this.byService.set(run.service, databases);
    const before = databases.get(run.database) ?? [];
    databases.set(run.database, before);
    const [most, evident] = [MOST_RUNS, MOST_EVIDENCE].map((all) => share(all, databases.size));
    const runs = [...before, run].slice(-(most ?? 1));
    const last = runs.length - (evident ?? 1) - 1;
    const { evidence: _, ...old } = runs[last] ?? {};
    if ('at' in old) runs[last] = old;
    databases.set(run.database, runs);
  }

  addChanges(changes: readonly Change[]): void {
    this.newest = [...this.newest, ...changes].slice(-MOST_CHANGES);
    for (const change of changes) this.last.set(JSON.stringify([change.environment, change.alarm]), change);
  }
}
