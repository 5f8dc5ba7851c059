import { datapointWords } from '../../model/describe';
import type { Environment } from '../../model/environment';
import {
  PERIOD_SECONDS,
  type UptimeAlarm,
  type UptimeKind,
  uptimeAlarms,
  uptimeWords,
} from '../../model/uptime/alarms';
import { CHECKER_REGIONS } from '../../model/uptime/check';
import { code, fenced } from '../markdown';
import { rowHeading } from '../rows';

/** What the person on call does, in Markdown, by kind of alarm. */
const remedies: Readonly<
  Record<UptimeKind, { readonly causes: readonly string[]; readonly harmless: string }>
> = {
  down: {
    causes: [
      'The page answers with an error (4xx or 5xx). Look into the log of the application, and roll the last release back.',
      'The page answers, and no longer has the words of `contains` within its first 5,120 bytes: another text, a redirect (which has no words), or the application says that its database does not answer. In the last case, continue with the alarms of that database.',
      'A firewall, a rate limit or a protection against bots refuses the checkers. Allow their addresses: <https://ip-ranges.amazonaws.com/ip-ranges.json>, service `ROUTE53_HEALTHCHECKS`.',
      'The name no longer resolves, or the answer takes longer than 4 s for the connection or 2 s after it, such as while a sleeping compute starts.',
      'The certificate is not the cause: Route 53 does not verify it, and does not notice that it has expired.',
    ],
    harmless:
      'During a release that takes the page down on purpose. If the state is INSUFFICIENT_DATA, the health check was deleted: deploy the environment.',
  },
  slow: {
    causes: [
      'The application starts anew for many requests, such as a function after a release. Wait a few minutes.',
      'The page waits for a database. Continue with the slow queries and connections of that database; a page for checks should not query one.',
      'Slow from one region only: the network between that region and the page.',
    ],
    harmless: 'When few users are in the regions that are slow.',
  },
};

const FAILURES = `# In us-east-1, wherever the environment is. CHECK is the name behind 'Health check' in the alarm.
CHECK=
ID=$(aws resourcegroupstaggingapi get-resources --region us-east-1 --resource-type-filters route53:healthcheck \\
  --tag-filters "Key=Name,Values=$CHECK" --query 'ResourceTagMappingList[0].ResourceARN' --output text)
aws route53 get-health-check-last-failure-reason --health-check-id "\${ID##*/}" \\
  --query 'HealthCheckObservations[].[Region, IPAddress, StatusReport.Status]' --output table`;

/** The chapter on uptime checks in the runbook; empty if no environment has some. */
export function uptimeChapter(environments: readonly Environment[]): string[] {
  const alarms = environments.flatMap((environment) =>
    uptimeAlarms(environment).map((alarm) => ({ environment, alarm })),
  );
  if (alarms.length === 0) return [];
  const kinds = [...new Set(alarms.map(({ alarm }) => alarm.kind))];
  return [
    '## Uptime',
    `Route 53 asks for pages from ${CHECKER_REGIONS.join(', ')}. Its metrics and the alarms on them are in us-east-1. [uptime.md](uptime.md) says how the checks are set.`,
    ...kinds.flatMap((kind) =>
      entry(
        kind,
        alarms.filter(({ alarm }) => alarm.kind === kind),
      ),
    ),
  ];
}

function entry(
  kind: UptimeKind,
  alarms: readonly { readonly environment: Environment; readonly alarm: UptimeAlarm }[],
): string[] {
  const { impact, firstStep } = uptimeWords[kind];
  const { causes, harmless } = remedies[kind];
  return [
    `### ${rowHeading('uptime', kind)}`,
    `${impact}`,
    alarms
      .map(
        ({ environment, alarm }) =>
          `- ${conditionOf(alarm)}: ${code(alarm.check.url)} in ${environment.name}.`,
      )
      .join('\n'),
    `**First:** ${firstStep}`,
    ...(kind === 'down' ? ['**Look**', 'What each checker got:', fenced('sh', FAILURES)] : []),
    '**Likely causes**',
    causes.map((cause) => `- ${cause}`).join('\n'),
    `**Harmless when:** ${harmless}`,
  ];
}

const titles = { warning: 'Warning', critical: 'Critical' } as const;

function conditionOf({ check, severity, metric, breaches, threshold, datapoints }: UptimeAlarm): string {
  const duration = datapointWords(datapoints, PERIOD_SECONDS / 60);
  return `${titles[severity]}, ${check.name}: ${metric} ${breaches} ${threshold}, ${duration}`;
}
