import type { Inspection, Outcome } from '../support/collectors/function';
import { addBacklog, keptIn } from './backlog';
import { Books, sumOf, type Verdict } from './books';
import { describeFault, isLink, kindOf } from './faults';
import { brief, cameLate, droppedBy, heartbeatOf, reasons } from './outcome';
import type { Process } from './process';
import type { Totals } from './rules';
import type { Step } from './schedule';
import type { Member } from './source';
import type { Taken } from './wire';
import { type Surroundings, World } from './world';

/** The remaining time of the invocation. Shorter with slow faults, so that collecting takes one second. */
const REMAINING_MS = { usual: 30_000, slow: 10_000 };
/** The collector's clock and ours agree this well: a slow run takes seconds. */
const CLOCK_MS = 15_000;

export interface Checkpoint extends Inspection {
  readonly invocations: number;
  /** Open connections at the links, at AWS and at the database. */
  readonly open: Readonly<Record<string, number>>;
}
export interface Story {
  readonly invocations: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly processes: number;
  readonly books: Books;
  /** The truth: what each member of the source has counted. */
  readonly totals: readonly Totals[];
  readonly checkpoints: readonly Checkpoint[];
  readonly problems: readonly string[];
  /** The number of runs with each fault, and with each event that really happened at the source. */
  readonly met: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** The functions' output. */
  readonly log: string;
  /** A description of what happened, run by run. */
  readonly lines: readonly string[];
}

/** Changes what AWS accepted: to prove that the books would notice. */
export type Tamper = (taken: Taken[], step: Step) => Taken[];

/** Runs a schedule against a real source and keeps the books. Ends with the schedule, or at the first problem. */
export class LongRun {
  private readonly books: Books;
  private readonly checkpoints: Checkpoint[] = [];
  private readonly outcomes: Record<string, number> = {};
  private readonly met: Record<string, number> = {};
  private readonly lines: string[] = [];
  private readonly began = performance.now();
  private log = '';
  private ahead = Number.NEGATIVE_INFINITY;
  private invocations = 0;
  private processes = 0;
  private takenAt: number | undefined;
  /** The long-lived process. */
  private readonly main: Process;
  /** A short-lived process, as when Lambda starts a second one. */
  private other: Process | undefined;
  private members: readonly Member[] = [];

  private constructor(
    private readonly world: World,
    private readonly tamper: Tamper,
  ) {
    this.books = new Books(world.source.chart);
    this.main = this.start();
  }

  static async of(
    steps: readonly Step[],
    surroundings: Surroundings,
    tamper: Tamper = (taken) => taken,
  ): Promise<Story> {
    const world = await World.open(surroundings);
    const run = new LongRun(world, tamper);
    try {
      for (const step of steps) {
        await run.step(step);
        if (run.books.problems.length > 0) break;
      }
      return run.story();
    } finally {
      run.main.warm.stop();
      run.other?.warm.stop();
      await world.stop();
    }
  }

  private start(): Process {
    this.processes++;
    return this.world.start();
  }

  private async step(step: Step): Promise<void> {
    const { world, books } = this;
    const { source, aws, wire } = world;
    const processes = this.processesOf(step);
    const ahead = this.clockOf(step);
    await Promise.all([source.clock(ahead), ...processes.map(({ warm }) => warm.clock(ahead))]);
    for (const event of step.before) await this.happen(event, source.events[event]);
    await this.work(step);

    aws.now = () => Date.now() + ahead;
    const now = aws.now();
    // Otherwise a process has values that are not in the state table; it would drop them before the backlog.
    const stored = [this.main, this.other].every((one) => !one?.unconfirmedSave && !one?.unstoredData);
    books.begin(step.index, now, stored ? keptIn(aws) : undefined);
    if (step.backlog && stored) books.backlog(addBacklog(aws, step));
    await world.begin(step);
    const isSlow = step.faults.some((fault) => isLink(fault) && fault.slow);
    const remaining = REMAINING_MS[isSlow ? 'slow' : 'usual'];
    const outcomes = await Promise.all(processes.map(({ warm }) => warm.invoke(step.payload, remaining)));
    await world.mend(step.faults);
    const taken = this.tamper(wire.end(), step);
    this.members = await source.members();

    this.tell(step, processes, outcomes, taken);
    this.enter(step, outcomes, taken, now);
    const alone = outcomes.length === 1;
    if (!step.dry)
      for (const [i, outcome] of outcomes.entries()) processes[i]?.remember(outcome, taken, alone);
    if (step.checkpoint) await this.look();
  }

  private async happen(name: string, event: (() => Promise<unknown>) | undefined): Promise<void> {
    if (!event) return;
    await event();
    this.meet(name);
  }

  private meet(name: string): void {
    this.met[name] = (this.met[name] ?? 0) + 1;
  }

  /** The process to invoke: the scheduled one, unless a specific process must be next. */
  private processesOf({ by }: Step): Process[] {
    const { main, other } = this;
    const bound =
      other?.unconfirmedSave || other?.unstoredData ? 'other' : main.unconfirmedSave ? 'main' : undefined;
    const who = bound ?? by;
    if (who === 'main') {
      this.log += other?.warm.log ?? '';
      other?.warm.stop();
      this.other = undefined;
      return [main];
    }
    this.other ??= this.start();
    return who === 'both' ? [main, this.other] : [this.other];
  }

  /** How far ahead the clocks are. Slow runs take longer than planned; time goes back only if the schedule says so. */
  private clockOf({ clock, back }: Step): number {
    const wanted = clock - Date.now();
    if (back) return wanted;
    this.ahead = Math.max(this.ahead, wanted);
    return this.ahead;
  }

