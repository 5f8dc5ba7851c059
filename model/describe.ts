import type { AlarmedRow, Datapoints, Severity } from '../thresholds/row';
import type { Command } from '../thresholds/runbook';
import { kindAt, type LimitsByName } from './threshold';

/** A threshold in words: `above 5 per minute`, `below 75 %`, `above 80 % of ConnectionLimit`. */
export function thresholdWords(row: AlarmedRow, severity: Severity, limits: LimitsByName): string {
  return `${row.alarm.breaches} ${kindAt(row.alarm, severity).words(row, limits)}`;
}

/** How long it must last: `in 2 of 3 periods of 5 minutes`; without an environment's interval, `in 2 of 3 runs`. */
export function datapointWords([breaching, of]: Datapoints, periodMinutes: number | 'interval'): string {
  if (periodMinutes === 'interval')
    return of === 1
      ? 'in one run'
      : `in ${breaching === of ? `${of} runs in a row` : `${breaching} of ${of} runs`}`;
  const minutes = `${periodMinutes} ${periodMinutes === 1 ? 'minute' : 'minutes'}`;
  if (of === 1) return `for ${minutes}`;
  return breaching === of
    ? `in ${of} periods of ${minutes} in a row`
    : `in ${breaching} of ${of} periods of ${minutes}`;
}

/** For whom a command of the runbook is written down. */
export interface Addressee {
  readonly functionName: string;
  readonly region: string;
  readonly environment: string;
  readonly service: string;
  /** Undefined for the unnamed database. */
  readonly database: string | undefined;
}

/**
 * A command of the runbook in one line, for a text in which double quotes cannot stand. It names the region, because the
 * reader's own may be another one. In the place of a payload, which would need them for a named database, it has the command of this project.
 * @returns undefined if it needs them, or a backslash
 */
export function commandLine(
  command: Command,
  { functionName, region, ...of }: Addressee,
): string | undefined {
  const text = 'sql' in command ? command.sql : command.shell;
  const line = text
    .replace(/aws lambda invoke [^']*'([^']*)' \/dev\/stdout/g, (aws, payload: string) =>
      of.database === undefined ? aws : invokeLine(of, payload),
    )
    .replace(/\s*\\?\n\s*/g, ' ')
    // No word of a command has a space in these. Within single quotes, such as in JSON, they have another meaning.
    .replace(/'[^']*'|"([\w/$-]+)"/g, (whole, word: string | undefined) => word ?? whole)
    .replaceAll('$FUNCTION', functionName)
    .replace(/\baws [a-z-]+ [a-z-]+/g, `$& --region ${region}`);
  return /["\\]|[$%]\{/.test(line) ? undefined : line;
}

/**
 * What to do first, for the database of an alarm. The payload in a row's first step is that of the unnamed one; another is asked for
 * with the command of this project, as in `commandLine`.
 */
export function firstStepLine(firstStep: string, of: Omit<Addressee, 'functionName' | 'region'>): string {
  return of.database === undefined
    ? firstStep
    : firstStep.replace(
        /Invoke the function with the payload (\{[^}]*\})/,
        (_, payload: string) => `Run ${invokeLine(of, payload)}`,
      );
}

/** The same run with `npm run invoke`. @param payload JSON */
function invokeLine(
  { environment, service, database }: Omit<Addressee, 'functionName' | 'region'>,
  payload: string,
): string {
  const { dryRun, checkup } = JSON.parse(payload) as { readonly dryRun?: true; readonly checkup?: true };
  const options = (dryRun ? ' --dry-run' : '') + (checkup ? ' --checkup' : '');
  return `npm run invoke -- ${environment} ${service} ${database}${options}`;
}
