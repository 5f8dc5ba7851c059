/** Reports that a part of a workload failed; the preview continues and shows it. */
export type ReportProblem = (problem: string) => void;

/** Repeats a step until it is stopped. */
export class Loop {
  private stopped = false;
  private wake: (() => void) | undefined;

  /**
   * @param what its name in reported problems
   * @param step one repetition
   * @param pauseMs the pause between two steps
   */
  constructor(what: string, pauseMs: number, step: () => Promise<void>, reportProblem: ReportProblem) {
    void this.run(what, pauseMs, step, reportProblem);
  }

  /** Does not wait for a running step: its connection is about to be closed. */
  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async run(
    what: string,
    pauseMs: number,
    step: () => Promise<void>,
    reportProblem: ReportProblem,
  ): Promise<void> {
    try {
      while (!this.stopped) {
        await step();
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, pauseMs);
        });
      }
    } catch (error) {
      if (!this.stopped) reportProblem(`The workload’s ${what} stopped: ${(error as Error).message}`);
    }
  }
}
