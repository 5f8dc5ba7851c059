import { type Category, isAlarmed, type Severity, severities } from '../../thresholds/row';
import type { Entry } from '../../thresholds/runbook';
import type { Collector } from '../collector';
import { firstStepLine } from '../describe';
import { amount } from '../format';
import { runbookLink } from '../links';
import { forecastAlarmName } from '../names';
import { alarmDays } from './method/severity';
import { ROW, SEVERITY_METRIC, type Target } from './payload';
import { targetsOf } from './targets';

/** An alarm on the severity that the forecast publishes: CloudWatch itself knows one threshold, and not a second one at which an alarm ends. */
export interface ForecastAlarm {
  readonly name: string;
  readonly row: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** It sounds above this value. */
  readonly above: number;
  readonly description: string;
}

/** The limit of PutMetricAlarm, in characters. */
const LONGEST_DESCRIPTION = 1024;

/** The alarms of a collector's forecasts; none where the environment has none. */
export function forecastAlarmsOf(collector: Collector): ForecastAlarm[] {
  const { environment, namespace, dimensions, service, database, rows } = collector;
  if (environment.forecast !== true) return [];
  return targetsOf(collector).flatMap((target) => {
    const { row } = target;
    const definition = rows[row];
    // Validation reports a row without alarms earlier and in the table's terms.
    if (!definition || !isAlarmed(definition)) return [];
    return severities.map((severity, i) => ({
      ...{ row, severity, namespace, above: i },
      name: forecastAlarmName({ environment: environment.name, service, database }, row, severity),
      category: definition.alarm.category,
      metric: SEVERITY_METRIC,
      dimensions: { ...dimensions, [ROW]: row },
      description: descriptionOf(collector, target, severity),
    }));
  });
}

/** The limit of a row in words: `1 GB`, `100 %`, `ConnectionLimit`. */
export function limitWords({ rows }: Pick<Collector, 'rows'>, { row, limit }: Target): string {
  const definition = rows[row];
  return typeof limit === 'string' || !definition ? String(limit) : amount(limit, definition);
}

/** What the person on call reads: as in the row's other alarms, in one line and without what HCL would change. */
function descriptionOf(collector: Collector, target: Target, severity: Severity): string {
  const { environment, service, database, title, dashboardLink, about } = collector;
  const definition = collector.rows[target.row];
  const entry = (about.runbook.entries as Readonly<Record<string, Entry>>)[target.row];
  const { from, until } = alarmDays[severity];
  const firstStep = definition && isAlarmed(definition) ? definition.alarm.firstStep : '';
  const parts = [
    `Not yet, but soon: ${entry?.impact ?? definition?.meaning}`,
    `${severity.toUpperCase()} when ${target.row} of ${title} in ${environment.name} will be at ${limitWords(collector, target)} in ${from} days or less if it goes on as it did; it ends at ${until} days. DaysUntilLimit has the number, the log of the function says how good its last forecasts were.`,
    `Do first: ${firstStepLine(firstStep, { environment: environment.name, service, database })}`,
    `Look: npm run forecast -- ${environment.name}`,
    `Runbook: ${runbookLink(environment.settings.runbookUrl, service, target.row)}`,
  ];
  const text = [...parts, ...(dashboardLink ? [`Dashboard: ${dashboardLink}`] : [])].join(' | ');
  const description = text.length <= LONGEST_DESCRIPTION ? text : parts.join(' | ');
  if (description.length > LONGEST_DESCRIPTION)
    throw new Error(
      `The description of the forecast alarm for ${service}.${target.row} in ${environment.name} has ${description.length} characters; ` +
        `CloudWatch allows ${LONGEST_DESCRIPTION}: shorten the row's first step, the impact in its runbook entry, or runbookUrl.`,
    );
  return description;
}
