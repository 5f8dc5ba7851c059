import { datapointWords } from '../../model/describe';
import type { Environment } from '../../model/environment';
import { runbookLink } from '../../model/links';
import { healthCheckName } from '../../model/names';
import { PERIOD_SECONDS, type UptimeAlarm, uptimeWords } from '../../model/uptime/alarms';

/** The limit of PutMetricAlarm, in characters. */
const LONGEST_DESCRIPTION = 1024;

/**
 * What the person on call reads first: what users notice, the limit, what to do, and where to look. In one line, as the text of other
 * alarms. Where it would be too long, it does without the path of the URL, and then without the dashboard; with all names as long as
 * the rules allow, the rest fits.
 * @param dashboard the link to a dashboard with the row of the checks
 */
export function uptimeDescription(
  { name, settings }: Pick<Environment, 'name' | 'settings'>,
  { check, kind, severity, breaches, threshold, metric, datapoints, missingData }: UptimeAlarm,
  dashboard?: string,
): string {
  const { impact, condition, firstStep } = uptimeWords[kind];
  const limit = `${metric} is ${breaches} ${threshold}${kind === 'slow' ? ' ms' : ''}`;
  const duration = datapointWords(datapoints, PERIOD_SECONDS / 60);
  const missing = missingData === 'missing' ? ' INSUFFICIENT_DATA: somebody deleted the health check.' : '';
  // Quotes are encoded in it.
  const { href, origin } = new URL(check.url);
  const text = (url: string, link?: string) =>
    [
      impact,
      `${severity.toUpperCase()} when ${limit} for ${check.name} in ${name} ${duration}: ${condition}.${missing}`,
      `Do first: ${firstStep}`,
      `Health check: ${healthCheckName(settings.project, name, check.name)}`,
      url && `URL: ${url}`,
      `Runbook: ${runbookLink(settings.runbookUrl, 'uptime', kind)}`,
      link && `Dashboard: ${link}`,
    ]
      .filter(Boolean)
      .join(' | ');
  const texts = [text(href, dashboard), text(origin, dashboard), text(origin), text('')];
  return texts.find(({ length }) => length <= LONGEST_DESCRIPTION) ?? text('');
}
