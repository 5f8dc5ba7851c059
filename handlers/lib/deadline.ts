/** The time by which work must have ended. Everything that waits takes its timeout from one. */
export class Deadline {
  private constructor(private readonly at: number) {}

  /** @param ms milliseconds from now */
  static in(ms: number): Deadline {
    return new Deadline(performance.now() + ms);
  }

  /** Milliseconds left; 0 when it has passed. */
  get left(): number {
    return Math.max(0, this.at - performance.now());
  }

  /** A deadline `ms` milliseconds before this one, which leaves that long for what comes after. */
  earlierBy(ms: number): Deadline {
    return new Deadline(this.at - ms);
  }

  /** This deadline, or the one in `ms` milliseconds if that is earlier. */
  atMost(ms: number): Deadline {
    return ms >= this.left ? this : Deadline.in(ms);
  }

  /** Milliseconds for one step that may take `atMost`; at least 1, because drivers read 0 as "no limit". */
  allow(atMost: number): number {
    return Math.max(1, Math.min(atMost, Math.floor(this.left)));
  }
}

/** Waits for an event that may never happen, `ms` milliseconds at most. Leaves no timer running. */
export async function within(ms: number, event: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([event, limit]);
  clearTimeout(timer);
}
