import { runbookAnchor } from '../model/links';
import { functionName, parameterName } from '../model/names';
import { type AlarmedRow, isAlarmed } from '../thresholds/row';
import type { Command, Entry, ShellNames } from '../thresholds/runbook';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { fenced, generatedLine, joined } from './markdown';
import { conditionWords, rowHeading } from './rows';

/** The commands use this shell variable, so that they are the same for every environment. */
const ENVIRONMENT = '$ENVIRONMENT';

function shellNames(project: string, service: ServiceName): ShellNames {
  return {
    function: functionName(project, ENVIRONMENT, service),
    parameter: (secret) => parameterName(project, { environment: ENVIRONMENT }, secret),
  };
}

function command(c: Command): string[] {
  return [`${c.shows}:`, 'sql' in c ? fenced('sql', c.sql) : fenced('sh', c.shell)];
}

function entry(service: ServiceName, name: string, row: AlarmedRow, text: Entry): string[] {
  const definition = `[definition](metrics.md#${runbookAnchor(service, name)})`;
  const { title, limits } = serviceOf(service);
  return [
    `### ${rowHeading(service, name)}`,
    `**${name}** of ${title} (${definition}). ${text.means}`,
    `- Warning: ${conditionWords(row, 'warning', limits)}.\n- Critical: ${conditionWords(row, 'critical', limits)}.`,
    `**First:** ${row.alarm.firstStep}`,
    '**Look**',
    ...text.look.flatMap(command),
    '**Likely causes**',
    text.causes.map(({ cause, remedy }) => `- ${cause} ${remedy}`).join('\n'),
    `**Harmless when:** ${text.harmless}`,
  ];
}

/**
 * The runbook with one entry per row with an alarm, as a document.
 * @param project part of the names in the commands
 */
export function runbookDocument(project: string): string {
  const sections = serviceNames.flatMap((service) => {
    const { title, rows, runbook } = serviceOf(service);
    const entries: Readonly<Record<string, Entry>> = runbook.entries;
    return [
      `## ${title}`,
      runbook.hint,
      fenced('sh', runbook.prepare(shellNames(project, service))),
      ...Object.entries(entries).flatMap(([name, text]) => {
        const row = rows[name];
        return row && isAlarmed(row) ? entry(service, name, row, text) : [];
      }),
    ];
  });
  const heartbeats = serviceNames
    .map((service) => `[${serviceOf(service).title}](#${runbookAnchor(service, 'Up')})`)
    .join(', ');
  return joined(
    generatedLine,
    '# Runbook',
    'What to do when an alarm fires: one entry per row with alarms. Thresholds are the defaults; overrides of an environment are in its alarms and in the [reference](metrics.md). The commands are for bash and AWS CLI version 2.',
    `If an Up alarm (${heartbeats}) is also firing, start there: the other readings are then old or missing.`,
    ...sections,
  );
}
