import { databaseId } from '../model/names';
import type { AlarmWatch } from './alarms/watch';
import type { Preview, Sample } from './start';
import type { Change, CheckupState, Run } from './web/protocol';

/** Who is told what happens. */
export interface Listener {
  run(run: Run): void;
  changes(changes: readonly Change[]): void;
  /** A check-up begins or ends. */
  checkup(state: CheckupState): void;
  /** What is wrong now; called when that has changed. */
  problems(problems: readonly string[]): void;
}

/**
 * How long it is until the next run, in milliseconds. Runs begin where slots do, so that one that is a little late is still in its
 * slot: a slot without a run is silence, for which Up warns.
 */
export const untilBeat = (now: number, intervalMs: number): number => intervalMs - (now % intervalMs);

/** Takes samples, asks for check-ups, and evaluates the alarms over what was published. */
export class Session {
  private begun = false;
  private told = '';
  private readonly listeners: Listener[] = [];
  private readonly made = new Map<string, CheckupState>();

  constructor(
    private readonly preview: Pick<Preview, 'sample' | 'checkUp' | 'problems'>,
    readonly watch: AlarmWatch,
  ) {}

  /** Tells somebody what happens from now on. */
  tell(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** The newest check-up of each database, by its id. */
  get checkups(): ReadonlyMap<string, CheckupState> {
    return this.made;
  }

  /** Invokes every collector once. */
  async sample(): Promise<readonly Sample[]> {
    const samples = await this.preview.sample();
    for (const sample of samples) this.take(sample);
    return samples;
  }

  /**
   * Asks a collector for a check-up, in the background. Does nothing while one is running.
   * @param id of the database (`databaseId`)
   * @returns false if there is no such database here
   */
  checkUp(id: string): boolean {
    const before = this.made.get(id) ?? { id, running: false };
    if (before.running) return true;
    const checking = this.preview.checkUp(id);
    if (!checking) return false;
    const { problem: _, ...known } = before;
    this.tellCheckup({ ...known, running: true });
    void checking.then((sample) => {
      this.take(sample);
      if (sample.findings) return;
      const now = this.made.get(id) ?? known;
      this.tellCheckup({ ...now, running: false, problem: whyNot(sample) });
    });
    return true;
  }

  /** Creates the alarms, if there are none yet, and evaluates them for the first time. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    const now = Date.now();
    this.watch.begin(now);
    // What was sampled has arrived, if only in this millisecond.
    this.evaluate(now + 1);
  }

  /** Makes the evaluations that are due. */
  evaluate(now = Date.now()): void {
    const changes = this.watch.advance(now);
    if (changes.length > 0) for (const listener of this.listeners) listener.changes(changes);
    const problems = [...new Set(this.preview.problems)];
    const wrong = problems.join('\n');
    if (wrong !== this.told) for (const listener of this.listeners) listener.problems(problems);
    this.told = wrong;
  }

  private take({ run, findings }: Sample): void {
    this.watch.take(run, run.published, Date.now());
    for (const listener of this.listeners) listener.run(run);
    if (!findings) return;
    this.tellCheckup({ id: databaseId(run), running: false, made: { at: run.at, findings } });
  }

  private tellCheckup(state: CheckupState): void {
    this.made.set(state.id, state);
    for (const listener of this.listeners) listener.checkup(state);
  }
}

/** Why a run made no check-up although it was asked to. */
function whyNot({ run: { error, absent } }: Sample): string {
  if (error) return `${error.errorType}: ${error.message}`;
  // Its collector did not connect.
  if (Object.values(absent).includes('asleep'))
    return 'The compute is suspended, and a check-up does not wake it.';
  return `The collector made none: ${absent.Findings ?? 'it does not say why'}.`;
}