  /** Does the work, and checks the truth: it must have grown by the work done. */
  private async work(step: Step): Promise<void> {
    const { source } = this.world;
    const read = async () => (await source.members()).map(({ totals }) => totals);
    const before = await read();
    const done = await source.work(step);
    const after = await read();
    for (const [name, grown] of Object.entries(done))
      if (sumOf(name, after) - sumOf(name, before) !== grown)
        this.books.problem(
          `the truth of ${name} is off: ${sumOf(name, before)} to ${sumOf(name, after)}, by ${grown}`,
        );
  }

  /** Records what a run owes, and then what it published. */
  private enter(step: Step, outcomes: readonly Outcome[], taken: readonly Taken[], now: number): void {
    const { books } = this;
    const { slot } = step;
    const owners = outcomes.filter((outcome) => heartbeatOf(outcome, step.dry) !== undefined);
    for (const outcome of owners) books.heartbeat(slot, heartbeatOf(outcome, step.dry) ?? 0);
    const samples = this.samplesIn(taken);
    // Before the claims: the interval of the run that could not save has the same start as theirs.
    if (samples.length < owners.length) books.unclaimed({ slot, takenAt: now, ...this.counted(undefined) });
    for (const { takenAt, member, lost, ...sample } of samples) {
      this.checkSample(sample.slot, takenAt, slot, now);
      const verdict = books.claim({ slot, takenAt, ...this.counted(member) });
      this.agree(verdict, owners.length === 1 && !lost ? owners[0] : undefined);
    }
    if (step.dry && taken.some(({ what }) => what !== 'load')) books.problem('a dry run reached AWS');
    for (const one of taken) if (one.what === 'data') books.arrived(one.data, one.lost);
    for (const outcome of outcomes) this.drop(droppedBy(outcome));
  }

  /** What a run says that it dropped. */
  private drop(count: number): void {
    if (count === 0) return;
    this.books.drop(count);
    this.meet('backlog beyond the bound');
  }

  /** What the member of that name has counted; without a name, the first one. */
  private counted(name: string | undefined) {
    const found = this.members.findIndex((one) => one.name === name);
    const member = Math.max(0, found);
    return { member, totals: {}, epoch: 0, ...this.members[member] };
  }

  private checkSample(slot: number, takenAt: number, expected: number, now: number): void {
    const { books } = this;
    if (slot !== expected) books.problem(`a sample of the slot ${new Date(slot).toISOString()}`);
    if (Math.abs(takenAt - now) > CLOCK_MS) books.problem(`a sample of ${new Date(takenAt).toISOString()}`);
  }

  /** The new samples in the state table. */
  private samplesIn(taken: readonly Taken[]) {
    return taken.flatMap((one) => {
      const previous = one.what === 'state' ? one.state.previous : undefined;
      if (!previous || previous.baseline.takenAt === this.takenAt) return [];
      this.takenAt = previous.baseline.takenAt;
      const { slot, baseline } = previous;
      return [{ slot, takenAt: this.takenAt, member: baseline.member, lost: one.lost }];
    });
  }

  /** A result must declare absent exactly what is absent in the books. */
  private agree(verdict: Verdict, outcome: Outcome | undefined): void {
    if ('turned' in verdict && verdict.turned) this.meet('members take turns');
    const { counts, rates } = this.world.source.chart;
    for (const name of 'absent' in verdict ? [...counts, ...rates] : counts) {
      const metric = outcome?.result?.metrics[name];
      if (!metric) continue;
      const right =
        'absent' in verdict
          ? 'absent' in metric && verdict.absent.some((why) => reasons[why].test(metric.absent))
          : 'value' in metric && isSame(metric.value, verdict.counts[name] ?? Number.NaN);
      if (!right)
        this.books.problem(`${name} is ${JSON.stringify(metric)}, the books say ${JSON.stringify(verdict)}`);
    }
  }

  private tell(
    step: Step,
    processes: readonly Process[],
    outcomes: readonly Outcome[],
    taken: readonly Taken[],
  ): void {
    const count = (counts: Record<string, number>, name: string) => {
      counts[name] = (counts[name] ?? 0) + 1;
    };
    this.invocations += outcomes.length;
    for (const outcome of outcomes)
      count(
        this.outcomes,
        outcome.error?.name ?? (cameLate(outcome) ? 'late' : step.dry ? 'dry' : 'published'),
      );
    for (const fault of step.faults) this.meet(kindOf(fault));
    const who = processes.length > 1 ? 'both' : processes[0] === this.main ? 'main' : 'other';
    const parts = [
      `run ${step.index} at ${new Date(step.clock).toISOString()} by ${who}: ${JSON.stringify(step.payload)}`,
      ...step.before,
      ...step.faults.map(describeFault),
      ...outcomes.map(brief),
      `AWS accepted ${taken.map(({ what, lost }) => what + (lost ? ' (no answer)' : '')).join(', ') || 'nothing'}`,
    ];
    this.lines.push(parts.join('; '));
  }

  /** Memory, handles and sockets when nothing is running. */
  private async look(): Promise<void> {
    const open = await this.world.connections();
    this.checkpoints.push({ ...(await this.main.warm.inspect()), invocations: this.invocations, open });
  }

  private story(): Story {
    const { invocations, outcomes, processes, books, checkpoints, met, lines } = this;
    const totals = this.members.map((member) => member.totals);
    const problems = books.close(totals);
    const log = this.log + this.main.warm.log + (this.other?.warm.log ?? '');
    const seconds = (performance.now() - this.began) / 1000;
    return {
      ...{ invocations, outcomes, processes, books, totals, checkpoints, problems },
      ...{ met, seconds, log, lines },
    };
  }
}

/** Counts of members that take turns are quotients. */
const isSame = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, b);
