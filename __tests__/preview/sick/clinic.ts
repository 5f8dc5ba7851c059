import type { Published, PublishedDatum, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { AlarmState } from '../../../model/alarms/next-state';
import { type Evaluator, evaluatorOf } from '../../../model/alarms/timeline';
import type { Result } from '../../../model/result';
import type { Database, StartContext } from '../../../preview/databases/database';
import { embedded } from '../../../preview/databases/embedded';
import { UNNAMED_ALONE } from '../../../preview/databases/names';
import { FunctionError, WarmFunction } from '../../../preview/functions/function';
import { variablesOf } from '../../../preview/functions/variables';
import { untilBeat } from '../../../preview/session';
import { Ward } from '../../../preview/sick/ward';
import { deployedOf } from '../../../stacks/deployed';
import type { Severity } from '../../../thresholds/row';
import { type ServiceName, serviceOf } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';
import { FakeAws } from '../../support/aws/fake-aws';
import { until } from '../../support/servers/until';

/** Rates need a second between two samples. */
const EVERY_S = 1.2;
const COLLECTION_S = 300;
const SCALE = COLLECTION_S / EVERY_S;

/** An alarm of an environment like production, and its state. */
interface Watched {
  readonly row: string;
  readonly severity: Severity;
  readonly evaluator: Evaluator;
  state: AlarmState;
  /** When it went into ALARM, milliseconds since the epoch. */
  readonly fired: number[];
}

/** One embedded database with its workload, the real collector of its service, and its alarms. */
export class Clinic {
  readonly ward: Ward;
  readonly alarms: readonly Watched[];
  readonly published: Record<string, PublishedDatum[]> = {};
  /** The newest outcome of the collector, and how many there were. */
  outcome: Result | FunctionError | undefined;
  runs = 0;
  /** How many took longer than a slot, as on a machine that is overloaded: the next slot has no run, and Up warns of that. */
  late = 0;
  private taken = 0;
  private evaluated = 0;
  private stopped = false;
  private asked = false;
  private readonly running: Promise<void>;

  private constructor(
    readonly database: Database,
    private readonly collector: WarmFunction,
    private readonly aws: FakeAws,
    /** Of the database and its workload, at the moment. */
    readonly problems: readonly string[],
    private readonly ends: readonly (() => Promise<unknown>)[],
  ) {
    this.ward = new Ward(database.sicknesses);
    this.alarms = deployedOf(environment('production'), '123456789012')
      .filter(({ collector: { service } }) => service === database.service)
      .flatMap(({ alarms }) => alarms)
      .map(({ resource, definition: { row, severity } }) => ({
        ...{ row, severity, evaluator: evaluatorOf(resource as SynthesizedAlarm, { scale: SCALE }) },
        ...{ state: 'INSUFFICIENT_DATA', fired: [] },
      }));
    this.running = this.run();
  }

  /** @param bundles the bundled collectors, by service */
  static async open(service: ServiceName, bundles: Readonly<Record<string, string>>): Promise<Clinic> {
    const [ends, problems]: [(() => Promise<unknown>)[], string[]] = [[], []];
    const context: StartContext = {
      say: () => {},
      keep: (stop) => ends.push(stop),
      everySeconds: EVERY_S,
      reportProblem: (problem) => {
        problems.push(problem);
        return () => problems.splice(problems.indexOf(problem), 1);
      },
    };
    const [database] = (await embedded[service]?.(context, UNNAMED_ALONE)) ?? [];
    if (!database) throw new Error(`there is no embedded database for ${service}`);
    const aws = await new FakeAws().start();
    const surroundings = { env: process.env, sinkUrl: aws.url, everySeconds: EVERY_S };
    const variables = variablesOf(service, database.target, false, surroundings);
    const collector = new WarmFunction(bundles[service] ?? '', variables);
    return new Clinic(database, collector, aws, problems, ends);
  }

  /**
   * All alarms that are not OK. That of a row that is published once a day may have no data yet, nor has one for a limit that
   * no server here has.
   */
  get notOk(): string[] {
    const { rows } = serviceOf(this.database.service);
    const mayBeUnknown = (row: string) => rows[row]?.daily || rows[row]?.needsLimit !== undefined;
    return this.alarms.flatMap(({ row, severity, state }) =>
      state === 'OK' || (state === 'INSUFFICIENT_DATA' && mayBeUnknown(row)) ? [] : [`${row} ${severity}`],
    );
  }

  /** An alarm; undefined if the environment does not have it. */
  find(row: string, severity: Severity): Watched | undefined {
    return this.alarms.find((alarm) => alarm.row === row && alarm.severity === severity);
  }

  /** The next run makes a check-up. */
  checkUp(): void {
    this.asked = true;
  }

  /** What the newest run measured; undefined if it did not. */
  value(metric: string): number | undefined {
    if (!this.outcome || this.outcome instanceof FunctionError) return undefined;
    const found = this.outcome.metrics[metric];
    return found && 'value' in found ? found.value : undefined;
  }

  /** Waits for so many runs that begin after now. */
  async after(runs: number): Promise<void> {
    const last = this.runs + runs + 1;
    await until(() => this.runs >= last);
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.ward.close();
    await this.running;
    await this.collector.close();
    await Promise.all([...this.ends.map((end) => end()), this.aws.stop()]);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const at = Date.now();
      const payload = this.asked ? { checkup: true } : {};
      this.asked = false;
      this.outcome = await this.collector.invoke(payload).catch((error: unknown) => {
        if (error instanceof FunctionError) return error;
        throw error;
      });
      this.take();
      this.judge();
      this.runs++;
      if (Date.now() - at >= EVERY_S * 1_000) this.late++;
      await new Promise((resolve) => setTimeout(resolve, untilBeat(Date.now(), EVERY_S * 1_000)));
    }
  }

  private take(): void {
    const seen = Date.now();
    for (const { MetricName, Timestamp, Value } of this.aws.published.slice(this.taken)) {
      this.published[MetricName] ??= [];
      this.published[MetricName]?.push({ at: Timestamp * 1_000, value: Value, seen });
    }
    this.taken = this.aws.published.length;
  }

  /** Evaluates every alarm at each of the moments since the last time at which CloudWatch would. */
  private judge(): void {
    const published: Published = this.published;
    const now = Date.now();
    for (const alarm of this.alarms)
      for (let at = this.evaluated || now; at <= now; at += alarm.evaluator.stepMs) {
        const { state } = alarm.evaluator.at(published, at, alarm.state);
        if (state === 'ALARM' && alarm.state !== 'ALARM') alarm.fired.push(at);
        alarm.state = state;
      }
    this.evaluated = now;
  }
}
