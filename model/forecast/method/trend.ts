import { type Day, lastOf, newestOf, weeklyPeaks } from './days';
import { type Fit, fitOf, SURE } from './fit';
import { daysWords, far, type Outlook, percent, unclear } from './outlook';

/** With fewer different days, a week is not covered. */
export const LEAST_DAYS = 7;
/** After so many days without a value, the last ones say nothing about now. */
const OLDEST_DAYS = 3;
/** Of the days between the first and the last, so many must have a value. */
const LEAST_SHARE_OF_DAYS = 0.5;
/** Below this share of the limit, growth is no reason to act. */
export const LEAST_USE = 0.5;
/** A forecast looks ahead at most so many times as far as the history looks back. */
const MOST_AHEAD = 2;
/** The scatter around the line may be at most this share of the room that is left. */
const MOST_SCATTER = 1 / 3;
/** The newest days, in which growth may have become faster, slower, or have ended. */
const RECENT_DAYS = 14;
/** Growth of two weeks is slower than that of all days where it is certainly below this share of it. */
const CLEARLY_SLOWER = 0.5;
/** Each half of the newest days must grow at least by this share of the slope of both. */
const IN_EACH_HALF = 0.4;
/** Peaks of weeks are a better line than days where their distance from it is below this share of that of the days. */
const PEAKS_DISTANCE = 1 / 3;
/** With fewer weeks, an interval of the slope does not exist. */
const LEAST_WEEKS = 6;
/** Days that are on average nearer to their line than this share of the value do not go up and down. */
const LEAST_UNEVEN = 0.005;

/** Values as they are projected: the days, or the peaks of the weeks. */
export interface View {
  readonly fit: Fit;
  readonly newest: Day;
  readonly isWeekly: boolean;
}

/**
 * When a value that grows reaches its limit, if it goes on as it did.
 * @param days the largest value of each day that has one, in their order, without today
 * @param limit in the unit of the values
 * @param today days since the epoch
 */
export function trendOf(days: readonly Day[], limit: number, today: number): Outlook {
  const gap = gapIn(days, today);
  if (gap !== undefined) return unclear(gap);
  const view = viewOf(days);
  if (!view) return unclear('there are no values');
  const { newest, isWeekly } = view;
  const room = limit - newest.value;
  if (room <= 0) return { days: 0 };
  if (newest.value < limit * LEAST_USE)
    return far(`it is at ${percent(newest.value / limit)} of its limit, below ${percent(LEAST_USE)}`);
  const slope = isWeekly ? grows(view.fit) : slopeOf(view.fit, days, room);
  if (typeof slope !== 'number') return slope;
  if (view.fit.scatter > room * MOST_SCATTER)
    return unclear(
      `the values scatter too much: half of them are further from the line than ${percent(view.fit.scatter / room)} of the room that is left`,
    );
  // The newest value is of a day that has passed, and today has just begun.
  const ahead = Math.max(0, room / slope - (today - 1 - newest.day));
  const history = today - (days[0]?.day ?? today);
  if (ahead > history * MOST_AHEAD)
    return far(
      `the limit is more than ${daysWords(history * MOST_AHEAD)} away, twice as far as the history reaches back`,
    );
  return { days: ahead };
}

/** Why days cannot be projected. */
function gapIn(days: readonly Day[], today: number): string | undefined {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return 'there are no values';
  if (days.length < LEAST_DAYS)
    return `there are values of ${daysWords(days.length)}, and it takes ${LEAST_DAYS}`;
  const since = today - 1 - last.day;
  if (since >= OLDEST_DAYS) return `there was no value for ${daysWords(since)}`;
  const span = last.day - first.day + 1;
  if (days.length < span * LEAST_SHARE_OF_DAYS) return `only ${days.length} of ${span} days have values`;
  return undefined;
}

/**
 * The days; or the peaks of the weeks, where something is purged every week or little happens at weekends: the days go up and down then,
 * and the peaks tell how far they come.
 */
export function viewOf(days: readonly Day[]): View | undefined {
  const newest = newestOf(days);
  if (!newest) return undefined;
  const daily = { fit: fitOf(days, SURE.percent99), newest, isWeekly: false };
  const peaks = weeklyPeaks(days);
  const last = peaks.at(-1);
  if (peaks.length < LEAST_WEEKS || !last) return daily;
  const fit = fitOf(peaks, SURE.percent95);
  const isUneven = daily.fit.distance > Math.abs(newest.value) * LEAST_UNEVEN;
  return isUneven && fit.distance < daily.fit.distance * PEAKS_DISTANCE
    ? { fit, newest: last, isWeekly: true }
    : daily;
}

/** Where the values were, in the view in which they are seen now. */
export const levelOf = (days: readonly Day[], { isWeekly }: Pick<View, 'isWeekly'>): Day | undefined =>
  isWeekly ? weeklyPeaks(days).at(-1) : newestOf(days);

/** The slope, if it is certain that it is above 0. */
function grows({ slope, least, most }: Fit): number | Outlook {
  if (most <= 0 || slope <= 0) return far('it does not grow');
  return least > 0 ? slope : far('whether it grows cannot be told from chance');
}

/**
 * The growth a day. Where the newest two weeks grow faster, in both of them, that is theirs; where they clearly grow slower, too, and
 * where they no longer grow, there is none.
 */
function slopeOf(whole: Fit, days: readonly Day[], room: number): number | Outlook {
  const newest = lastOf(days, RECENT_DAYS);
  if (whole.slope <= 0) return grows(whole);
  if (newest.length < LEAST_DAYS || newest.length === days.length) return grows(whole);
  const recent = fitOf(newest, SURE.percent99);
  const isGood = recent.least > 0 && recent.scatter <= room * MOST_SCATTER;
  if (recent.most < whole.slope * CLEARLY_SLOWER)
    return isGood ? recent.slope : far(`it has not grown in the last ${RECENT_DAYS} days`);
  const slope = grows(whole);
  return isGood && typeof slope === 'number' && growsThroughout(newest, recent)
    ? Math.max(slope, recent.slope)
    : slope;
}

/** Whether both halves grow: a step has all of its growth in one place. */
function growsThroughout(days: readonly Day[], { slope }: Fit): boolean {
  const middle = Math.floor(days.length / 2);
  return [days.slice(0, middle), days.slice(middle)].every(
    (half) => fitOf(half, SURE.percent95).slope >= slope * IN_EACH_HALF,
  );
}
