import { History } from './history';
import type { Change, CheckupState, Message, Run, SicknessState, Snapshot } from './protocol';

/** What does not change while the preview runs. */
export type About = Omit<Snapshot, 'runs' | 'changes' | 'sick' | 'checkups' | 'problems'>;

/** Gets each message as it is sent: as a server-sent event. */
export type Reader = (event: Buffer) => void;

/** Keeps what a page that connects must know, and tells the connected pages what happens. */
export class Hub {
  private readonly history = new History();
  private readonly sick = new Map<string, SicknessState>();
  private readonly checkups = new Map<string, CheckupState>();
  private wrong: readonly string[] = [];
  private readonly readers = new Set<Reader>();
  /** Encoding a full history takes a moment; a hundred pages that reconnect at once share the result. */
  private snapshot: Buffer | undefined;

  constructor(private readonly about: About) {}

  run(run: Run): void {
    this.history.addRun(run);
    this.publish({ type: 'run', ...run });
  }

  changes(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.history.addChanges(changes);
    this.publish({ type: 'changes', changes });
  }

  problems(problems: readonly string[]): void {
    this.wrong = problems;
    this.publish({ type: 'problems', problems });
  }

  sickness(state: SicknessState): void {
    this.sick.set(state.id, state);
    this.publish({ type: 'sickness', ...state });
  }

  checkup(state: CheckupState): void {
    this.checkups.set(state.id, state);
    this.publish({ type: 'checkup', ...state });
  }

  /**
   * Sends a snapshot, and from then on every message.
   * @returns ends this
   */
  connect(reader: Reader): () => void {
    this.snapshot ??= eventOf(this.now());
    reader(this.snapshot);
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  private now(): Message {
    const { runs, changes } = this.history;
    return {
      type: 'snapshot',
      ...this.about,
      runs,
      changes,
      sick: [...this.sick.values()],
      checkups: [...this.checkups.values()],
      problems: this.wrong,
    };
  }

  private publish(message: Message): void {
    this.snapshot = undefined;
    const event = eventOf(message);
    for (const reader of this.readers) reader(event);
  }
}

/** JSON has no line breaks, so one line is enough. */
function eventOf(message: Message): Buffer {
  return Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
}
