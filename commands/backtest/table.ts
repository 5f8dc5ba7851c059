import type { Comparison, Tested } from '../../model/backtest/backtest';
import { sameCriteria } from '../../model/backtest/criteria';
import type { BacktestResult } from '../../model/backtest/result';
import { lengthWords, minuteOf } from '../../model/backtest/words';
import { datapointWords } from '../../model/describe';
import { serviceNames, serviceOf } from '../../thresholds/services';

/** An alarm's threshold in words, by the service and the name of the alarm, for either side. */
export type ThresholdWords = (side: 'proposed' | 'base', one: Comparison) => string;

const HEAD = ['', '', 'fires if', 'times', 'in all', 'first (UTC)', 'last (UTC)'];

/**
 * The result as a table: for each alarm a line as it is proposed, and one as it is on the base if that is different. A row
 * of which nothing is known has one line.
 */
export function resultTable({ alarms, base }: BacktestResult, thresholds: ThresholdWords): string {
  const known = (one: Comparison) => [one.proposed, one.base].some((tested) => tested?.firings);
  const services = serviceNames.filter((name) => alarms.some(({ service }) => service === name));
  const parts = services.map((name) => {
    const own = alarms.filter(({ service }) => service === name);
    const unknown = new Map(own.filter((one) => !known(one)).map((one) => [one.row, one]));
    return {
      title: serviceOf(name).title,
      lines: own.filter(known).flatMap((one) => linesOf(one, base, thresholds)),
      unknown: [...unknown.values()].map(
        ({ row, proposed, base: before }) => `${row}: cannot be judged, ${(proposed ?? before)?.absent}`,
      ),
    };
  });
  const line = aligned([HEAD, ...parts.flatMap(({ lines }) => lines)]);
  return parts
    .map(({ title, lines, unknown }) =>
      [title, ...(lines.length > 0 ? [HEAD, ...lines].map(line) : []), ...unknown].join('\n'),
    )
    .join('\n\n');
}

/** Writes the cells of any of these lines one below the other. */
function aligned(all: readonly (readonly string[])[]): (cells: readonly string[]) => string {
  // The last cell of a line may be as long as it likes.
  const width = (i: number) => Math.max(0, ...all.map((cells) => cells.slice(0, -1)[i]?.length ?? 0));
  const widths = HEAD.map((_, i) => width(i));
  return (cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
}

function linesOf(one: Comparison, base: string | null, thresholds: ThresholdWords): (readonly string[])[] {
  const { row, severity, proposed, base: before } = one;
  const unchanged = proposed && before && sameCriteria(proposed.criteria, before.criteria);
  const now = proposed
    ? [unchanged ? `as on ${base}` : 'proposed', thresholds('proposed', one), ...outcome(proposed)]
    : ['proposed', 'no alarm'];
  const lines = [[`${row} ${severity}`, ...now]];
  if (base === null || unchanged) return lines;
  const then = before ? [thresholds('base', one), ...outcome(before)] : ['no alarm'];
  return [...lines, ['', `on ${base}`, ...then]];
}

function outcome({ firings, absent }: Tested): string[] {
  if (!firings) return [`cannot be judged: ${absent}`];
  const { times, totalMs, first, last, open } = firings;
  if (first === undefined || last === undefined) return ['never'];
  return [`${times}`, `${lengthWords(totalMs)}${open ? ', not over' : ''}`, minuteOf(first), minuteOf(last)];
}

/** When it fires: `in 2 of 3 periods of 5 minutes`. */
export const periodWords = ({ criteria: { datapoints, periods, periodSeconds } }: Tested): string =>
  datapointWords([datapoints, periods], periodSeconds / 60);
