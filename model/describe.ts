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

/**
 * A command of the runbook in one line, for a text in which double quotes cannot stand. It names the region, because the
 * reader's own may be another one.
 * @returns undefined if it needs them, or a backslash
 */
export function commandLine(
  command: Command,
  { functionName, region }: { readonly functionName: string; readonly region: string },
): string | undefined {
  const text = 'sql' in command ? command.sql : command.shell;
  const line = text
    .replace(/\s*\\?\n\s*/g, ' ')
    // No word of a command has a space in these.
    .replace(/"([\w/$-]+)"/g, '$1')
    .replaceAll('$FUNCTION', functionName)
    .replace(/\baws [a-z-]+ [a-z-]+/g, `$& --region ${region}`);
  return /["\\]|[$%]\{/.test(line) ? undefined : line;
}
