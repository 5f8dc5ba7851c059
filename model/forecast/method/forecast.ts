import { type Day, dayOf } from './days';
import { type Outlook, percent } from './outlook';
import { periodOf, quotaOf } from './quota';
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
  const { limit } = history;
  if (limit === undefined || !(limit > 0))
    return told({ absent: 'its limit is not known', because: 'unclear' }, [], history, { kind, today });
  const outlook = kind === 'quota' ? quotaOf(days, today) : trendOf(days, limit, today);
  const scores = scoresOf(made, limit, today, seenIn(kind, days, today));
  const error = meanError(scores);
  if ('days' in outlook && outlook.days > 0 && error !== undefined && error > MOST_ERROR)
    return told(
      {
        absent: `withdrawn: ${scores.map(({ daysAgo }) => `that of ${daysAgo} days ago`).join(' and ')} was wrong by ${percent(error)} of the room that was left`,
        because: 'wrong',
      },
      scores,
      history,
      { kind, today },
    );
  return told(outlook, scores, history, { kind, today });
}

/** In fewer days of history, what is purged once a week looks as if it only grew: such a forecast is shown, and raises no alarm. */
const LEAST_HISTORY = 14;

function told(outlook: Outlook, scores: readonly Score[], history: History, { kind, today }: At): Forecast {
  const { days, made, held } = history;
  const last = made.filter(({ day }) => day < today).at(-1)?.day ?? Number.NEGATIVE_INFINITY;
  const isYoung = kind === 'trend' && today - (days[0]?.day ?? today) < LEAST_HISTORY;
  const reached = 'days' in outlook && outlook.days === 0;
  const severity = isYoung && !reached ? 0 : heldOf(outlook, { held, silentDays: today - last });
  return { outlook, severity, scores };
}

interface At {
  readonly kind: Kind;
  /** Days since the epoch. */
  readonly today: number;
}

/** By chance alone, the newest values may be so many times as far from the line as half of all are. */
const CHANCE = 2;

/** Where a row was; of a quota, in this period only. */
function seenIn(kind: Kind, days: readonly Day[], today: number): Seen {
  if (kind === 'quota') {
    const period = periodOf(days, today);
    return { levelOf: (before) => period.filter(({ day }) => day < before).at(-1), noise: 0 };
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
