import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import {
  Route53HealthCheck,
  type Route53HealthCheckConfig,
} from '@cdktf/provider-aws/lib/route53-health-check';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { NO_TERRAFORM_TEXT } from '../../model/checks/alarm-rules';
import type { Environment } from '../../model/environment';
import { healthCheckName } from '../../model/names';
import { NAMESPACE, PERIOD_SECONDS, type UptimeAlarm, uptimeAlarms } from '../../model/uptime/alarms';
import {
  CHECKER_REGIONS,
  checksIn,
  FAILURES_IN_A_ROW,
  INTERVAL_SECONDS,
  targetOf,
  type UptimeCheck,
} from '../../model/uptime/check';
import { uptimeDescription } from './description';

export interface UptimeChecksConfig {
  readonly environment: Environment;
  /** The topic in us-east-1 that the alarms notify. */
  readonly topicArn: string;
  /** That of us-east-1; undefined where the stack's own is there. */
  readonly provider?: AwsProvider | undefined;
  /** The link to a dashboard with the row of the checks. */
  readonly dashboardLink?: string | undefined;
}

/** The health checks of an environment, which are in no region, and their alarms, which are in us-east-1. */
export class UptimeChecks extends Construct {
  /** The ids of the health checks, by the name of the check; Terraform tokens. */
  readonly ids: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { environment, ...config }: UptimeChecksConfig) {
    super(scope, id);
    const checks = new Map(
      checksIn(environment).map((check) => [
        check.name,
        // Not the name alone: another check may be called shop-down, and an id of constructs cannot be constructor.
        new Route53HealthCheck(this, `${check.name}-check`, healthCheck(environment, check)),
      ]),
    );
    this.ids = Object.fromEntries([...checks].map(([name, check]) => [name, check.id]));
    for (const alarm of uptimeAlarms(environment)) {
      const check = checks.get(alarm.check.name);
      if (check) this.addAlarm(alarm, check, environment, config);
    }
  }

  private addAlarm(
    alarm: UptimeAlarm,
    check: Route53HealthCheck,
    environment: Environment,
    { topicArn, provider, dashboardLink }: Omit<UptimeChecksConfig, 'environment'>,
  ): void {
    new CloudwatchMetricAlarm(this, `${alarm.check.name}-${alarm.kind}`, {
      ...alarmConfig(alarm),
      alarmDescription: uptimeDescription(environment, alarm, dashboardLink),
      dimensions: { HealthCheckId: check.id },
      alarmActions: [topicArn],
      okActions: [topicArn],
      ...(alarm.tellsMissing && { insufficientDataActions: [topicArn] }),
      ...(provider && { provider }),
      // The alarm on another health check begins anew: one that changes would say that there are no data.
      lifecycle: { replaceTriggeredBy: [`${check.terraformResourceType}.${check.friendlyUniqueId}.id`] },
    });
  }
}

/** A health check as it is deployed. Pure. */
function healthCheck(environment: Environment, check: UptimeCheck): Route53HealthCheckConfig {
  const { name, url, contains, latencyMs } = check;
  const { isHttps, host, isAddress, port, path } = targetOf(url);
  return {
    type: `${isHttps ? 'HTTPS' : 'HTTP'}${contains === undefined ? '' : '_STR_MATCH'}`,
    ...(isAddress ? { ipAddress: host } : { fqdn: host }),
    port,
    resourcePath: path,
    ...(contains !== undefined && { searchString: literal(contains) }),
    requestInterval: INTERVAL_SECONDS,
    failureThreshold: FAILURES_IN_A_ROW,
    measureLatency: latencyMs !== undefined,
    // The name of the host in the TLS handshake; an address has none.
    enableSni: isHttps && !isAddress,
    regions: [...CHECKER_REGIONS],
    tags: { Name: healthCheckName(environment.settings.project, environment.name, name) },
    // The new one is there before the alarms leave the old one.
    lifecycle: { createBeforeDestroy: true },
  };
}

/** A text in which Terraform sees no template. Words of a page often have quotes: those of JSON. */
const literal = (words: string): string =>
  NO_TERRAFORM_TEXT.test(words) || words.includes('\\')
    ? Fn.base64decode(Buffer.from(words).toString('base64'))
    : words;

const comparisons = { above: 'GreaterThanThreshold', below: 'LessThanThreshold' } as const;

/** What an alarm compares, without what only the stack knows. */
function alarmConfig(alarm: UptimeAlarm) {
  const [breaching, of] = alarm.datapoints;
  return {
    alarmName: alarm.name,
    namespace: NAMESPACE,
    metricName: alarm.metric,
    statistic: alarm.statistic,
    period: PERIOD_SECONDS,
    threshold: alarm.threshold,
    comparisonOperator: comparisons[alarm.breaches],
    evaluationPeriods: of,
    datapointsToAlarm: breaching,
    treatMissingData: alarm.missingData,
    tags: { Service: 'uptime', Category: alarm.category, Severity: alarm.severity },
  } satisfies CloudwatchMetricAlarmConfig;
}
