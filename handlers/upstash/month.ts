import * as v from 'valibot';
import { Absent, type Snapshot, type Value } from '../driver/readings';
import { number, parsed } from '../lib/schema';
import type { Baseline, Previous } from '../lib/state';

/** Under which name the month's count is remembered. */
export const MONTH = 'month';

/** What was counted of the commands of a calendar month. Times are milliseconds since the epoch. */
const monthSchema = v.object({
  /** Of which database. */
  identity: v.string(),
  /** When the month began, in UTC. */
  start: number,
  /** Up to when commands were counted. */
  until: number,
  /** How many commands were counted, and in how many milliseconds. */
  commands: number,
  ms: number,
  /** Members of the database took turns: what those counted that did not answer is not in it. */
  turned: v.exactOptional(v.literal(true)),
});
export type Month = Readonly<v.InferOutput<typeof monthSchema>>;

/** The month's count, and what the plan allows. */
export interface Usage {
  readonly month: Month;
  readonly limit: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const monthOf = (at: number, later = 0): number => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
};

/**
 * The month's count with one more answer. It goes on from what is remembered, by the growth since the sample of the same member.
 * Both are saved together, or neither is: a run whose save fails leaves its commands to the next one, and none is counted twice.
 * What no sample covers (a restart, the first answer of a member) is not counted, and is not in `ms` either.
 * @param memo what was remembered
 * @param samples of the previous runs, one for each member, the newest first
 */
export function counted(memo: unknown, samples: readonly Previous[], now: Snapshot): Month {
  const { identity, takenAt } = now;
  const month = keptOf(parsed(monthSchema, memo), identity, takenAt);
  const same = samples.map(({ baseline }) => baseline).filter((one) => one.identity === identity);
  const [newest] = same;
  const own = same.find(({ member }) => member === now.member);
  const grown = own && growthOf(own, now);
  if (!newest || !own || grown === undefined) return month;
  // The growth belongs to the whole time since the own sample; a part of it is of last month, or was counted by another member.
  const from = Math.max(month.until, newest.takenAt, own.takenAt);
  if (takenAt <= from) return month;
  const share = (takenAt - from) / (takenAt - own.takenAt);
  const turned = month.turned || own !== newest;
  return {
    ...month,
    until: takenAt,
    commands: month.commands + grown * share,
    ms: month.ms + takenAt - from,
    ...(turned && { turned }),
  };
}

/** What is remembered, if it is of this database and this month; otherwise nothing was counted. */
function keptOf(memo: Month | undefined, identity: string, takenAt: number): Month {
  const start = monthOf(takenAt);
  // A clock that was wrong has counted time that was not.
  const isAhead = memo !== undefined && memo.until > takenAt + HOUR_MS;
  if (memo?.identity === identity && memo.start === start && !isAhead) return memo;
  return { identity, start, until: start, commands: 0, ms: 0 };
}

/** How many commands a member has processed since its sample; undefined if that is not known. */
function growthOf({ counters: was, takenAt }: Baseline, now: Snapshot): number | undefined {
  const { counters: is } = now;
  const fell = Object.entries(is).some(
    ([name, value]) => typeof value === 'number' && value < (was[name] ?? 0),
  );
  const [from, to] = [was.total_commands_processed, is.total_commands_processed];
  if (fell || from === undefined || typeof to !== 'number' || now.takenAt <= takenAt) return undefined;
  return to - from;
}

/** The commands of the month so far: what was counted, scaled to the whole of its time. Absent until a day of it was counted. */
export function commandsOf({ start, until, commands, ms }: Month): Value {
  const elapsed = until - start;
  if (ms < DAY_MS)
    return new Absent(
      `the commands of this month were counted for ${Math.floor(ms / HOUR_MS)} h so far: it takes a day to tell those of the whole month`,
    );
  return (commands / ms) * elapsed;
}

/** When the commands of the month reach a limit, if they go on as they did; undefined if they do not before it ends. */
export function reachedAt({ month, limit }: Usage): Date | undefined {
  const commands = commandsOf(month);
  const { start, until } = month;
  if (commands instanceof Absent) return undefined;
  const at = start + (limit / commands) * (until - start);
  return at < monthOf(start, 1) ? new Date(at) : undefined;
}
