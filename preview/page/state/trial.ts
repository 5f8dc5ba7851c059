import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { notificationOf } from '../../../model/alarms/message';
import { reasonOf } from '../../../model/alarms/reason';
import { evaluatorOf } from '../../../model/alarms/timeline';
import { type Firings, firingsOf } from '../../../model/backtest/firings';
import { topicName } from '../../../model/names';
import type { AlarmView, CollectorView, EnvironmentView } from '../../web/protocol';
import type { Recording } from './recording';
import { clock, dated, duration } from './words';

/** What the topic would have got when an alarm fired. */
export interface Sent {
  readonly subject: string;
  readonly body: string;
}

/** The most results that are remembered of a recording. */
const MOST_KNOWN = 500;
const known = new WeakMap<Recording, Map<string, Firings>>();

/**
 * How an alarm would have fired over what was recorded; undefined while nothing is. Asked again for the same threshold and
 * time, it is not computed again: a month of one-minute data takes a while.
 */
export function tryOn(
  recording: Recording,
  { service }: CollectorView,
  alarm: SynthesizedAlarm,
): Firings | undefined {
  const span = recording.span();
  if (!span) return undefined;
  const results = known.get(recording) ?? new Map<string, Firings>();
  known.set(recording, results);
  const key = JSON.stringify([alarm.alarm_name, alarm.threshold, span]);
  const before = results.get(key);
  if (before) return before;
  const { scale } = recording;
  const firings = firingsOf(alarm, recording.published(service, alarm), span, { scale });
  if (results.size >= MOST_KNOWN) results.clear();
  results.set(key, firings);
  return firings;
}

/** What it would have sent at its last firing; undefined if it never fired. */
export function sentAt(
  recording: Recording,
  { name, region }: EnvironmentView,
  { service }: CollectorView,
  { arn }: AlarmView,
  alarm: SynthesizedAlarm,
  at: number,
): Sent | undefined {
  const { scale } = recording;
  const evaluation = evaluatorOf(alarm, { scale }).at(recording.published(service, alarm), at, 'OK');
  return notificationOf({
    alarm,
    region,
    accountId: arn.split(':')[4] ?? '',
    topic: topicName(name),
    from: 'OK',
    to: 'ALARM',
    reason: reasonOf(alarm, evaluation),
    at,
    createdAt: recording.span()?.from ?? at,
  });
}

/** Firings as the cells of a table. */
export interface FiringCells {
  readonly fired: string;
  readonly inAlarm: string;
  readonly first: string;
  readonly last: string;
}

export const NONE = '–';
const often = ['never', 'once', 'twice'];

/** Firings in words. The times of a session are times of day; those of a history have dates. */
export function cellsOf(firings: Firings | undefined, recording: Recording): FiringCells {
  if (!firings?.judged) return { fired: 'not enough data yet', inAlarm: NONE, first: NONE, last: NONE };
  const { times, totalMs, first, last, episodes } = firings;
  const when = (at: number | undefined) => {
    if (at === undefined) return NONE;
    return recording.live ? clock(at) : dated(at);
  };
  const still = episodes.at(-1)?.open ? ', still in alarm' : '';
  return {
    fired: `${often[times] ?? `${times} times`}${still}`,
    inAlarm: times === 0 ? NONE : duration(totalMs * recording.scale),
    first: when(first),
    last: when(last),
  };
}
