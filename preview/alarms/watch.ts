import type { Published, SynthesizedAlarm } from '../../model/alarms/alarm-resource';
import { type AlarmData, type SourceEvaluator, sourceEvaluatorOf } from '../../model/alarms/contributors';
import { notificationOf } from '../../model/alarms/message';
import { type AlarmState, evaluationRange } from '../../model/alarms/next-state';
import { reasonOf } from '../../model/alarms/reason';
import type { Evaluation, Looked } from '../../model/alarms/timeline';
import type { Environment } from '../../model/environment';
import { topicName } from '../../model/names';
import type { Deployed, DeployedDashboard } from '../../stacks/deployed';
import type { Change } from '../web/protocol';
import { Readings, type Source } from './readings';

/** An environment as it would be deployed, and how much faster time passes for its alarms. */
export interface Watched {
  readonly environment: Environment;
  /** Twelve digits. */
  readonly accountId: string;
  readonly deployed: readonly Deployed[];
  /** The dashboards that the environment lists. */
  readonly boards: readonly DeployedDashboard[];
  readonly scale: number;
}

/** An alarm at this moment. */
export interface AlarmNow {
  readonly resource: SynthesizedAlarm;
  readonly state: AlarmState;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** What the newest evaluation looked at, newest first; empty before the first one. */
  readonly looked: readonly Looked[];
}

interface Alarm {
  readonly watched: Watched;
  /** Whose readings it looks at; of an alarm that watches all named databases, the database does not matter. */
  readonly source: Source;
  readonly resource: SynthesizedAlarm;
  readonly evaluator: SourceEvaluator;
  next: number;
  state: AlarmState;
  since: number;
  looked: readonly Looked[];
  contributors: Evaluation['contributors'];
}

/**
 * So many evaluations are made up for after a pause: enough for every alarm to see that data stopped and came back. A
 * computer that slept for a night would otherwise evaluate its alarms for seconds.
 */
const MOST_MISSED = 500;

/** Evaluates the alarms of all environments as CloudWatch does, while data arrive. */
export class AlarmWatch {
  private readonly alarms: readonly Alarm[];
  private readonly readings: Readings;

  private from: number | undefined;

  /** @throws {Error} if an alarm uses something that the evaluator does not support */
  constructor(environments: readonly Watched[]) {
    this.alarms = environments.flatMap((watched) =>
      watched.deployed.flatMap(({ collector, alarms }) =>
        alarms.map(({ resource }): Alarm => {
          const { service, database } = collector;
          const evaluator = sourceEvaluatorOf(resource, { scale: watched.scale });
          const start = { next: 0, state: 'INSUFFICIENT_DATA' as const, since: 0, looked: [] };
          return {
            ...{ watched, source: { service, database }, resource, evaluator },
            ...{ contributors: undefined, ...start },
          };
        }),
      ),
    );
    const looksBack = ({ evaluator: { periodMs, stepMs, seenMs }, resource }: Alarm) =>
      Math.max(periodMs * (evaluationRange(resource.evaluation_periods) + 1), seenMs) + stepMs * MOST_MISSED;
    this.readings = new Readings(Math.max(0, ...this.alarms.map(looksBack)));
  }

  /** The time until an alarm is evaluated again, in milliseconds. */
  get stepMs(): number {
    return Math.min(...this.alarms.map(({ evaluator }) => evaluator.stepMs));
  }

  /**
   * Creates the alarms. Before the first data arrive, those for a collector that is silent would fire.
   * @param from milliseconds since the epoch
   */
  begin(from: number): void {
    this.from = from;
    for (const alarm of this.alarms) Object.assign(alarm, { next: from, since: from });
  }

  /** Takes what CloudWatch received. */
  take(source: Source, published: Published, now: number): void {
    this.readings.add(source, published, now);
  }

  /**
   * Makes all evaluations that were due before this moment, each with what CloudWatch had received by then.
   * @param now milliseconds since the epoch. An evaluation at this very moment is left for the next time: more data may
   * still arrive in this millisecond.
   * @returns the changes, in the order of their times
   */
  advance(now: number): Change[] {
    const { from } = this;
    if (from === undefined) return [];
    const changes = this.alarms.flatMap((alarm) => this.evaluate(alarm, now, from));
    return changes.sort((a, b) => a.at - b.at);
  }

  /** The alarms of one environment for one database. */
  now(environment: string, { service, database }: Source): AlarmNow[] {
    return this.alarms.filter(
      ({ watched, source }) =>
        watched.environment.name === environment &&
        source.service === service &&
        source.database === database,
    );
  }

  private evaluate(alarm: Alarm, now: number, createdAt: number): Change[] {
    const { evaluator, source, watched, resource } = alarm;
    const data: AlarmData = {
      own: () => this.readings.of(source),
      series: () => this.readings.series(source.service),
    };
    const changes: Change[] = [];
    // The clock was set back. Without this, nothing would be evaluated until that time comes again.
    if (alarm.next > now + evaluator.stepMs) alarm.next = now;
    const missed = Math.floor((now - alarm.next) / evaluator.stepMs) - MOST_MISSED;
    if (missed > 0) alarm.next += missed * evaluator.stepMs;
    for (; alarm.next < now; alarm.next += evaluator.stepMs) {
      const { next: at, state: from } = alarm;
      const evaluation = evaluator.at(data, at, alarm);
      alarm.looked = evaluation.looked;
      alarm.contributors = evaluation.contributors;
      if (evaluation.state === from) continue;
      const to = evaluation.state;
      Object.assign(alarm, { state: to, since: at });
      changes.push(changed({ watched, resource, from, to, at, createdAt }, evaluation));
    }
    return changes;
  }
}

interface Step {
  readonly watched: Watched;
  readonly resource: SynthesizedAlarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly at: number;
  readonly createdAt: number;
}

function changed({ watched, resource, ...step }: Step, evaluation: Evaluation): Change {
  const reason = reasonOf(resource, evaluation);
  const { environment, accountId } = watched;
  const { name, region } = environment;
  const message = notificationOf({
    ...step,
    alarm: resource,
    region,
    accountId,
    topic: topicName(name),
    reason,
  });
  const { at, from, to } = step;
  const firing = [...(evaluation.contributors ?? [])].flatMap(([one, { state }]) =>
    state === 'ALARM' ? one : [],
  );
  return {
    ...{ environment: name, alarm: resource.alarm_name, at, from, to, reason },
    ...(firing.length > 0 && { contributors: firing }),
    ...(message && { message }),
  };
}
