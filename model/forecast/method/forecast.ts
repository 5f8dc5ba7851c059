import { type Day, dayOf } from './days';
import { type Outlook, percent, shown, unclear } from './outlook';
import { periodOf } from './period';
import { quotaOf } from './quota';
import { MOST_ERROR, meanError, type Score, type Seen, scoresOf } from './score';
import { type Held, heldOf } from './severity';
import { levelOf, trendOf, viewOf } from './trend';

/** How a row comes to its limit: it grows, or it is a quota of a month that is used up. */
export type Kind = 'trend' | 'quota';

/** What is known of a row. */
export interface History {
  /** Its largest value of each day, in their order. Today is not used: it has just begun. */
  readonly days: readonly Day[];
  /** Its limit, in the same unit; undefined where it is not known. */
  readonly limit: number | undefined;
  /** What its limit was, by day, in their order; none where it was always the same. */
  readonly limits?: readonly Day[];
  /** What was forecast, by the day of the forecast, in their order. */
  readonly made: readonly Day[];
  /** The severity that was published last, of at most a few days ago. */
  readonly held: Held;
}

/** What is said of a row today. */
export interface Forecast {
  readonly outlook: Outlook;
  readonly severity: Held;
  /** How good the forecasts of one and two weeks ago were. */
  readonly scores: readonly Score[];
}

/**
 * The forecast of a day. One whose predecessors were wrong is withdrawn.
 * @param now milliseconds since the epoch
 */
export function forecastOf(kind: Kind, history: History, now: number): Forecast {
  const today = dayOf(now);
  const days = history.days.filter(({ day }) => day < today);
  const made = history.made.filter(({ day }) => day < today);
  const known = { kind, days, made, limit: history.limit, held: history.held, today };
  const outlook = outlookOf(known, today);
  const { limit } = known;
  if (!isLimit(limit)) return { outlook, severity: severityOf(outlook, known), scores: [] };
  const scores = scoresOf(made, limitBefore(history.limits, limit), today, seenIn(kind, days, today));
  const error = meanError(scores);
  const isWrong = 'days' in outlook && outlook.days > 0 && error !== undefined && error > MOST_ERROR;
  const told = isWrong ? withdrawn(scores, error) : outlook;
  return { outlook: told, severity: severityOf(told, known), scores };
}

/** What is known, without today. */
interface Known extends History {
  readonly kind: Kind;
  readonly today: number;
}

const isLimit = (limit: number | undefined): limit is number => limit !== undefined && limit > 0;

/** The outlook of a day, from the days before it. */
function outlookOf({ kind, days, limit }: Known, day: number): Outlook {
  if (!isLimit(limit))
    return unclear(limit === undefined ? 'its limit is not known' : `its limit is ${shown(limit)}`);
  const before = days.filter((one) => one.day < day);
  return kind === 'quota' ? quotaOf(before, day) : trendOf(before, limit, day);
}

/** The limit as it was known on a day. */
const limitBefore =
  (limits: readonly Day[] | undefined, limit: number) =>
  (day: number): number =>
    limits?.filter((one) => one.day < day).at(-1)?.value ?? limit;

function withdrawn(scores: readonly Score[], error: number): Outlook {
  const ago = scores.map(({ daysAgo }) => daysAgo).join(' and ');
  const which = scores.length > 1 ? 'forecasts of' : 'forecast of';
  return {
    absent: `withdrawn: the ${which} ${ago} days ago ${scores.length > 1 ? 'were' : 'was'} wrong by ${percent(error)} of the room that was left`,
    because: 'wrong',
  };
}

/** In fewer days of history, what is purged once a week looks as if it only grew: such a forecast is shown, and raises no alarm. */
const LEAST_HISTORY = 14;

function severityOf(outlook: Outlook, known: Known): Held {
  const { kind, days, made, held, today } = known;
  const reached = 'days' in outlook && outlook.days === 0;
  const isYoung = kind === 'trend' && today - (days[0]?.day ?? today) < LEAST_HISTORY;
  if (isYoung && !reached) return 0;
  const last = made.at(-1)?.day ?? Number.NEGATIVE_INFINITY;
  const severity = heldOf(outlook, { held, silentDays: today - last });
  if (reached || severity <= held) return severity;
  // One day alone may be chance: it rises no further than yesterday's outlook would have kept it.
  const yesterday = heldOf(outlookOf(known, today - 1), { held: severity, silentDays: 0 });
  return yesterday > held ? yesterday : held;
}

/** By chance alone, the newest values may be so many times as far from the line as half of all are. */
const CHANCE = 2;

/** Where a row was; of a quota, in this period only, since its value fell last. */
function seenIn(kind: Kind, days: readonly Day[], today: number): Seen {
  if (kind === 'quota') {
    const own = periodOf(days, today - 1).days;
    return { levelOf: (before) => own.filter(({ day }) => day < before).at(-1), noise: 0 };
  }
  const view = viewOf(days);
  return {
    levelOf: (before) =>
      view &&
      levelOf(
        days.filter(({ day }) => day < before),
        view,
      ),
    noise: CHANCE * (view?.fit.scatter ?? 0),
  };
}
