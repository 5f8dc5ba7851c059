import { databaseId } from '../../../model/names';
import {
  type Change,
  type CheckupState,
  type Message,
  MOST_CHANGES,
  MOST_RUNS,
  type PublishedPoint,
  type Run,
  type SicknessState,
  type Snapshot,
  share,
} from '../../web/protocol';
import type { SourceLine } from '../../widgets/data';
import { invocationsOf, lambdaOf, Series } from './series';

const NO_RUNS = new Series();

/** What the page knows of a session: the newest snapshot, and what happened since. Everything in it is bounded. */
export class Store {
  private given: Snapshot | undefined;
  /** By the id of the database. */
  private readonly series = new Map<string, Series>();
  private kept: readonly Change[] = [];
  /** The newest change of each alarm, which says its state however long ago that was. */
  private readonly newest = new Map<string, Change>();
  private readonly sick = new Map<string, SicknessState>();
  private readonly checkups = new Map<string, CheckupState>();
  private wrong: readonly string[] = [];

  /** A snapshot replaces all that was known. */
  apply(message: Message): void {
    switch (message.type) {
      case 'snapshot':
        this.replace(message);
        break;
      case 'run':
        this.add(message);
        break;
      case 'changes':
        this.change(message.changes);
        break;
      case 'sickness':
        this.sick.set(message.id, message);
        break;
      case 'checkup':
        this.checkups.set(message.id, message);
        break;
      case 'problems':
        this.wrong = message.problems;
    }
  }

  /** The newest one; its runs, changes, sicknesses and check-ups are not kept up to date. */
  get snapshot(): Snapshot | undefined {
    return this.given;
  }

  /** The newest changes of all environments, oldest first. */
  get changes(): readonly Change[] {
    return this.kept;
  }

  lastChange(environment: string, alarm: string): Change | undefined {
    return this.newest.get(keyOf(environment, alarm));
  }

  /** What is wrong with the embedded databases now. */
  get problems(): readonly string[] {
    return this.wrong;
  }

  sicknessOf(id: string): SicknessState {
    return this.sick.get(id) ?? { id, state: 'healthy' };
  }

  /** The newest check-up of a database, by its id; undefined if there was none yet. */
  checkupOf(id: string): CheckupState | undefined {
    return this.checkups.get(id);
  }

  /** The runs of a database that are known, oldest first. */
  runs(id: string): readonly Run[] {
    return (this.series.get(id) ?? NO_RUNS).known;
  }

  /** Each metric's values in the order of their times; undefined if no run has published it. */
  points(id: string, metric: string): readonly PublishedPoint[] | undefined {
    return this.series.get(id)?.points(metric);
  }

  /** All metrics of a database. */
  published(id: string): Readonly<Record<string, readonly PublishedPoint[]>> {
    return this.series.get(id)?.all() ?? {};
  }

  /** Lambda's own metrics of the function of a service, of which there may be none yet. */
  lambda(service: string, metric: string): readonly PublishedPoint[] | undefined {
    return lambdaOf(invocationsOf(this.of(service).map(({ known }) => known)), metric);
  }

  /** The log of the function of a service, oldest first. */
  lines(service: string): readonly SourceLine[] {
    const [only = NO_RUNS, ...others] = this.of(service);
    if (others.length === 0) return only.lines();
    return [only, ...others].flatMap((one) => one.lines()).sort((a, b) => a.at - b.at);
  }

  lastRun(): Run | undefined {
    const runs = [...this.series.values()].flatMap(({ last }) => last ?? []);
    return runs.sort((a, b) => a.at - b.at).at(-1);
  }

  /** The databases of a service. */
  private of(service: string): Series[] {
    return [...this.series.values()].filter(({ last }) => last?.service === service);
  }

  /** When the oldest run that is still known began. */
  get oldestRun(): number | undefined {
    const firsts = [...this.series.values()].flatMap(({ first }) => (first ? [first.at] : []));
    return firsts.length === 0 ? undefined : Math.min(...firsts);
  }

  private replace(snapshot: Snapshot): void {
    this.given = { ...snapshot, runs: [], changes: [], sick: [], checkups: [] };
    this.series.clear();
    this.newest.clear();
    this.sick.clear();
    this.checkups.clear();
    this.kept = [];
    this.wrong = snapshot.problems;
    for (const run of snapshot.runs) this.add(run);
    this.change(snapshot.changes);
    for (const state of snapshot.sick) this.sick.set(state.id, state);
    for (const state of snapshot.checkups) this.checkups.set(state.id, state);
  }

  private add(run: Run): void {
    const id = databaseId(run);
    const found = this.series.get(id) ?? new Series();
    this.series.set(id, found);
    found.add(run, share(MOST_RUNS, Math.max(1, this.of(run.service).length)));
  }

  private change(changes: readonly Change[]): void {
    this.kept = [...this.kept, ...changes].slice(-MOST_CHANGES);
    for (const change of changes) this.newest.set(keyOf(change.environment, change.alarm), change);
  }
}

const keyOf = (environment: string, alarm: string): string => JSON.stringify([environment, alarm]);
