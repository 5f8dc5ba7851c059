import { project } from '../environments';
import { runbookAnchor } from '../model/links';
import { type AlarmedRow, isAlarmed, type Row } from '../thresholds/row';
import type { Command, Entry } from '../thresholds/runbook';
import { runbooks } from '../thresholds/runbooks';
import { type ServiceName, services } from '../thresholds/services';
import { fenced, generatedLine, joined } from './markdown';
import { conditionWords, rowHeading } from './rows';

/** What the commands of a service need in the shell. Secrets are read into variables, not typed into the history. */
const preparation: Readonly<Record<ServiceName, string>> = {
  neon: `ENVIRONMENT=production
FUNCTION="${project}-$ENVIRONMENT-neon-monitoring"
DATABASE_URL="$(aws ssm get-parameter --name "/${project}/$ENVIRONMENT/neon-connection-string" \\
  --with-decryption --query Parameter.Value --output text)"
psql "$DATABASE_URL"`,
  upstash: `ENVIRONMENT=production
FUNCTION="${project}-$ENVIRONMENT-upstash-monitoring"
secret() { aws ssm get-parameter --name "/${project}/$ENVIRONMENT/$1" --with-decryption --query Parameter.Value --output text; }
host="$(secret upstash-rest-url | sed -E 's#^https://([^/]*).*#\\1#')"
REDIS_URL="rediss://default:$(secret upstash-rest-token)@$host:6379"`,
};

const hints: Readonly<Record<ServiceName, string>> = {
  neon: 'SQL runs in psql, connected to the monitored database. Use the role that owns the application’s sessions where something is to be cancelled. Looking wakes a sleeping compute.',
  upstash: 'Every command sent to Upstash is billed, those below included.',
};

function command(c: Command): string[] {
  return [`${c.shows}:`, 'sql' in c ? fenced('sql', c.sql) : fenced('sh', c.shell)];
}

function entry(service: ServiceName, name: string, row: AlarmedRow, text: Entry): string[] {
  const definition = `[definition](metrics.md#${runbookAnchor(service, name)})`;
  return [
    `### ${rowHeading(service, name)}`,
    `**${name}** of ${services[service].title} (${definition}). ${text.means}`,
    `- Warning: ${conditionWords(row, 'warning')}.\n- Critical: ${conditionWords(row, 'critical')}.`,
    `**First:** ${row.alarm.firstStep}`,
    '**Look**',
    ...text.look.flatMap(command),
    '**Likely causes**',
    text.causes.map(({ cause, remedy }) => `- ${cause} ${remedy}`).join('\n'),
    `**Harmless when:** ${text.harmless}`,
  ];
}

/** One entry for each row with an alarm, as a document. */
export function runbookDocument(): string {
  const sections = (Object.keys(services) as ServiceName[]).flatMap((service) => {
    const rows: Readonly<Record<string, Row>> = services[service].rows;
    const entries: Readonly<Record<string, Entry>> = runbooks[service];
    return [
      `## ${services[service].title}`,
      hints[service],
      fenced('sh', preparation[service]),
      ...Object.entries(entries).flatMap(([name, text]) => {
        const row = rows[name];
        return row && isAlarmed(row) ? entry(service, name, row, text) : [];
      }),
    ];
  });
  return joined(
    generatedLine,
    '# Runbook',
    'What to do when an alarm fires: one entry for each row with alarms. Thresholds are the rows’ own; what an environment overrides stands in the alarm and in the [reference](metrics.md). The commands are for bash and version 2 of the AWS CLI.',
    'Before anything else: when [Up](#neon-up) or [its twin](#upstash-up) fires, too, begin there. The other readings are then old or missing.',
    ...sections,
  );
}
