/** Where a workload says that a part of it failed; the preview goes on, and shows it. */
export type Complain = (problem: string) => void;

/** Does one thing again and again until it is stopped. */
export class Loop {
  private stopped = false;
  private wake: (() => void) | undefined;

  /**
   * @param what named in complaints
   * @param step does it once
   * @param pauseMs between two steps
   */
  constructor(what: string, pauseMs: number, step: () => Promise<void>, complain: Complain) {
    void this.run(what, pauseMs, step, complain);
  }

  /** A step that runs is not waited for: its connection is about to be cut. */
  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async run(
    what: string,
    pauseMs: number,
    step: () => Promise<void>,
    complain: Complain,
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
      if (!this.stopped) complain(`The workload’s ${what} ended: ${(error as Error).message}`);
    }
  }
}
