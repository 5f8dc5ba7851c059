/** Reports that something fails. The preview goes on and shows it. @returns takes it back: it works again */
export type ReportProblem = (problem: string) => () => void;

/** The pause after a step that failed: its database may be away for a while. */
const RETRY_MS = 500;

/** Repeats a step until it is stopped, also if it fails. */
export class Loop {
  /** Resolves when its last step has ended. */
  readonly done: Promise<void>;
  private stopped = false;
  private wake: (() => void) | undefined;

  /**
   * @param step one repetition; returns the pause before the next one in milliseconds
   * @param ended called after each repetition, with its error if it failed
   */
  constructor(step: () => Promise<number>, ended: (error?: Error) => void = () => {}) {
    this.done = this.run(step, ended);
  }

  /** Does not wait for a running step: its connection is about to be closed. */
  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async run(step: () => Promise<number>, ended: (error?: Error) => void): Promise<void> {
    while (!this.stopped) {
      const [pauseMs, error] = await step().then(
        (pause) => [pause] as const,
        (reason: Error) => [RETRY_MS, reason] as const,
      );
      if (this.stopped) return;
      ended(error);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** How busy a database is. */
export interface Busy {
  /** Its name in reported problems. */
  readonly what: string;
  /** By how much the pauses are longer than on the only database of the preview. */
  readonly pace: number;
}

/** Everything that keeps one database busy. It goes on by itself when the database was away. */
export class Workload {
  private readonly loops: Loop[] = [];
  private readonly failing = new Set<Loop>();
  /** What is reported, and of which loop. */
  private reported: { readonly loop: Loop; readonly message: string; takeBack(): void } | undefined;

  constructor(
    private readonly busy: Busy,
    private readonly reportProblem: ReportProblem,
  ) {}

  /** Repeats a step, with pauses in between. */
  repeat(pauseMs: number, step: () => Promise<void>): void {
    const loop: Loop = new Loop(
      () => step().then(() => pauseMs * this.busy.pace),
      (error) => this.note(loop, error),
    );
    this.loops.push(loop);
  }

  stop(): void {
    for (const loop of this.loops) loop.stop();
  }

  /** While any of them fails, one problem is reported: that of the first, with its newest cause. */
  private note(loop: Loop, error: Error | undefined): void {
    if (error) this.failing.add(loop);
    else this.failing.delete(loop);
    const { reported } = this;
    const isNew = error && (!reported || (reported.loop === loop && reported.message !== error.message));
    if (isNew || this.failing.size === 0) {
      reported?.takeBack();
      this.reported = undefined;
    }
    if (!isNew) return;
    const { message } = error;
    const takeBack = this.reportProblem(
      `The workload on ${this.busy.what} fails, and is tried again: ${message}`,
    );
    this.reported = { loop, message, takeBack };
  }
}
