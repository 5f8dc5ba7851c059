import type { AlarmWatch } from './alarms/watch';
import type { Preview, Sample } from './start';
import type { Change, Run } from './web/protocol';

/** Who is told what happens. */
export interface Listener {
  run(run: Run): void;
  changes(changes: readonly Change[]): void;
  /** What is wrong now; called when that has changed. */
  problems(problems: readonly string[]): void;
}

/** Takes samples, and evaluates the alarms over what they published. */
export class Session {
  private begun = false;
  private told = '';

  constructor(
    private readonly preview: Pick<Preview, 'sample' | 'problems'>,
    readonly watch: AlarmWatch,
    private readonly listener: Listener,
  ) {}

  /** Invokes every collector once. */
  async sample(): Promise<readonly Sample[]> {
    const samples = await this.preview.sample();
    for (const { run } of samples) {
      this.watch.take(run.service, run.published, Date.now());
      this.listener.run(run);
    }
    return samples;
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
    if (changes.length > 0) this.listener.changes(changes);
    const problems = [...new Set(this.preview.problems)];
    const wrong = problems.join('\n');
    if (wrong !== this.told) this.listener.problems(problems);
    this.told = wrong;
  }
}
