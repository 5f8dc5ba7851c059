import type { Made } from '../../model/forecast/made';
import { dateOf, dayOf } from '../../model/forecast/method/days';
import { percent, shown } from '../../model/forecast/method/outlook';
import { UNNAMED } from '../../model/names';
import { type ServiceName, serviceOf } from '../../thresholds/services';

const SEVERITIES = ['', 'warning', 'critical'] as const;
const ABSENT = '–';

/** `22 days, 2026-12-19`; `–` where there is no number. */
function whenWords({ forecast: { outlook } }: Made, now: number): string {
  if (!('days' in outlook)) return ABSENT;
  if (outlook.days === 0) return 'reached';
  const days = Number(outlook.days.toPrecision(2));
  return `${shown(days)} ${days === 1 ? 'day' : 'days'}, ${dateOf(dayOf(now) + outlook.days)}`;
}

/** What is said beside it: why there is no number, or how bad it is and how good the last forecasts were. */
function besideWords({ forecast: { outlook, severity, scores } }: Made): string {
  if ('absent' in outlook) return outlook.absent;
  const past = scores.map(
    ({ daysAgo, said, error }) => `${daysAgo} days ago it said ${shown(said)}, ${percent(error)} off`,
  );
  return [SEVERITIES[severity], ...past].filter(Boolean).join('; ');
}

const databaseTitle = ({ subject: { service, database } }: Made): string => {
  const { title } = serviceOf(service as ServiceName);
  return database === UNNAMED ? title : `${title} (${database})`;
};

/** The forecasts as a table for each database, in lines. @param now milliseconds since the epoch */
export function reportLines(all: readonly Made[], now: number): string[] {
  const rows = all.map((made) => [made.subject.row, whenWords(made, now), besideWords(made)] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [first, second] = [width(0), width(1)];
  let title = '';
  return all.flatMap((made, i) => {
    const [row = '', when = '', beside = ''] = rows[i] ?? [];
    const line = `  ${row.padEnd(first)}  ${when.padEnd(second)}  ${beside}`.trimEnd();
    const own = databaseTitle(made);
    const heading = own === title ? [] : ['', own];
    title = own;
    return [...heading, line];
  });
}

/** The same for programs. */
export function reportJson(environment: string, all: readonly Made[], now: number): string {
  const forecasts = all.map(
    ({ subject: { service, database, row }, forecast: { outlook, severity, scores } }) => ({
      ...{ service, database, row },
      ...('days' in outlook
        ? { days: outlook.days, date: dateOf(dayOf(now) + outlook.days) }
        : { days: null, reason: outlook.absent }),
      severity: SEVERITIES[severity] || null,
      scores,
    }),
  );
  return `${JSON.stringify({ environment, forecasts }, undefined, 2)}\n`;
}

/** 1: a limit is near enough for an alarm. */
export const exitCodeFor = (all: readonly Made[]): 0 | 1 =>
  all.some(({ forecast }) => forecast.severity > 0) ? 1 : 0;
