import { Journal } from '../../lib/journal';

interface Call {
  readonly journal: Journal;
  readonly answer: Promise<unknown>;
}

/** What the visits of one run have in common. */
export class Common {
  private readonly calls = new Map<string, Call>();
  private readonly visits = new Map<string, number>();

  /**
   * Makes a call that several databases need, once in a run. What goes wrong is in the journal of each.
   * @param name of what is asked, and with which key; the same name for the same answer
   * @param journal of the database that needs it
   * @throws what the call throws
   */
  async once<T>(name: string, journal: Journal, make: (journal: Journal) => Promise<T>): Promise<T> {
    const call = this.calls.get(name) ?? this.begin(name, make);
    try {
      return (await call.answer) as T;
    } finally {
      journal.add(call.journal);
    }
  }

  private begin(name: string, make: (journal: Journal) => Promise<unknown>): Call {
    const journal = new Journal();
    const call = { journal, answer: make(journal) };
    this.calls.set(name, call);
    return call;
  }

  /** Notes that a compute was connected to. @param at milliseconds since the epoch */
  visited(compute: string, at: number): void {
    this.visits.set(compute, Math.max(at, this.visits.get(compute) ?? 0));
  }

  /** When this run connected to a compute last, milliseconds since the epoch; undefined if it did not. */
  lastVisit(compute: string): number | undefined {
    return this.visits.get(compute);
  }
}
