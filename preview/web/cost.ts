import { rounded } from '../../model/format';
import { type Env, variableOf } from '../../model/variables';
import { type Column, HOURS_PER_MONTH, type Watching } from '../../thresholds/service';
import { type ServiceName, serviceOf } from '../../thresholds/services';

/**
 * What it costs at the vendor to watch one's own database at the preview's pace, in words: `Without an API key, every run
 * connects, … If nothing else uses the database, a month of this costs 182.5 compute hours (183 % of the Free plan, …).`
 */
export function costOfWatching(service: ServiceName, env: Env, everySeconds: number): string {
  const { elsewhere } = serviceOf(service);
  const watching = {
    collectionMinutes: everySeconds / 60,
    hoursPerMonth: HOURS_PER_MONTH,
    options: flagsOf(service, env),
  };
  // The first line is for the secrets that are there; others compare it with what it would be without them.
  const [line = []] = elsewhere.lines(watching);
  const [amount = '', ...shares] = elsewhere.columns.flatMap((column, i) => wordsOf(column, line[i]) ?? []);
  return (
    `${plain(elsewhere.why)} If nothing else uses the database, a month with a visit every ${rounded(everySeconds)} s ` +
    `costs ${amount}${shares.length > 0 ? ` (${shares.join(', ')})` : ''}.`
  );
}

/** A flag that decides about secrets is set if all of them are there. */
function flagsOf(service: ServiceName, env: Env): Watching['options'] {
  const { options, secrets } = serviceOf(service);
  const flags = Object.keys(options).flatMap((option): [string, boolean][] => {
    const needed = secrets.filter(({ needs }) => needs === option);
    return needed.length === 0
      ? []
      : [[option, needed.every(({ variable }) => variableOf(env, variable) !== undefined)]];
  });
  return Object.fromEntries(flags);
}

function wordsOf(
  { title, format, decimals = 0 }: Column,
  cell: number | string | undefined,
): string | undefined {
  if (typeof cell !== 'number') return undefined;
  const digits = (fraction: number) =>
    cell.toLocaleString('en-US', { minimumFractionDigits: fraction, maximumFractionDigits: fraction });
  if (format === 'usd') return `$${digits(2)} ${title.replace(/, \$$/, '')}`;
  if (format === 'percent') return `${rounded(cell * 100, 3)} % ${title}`;
  return `${digits(decimals)} ${title}`;
}

/** Without the marks of Markdown, and without the name in bold at its beginning. */
function plain(markdown: string): string {
  return markdown.replace(/^\*\*[^*]+\*\*\s*/, '').replaceAll(/[*`]/g, '');
}
