import type { Published, SynthesizedAlarm } from '../alarms/alarm-resource';
import { evaluationRange } from '../alarms/next-state';
import { evaluate, evaluatorOf, type Pace } from '../alarms/timeline';

/** From one moment to another, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
/** A time in which an alarm was in ALARM. */
export interface Episode extends Span {
  /** It was still in ALARM when the span ended. */
  readonly open?: true;
}
/** How an alarm would have fired. */
export interface Firings {
  /** How often it entered ALARM. */
  readonly times: number;
  /** How long it was in ALARM, in milliseconds. */
  readonly totalMs: number;
  /** When it fired for the first and the last time; undefined if it never did. */
  readonly first?: number;
  readonly last?: number;
  readonly episodes: readonly Episode[];
  /** The part of the span that it could judge; undefined if the span is shorter than what it looks back over. */
  readonly judged?: Span;
}

/**
 * How an alarm would have fired over a span. It is judged from the moment at which all periods that it looks at lie within
 * the span: nothing is known of the time before, which must not count as silence.
 * @param published what is known within the span, each metric in the order of its timestamps
 * @throws {Error} if the alarm uses something that the evaluator does not support
 */
export function firingsOf(
  alarm: SynthesizedAlarm,
  published: Published,
  span: Span,
  pace: Pace = {},
): Firings {
  const { periodMs } = evaluatorOf(alarm, pace);
  const from = span.from + periodMs * evaluationRange(alarm.evaluation_periods, pace.beyond);
  if (from > span.to) return { times: 0, totalMs: 0, episodes: [] };
  const judged = { from, to: span.to };
  const stretches = evaluate(alarm, published, judged, pace);
  const episodes = stretches.flatMap(({ from, state }, i): Episode[] => {
    if (state !== 'ALARM') return [];
    const end = stretches[i + 1]?.from;
    return [end === undefined ? { from, to: span.to, open: true } : { from, to: end }];
  });
  const [first, last] = [episodes[0], episodes.at(-1)];
  return {
    times: episodes.length,
    totalMs: episodes.reduce((sum, { from, to }) => sum + to - from, 0),
    ...(first && last && { first: first.from, last: last.from }),
    episodes,
    judged,
  };
}
