import { setTimeout as sleep } from 'node:timers/promises';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { type Inspection, type Outcome, startFunction } from '../support/collectors/function';
import { node22 } from '../support/project/tools';
import { Link } from '../support/servers/link';
import { Books, type Totals } from './books';
import { describeFault, isLink, kindOf, type LinkName } from './faults';
import { brief, cameLate, heartbeatOf, reasons } from './outcome';
import { Process } from './process';
import { INTERVAL_MS, type Step } from './schedule';
import type { Source } from './source';
import { type Taken, Wire } from './wire';

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
  readonly totals: Totals;
  readonly checkpoints: readonly Checkpoint[];
  readonly problems: readonly string[];
  /** The number of runs with each fault and each event at the source. */
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
  private totals: Totals = {};

  private constructor(
    private readonly source: Source,
    private readonly bundle: string,
    private readonly caFile: string,
    private readonly aws: FakeAws,
    private readonly wire: Wire,
    private readonly links: Readonly<Record<LinkName, Link>>,
    private readonly tamper: Tamper,
  ) {
    this.books = new Books(source.chart);
    this.main = this.start();
  }

  /** @param caFile the CA of the source's certificate */
  static async of(
    steps: readonly Step[],
    { source, bundle, caFile }: { source: Source; bundle: string; caFile: string },
    tamper: Tamper = (taken) => taken,
  ): Promise<Story> {
    const aws = await new FakeAws().start();
    const awsPort = Number(new URL(aws.url).port);
    const open = [source.port, awsPort, awsPort, awsPort, source.apiPort ?? awsPort].map((to) =>
      Link.open(to),
    );
    const [database, parameters, state, metrics, neonApi] = (await Promise.all(open)) as [
      ...[Link, Link, Link, Link, Link],
    ];
    const links = { database, parameters, state, metrics, neonApi };
    const run = new LongRun(source, bundle, caFile, aws, new Wire(aws), links, tamper);
    try {
      for (const step of steps) {
        await run.step(step);
        if (run.books.problems.length > 0) break;
      }
      return run.story();
    } finally {
      run.main.warm.stop();
      run.other?.warm.stop();
      await Promise.all(Object.values(links).map((link) => link.stop()));
      await aws.stop();
    }
  }

  private start(): Process {
    const { database, parameters, state, metrics, neonApi } = this.links;
    const at = ({ port }: Link) => `http://127.0.0.1:${port}`;
    this.processes++;
    const warm = startFunction(
      this.bundle,
      {
        ...awsVariables('http://127.0.0.1:9'),
        AWS_ENDPOINT_URL_SSM: at(parameters),
        AWS_ENDPOINT_URL_DYNAMODB: at(state),
        AWS_ENDPOINT_URL_CLOUDWATCH: at(metrics),
        NODE_EXTRA_CA_CERTS: this.caFile,
        ENVIRONMENT: 'long-run',
        ENABLE_DETAILED_MONITORING: 'true',
        COLLECTION_INTERVAL_SECONDS: String(INTERVAL_MS / 1000),
        STATE_TABLE: 'state',
        ...this.source.variables(database.port, neonApi.port),
      },
      node22,
    );
    return new Process(warm);
  }

  private async step(step: Step): Promise<void> {
    const { source, books, wire, links } = this;
    const processes = this.processesOf(step);
    const ahead = this.clockOf(step);
    await Promise.all([source.clock(ahead), ...processes.map(({ warm }) => warm.clock(ahead))]);
    for (const event of step.before) await source.event(event);
    await this.work(step);
    this.aws.parameters.set(...source.parameter(links.database.port));

    this.aws.now = () => Date.now() + ahead;
    const now = this.aws.now();
    books.begin(step.index, now);
    wire.begin(step.faults);
    const broken = step.faults.filter(isLink);
    await Promise.all(broken.map(({ on, is }) => links[on].break(is)));
    const remaining = REMAINING_MS[broken.some(({ slow }) => slow) ? 'slow' : 'usual'];
    const outcomes = await Promise.all(processes.map(({ warm }) => warm.invoke(step.payload, remaining)));
    await Promise.all(broken.map(({ on }) => links[on].mend()));
    const taken = this.tamper(wire.end(), step);
    this.totals = await source.totals();

    this.tell(step, processes, outcomes, taken);
    this.enter(step, outcomes, taken, now);
    const alone = outcomes.length === 1;
    if (!step.dry)
      for (const [i, outcome] of outcomes.entries()) processes[i]?.remember(outcome, taken, alone);
    if (step.checkpoint) await this.look();
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
    const before = await this.source.totals();
    const done = await this.source.work(step);
    const after = await this.source.totals();
    for (const [name, grown] of Object.entries(done))
      if ((after[name] ?? 0) - (before[name] ?? 0) !== grown)
        this.books.problem(`the truth of ${name} is off: ${before[name]} to ${after[name]}, by ${grown}`);
  }

  /** Records what a run owes, and then what it published. */
  private enter(step: Step, outcomes: readonly Outcome[], taken: readonly Taken[], now: number): void {
    const { books, totals } = this;
    const owners = outcomes.filter((outcome) => heartbeatOf(outcome, step.dry) !== undefined);
    for (const outcome of owners) books.heartbeat(step.slot, heartbeatOf(outcome, step.dry) ?? 0);
    const { epoch } = this.source;
    const samples = this.samplesIn(taken);
    // Before the claims: the interval of the run that could not save has the same start as theirs.
    if (samples.length < owners.length) books.unclaimed({ slot: step.slot, takenAt: now, totals, epoch });
    for (const { slot, takenAt, lost } of samples) {
      this.checkSample(slot, takenAt, step.slot, now);
      const verdict = books.claim({ slot: step.slot, takenAt, totals, epoch });
      if (owners.length === 1 && !lost) this.agree(verdict, owners[0]);
    }
    if (step.dry && taken.some(({ what }) => what !== 'load')) books.problem('a dry run reached AWS');
    for (const one of taken) if (one.what === 'data') books.arrived(one.data, one.lost);
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
      return [{ slot: previous.slot, takenAt: this.takenAt, lost: one.lost }];
    });
  }

  /** A result must declare absent exactly what is absent in the books. */
  private agree(verdict: ReturnType<Books['claim']>, outcome: Outcome | undefined): void {
    for (const name of this.source.chart.counts) {
      const metric = outcome?.result?.metrics[name];
      if (!metric) continue;
      const right =
        'absent' in verdict
          ? 'absent' in metric && reasons[verdict.absent].test(metric.absent)
          : 'value' in metric && metric.value === verdict.growth[name];
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
    for (const name of [...step.before, ...step.faults.map(kindOf)]) count(this.met, name);
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
    const counts = async (): Promise<Record<string, number>> => ({
      ...Object.fromEntries(Object.entries(this.links).map(([name, link]) => [name, link.held])),
      aws: await this.aws.connections(),
      visitors: await this.source.visitors(),
    });
    let open = await counts();
    // The other side of a connection is notified of its end a moment later, on a busy machine seconds later.
    for (let i = 0; i < 200 && Object.values(open).some((n) => n > 0); i++) {
      await sleep(50);
      open = await counts();
    }
    this.checkpoints.push({ ...(await this.main.warm.inspect()), invocations: this.invocations, open });
  }

  private story(): Story {
    const { invocations, outcomes, processes, books, totals, checkpoints, met, lines } = this;
    const problems = books.close(totals);
    const log = this.log + this.main.warm.log + (this.other?.warm.log ?? '');
    const seconds = (performance.now() - this.began) / 1000;
    return {
      ...{ invocations, outcomes, processes, books, totals, checkpoints, problems },
      ...{ met, seconds, log, lines },
    };
  }
}
