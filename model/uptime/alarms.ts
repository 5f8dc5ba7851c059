import type { Category, Datapoints, Severity } from '../../thresholds/row';
import type { Environment } from '../environment';
import { uptimeAlarmName } from '../names';
import { checksIn, type UptimeCheck } from './check';

/** What an alarm of a check tells: that the page is down, or that it is slow. */
export type UptimeKind = 'down' | 'slow';

export const NAMESPACE = 'AWS/Route53';
/** Route 53 publishes a value each minute. */
export const PERIOD_SECONDS = 60;

/** An alarm of a check. Its metric has the id of the health check, which is known once it is created. */
export interface UptimeAlarm {
  readonly check: UptimeCheck;
  readonly kind: UptimeKind;
  readonly name: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly metric: 'HealthCheckStatus' | 'TimeToFirstByte';
  readonly statistic: 'Minimum' | 'Average';
  readonly breaches: 'above' | 'below';
  readonly threshold: number;
  readonly datapoints: Datapoints;
  readonly missingData: 'missing' | 'ignore';
  /** Whether it is told that there are no data any more. */
  readonly tellsMissing: boolean;
}

/**
 * The alarms of an environment's checks, by check.
 *
 * `down` does not count missing data as down: a new check has none yet, and a deployment must notify nobody. Route 53 sends a status
 * each minute whatever the page does, so that later only a health check that somebody deleted has none: that is told as
 * INSUFFICIENT_DATA, which a new alarm has from the start and does not change to. `slow` keeps its state while nothing answers: `down`
 * tells of that.
 */
export function uptimeAlarms(environment: Pick<Environment, 'name' | 'uptime'>): UptimeAlarm[] {
  return checksIn(environment).flatMap((check): UptimeAlarm[] => {
    const { latencyMs } = check;
    const down: UptimeAlarm = {
      ...{ check, kind: 'down', severity: 'critical', category: 'error' },
      name: uptimeAlarmName(environment.name, check.name, 'down', 'critical'),
      ...{ metric: 'HealthCheckStatus', statistic: 'Minimum', breaches: 'below', threshold: 1 },
      // The check itself has waited for three failures in a row.
      ...{ datapoints: [1, 1], missingData: 'missing', tellsMissing: true },
    };
    if (latencyMs === undefined) return [down];
    const slow: UptimeAlarm = {
      ...{ check, kind: 'slow', severity: 'warning', category: 'performance' },
      name: uptimeAlarmName(environment.name, check.name, 'slow', 'warning'),
      ...{ metric: 'TimeToFirstByte', statistic: 'Average', breaches: 'above', threshold: latencyMs },
      ...{ datapoints: [3, 5], missingData: 'ignore', tellsMissing: false },
    };
    return [down, slow];
  });
}

/** What is said of the alarms of each kind, by texts and by the runbook. */
export const uptimeWords: Readonly<
  Record<UptimeKind, { readonly impact: string; readonly condition: string; readonly firstStep: string }>
> = {
  down: {
    impact: 'Users get an error, the wrong page or no answer.',
    condition: 'for at least 82 % of the checkers, three requests in a row have failed',
    firstStep:
      'Open the URL. Then see what the checkers got: Route 53 console, Health checks, this check, Health checkers.',
  },
  slow: {
    impact: 'Users wait for the page.',
    condition: 'so long the first byte takes, on average of all checkers',
    firstStep:
      'Compare the regions: Route 53 console, Health checks, this check, Latency. Slow from one region is the network, from all the application or its database.',
  },
};
