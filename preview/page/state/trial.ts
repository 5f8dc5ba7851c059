import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { notificationOf } from '../../../model/alarms/message';
import { reasonOf } from '../../../model/alarms/reason';
import { evaluatorOf } from '../../../model/alarms/timeline';
import { lengthWords } from '../../../model/backtest/words';
import { topicName } from '../../../model/names';
import type { AlarmView, CollectorView, EnvironmentView } from '../../web/protocol';
import type { Judged, Recording } from './recording';
import { clock, dated } from './words';

/** An alarm that is tried: one of an environment, as it is deployed or with another threshold. */
export interface Tried {
  readonly collector: CollectorView;
  readonly view: AlarmView;
  readonly resource: SynthesizedAlarm;
}

/** The most results that are remembered of a recording. */
const MOST_KNOWN = 500;
const known = new WeakMap<Recording, Map<string, Judged>>();

/**
 * How an alarm would have fired over what was recorded. Asked again for the same threshold and time, it is not computed
 * again: a month of one-minute data takes a while.
 */
export function tryOn(recording: Recording, { collector, view, resource }: Tried): Judged {
  const results = known.get(recording) ?? new Map<string, Judged>();
  known.set(recording, results);
  const key = JSON.stringify([resource.alarm_name, resource.threshold, recording.span()]);
  const before = results.get(key);
  if (before) return before;
  const { row, severity } = view;
  const judged = recording.judge({ service: collector.service, row, severity, resource }, collector.id);
  if (results.size >= MOST_KNOWN) results.clear();
  results.set(key, judged);
  return judged;
}

/** What the topic would have got when an alarm fired. */
export interface Sent {
  readonly subject: string;
  readonly body: string;
}

/** @param at when it fired, in milliseconds since the epoch */
export function sentAt(
  recording: Recording,
  { name, region }: EnvironmentView,
  { collector: { id }, view: { arn }, resource }: Tried,
  at: number,
): Sent | undefined {
  const { scale } = recording;
  const evaluation = evaluatorOf(resource, { scale }).at(recording.published(id, resource), at, 'OK');
  return notificationOf({
    alarm: resource,
    region,
    accountId: arn.split(':')[4] ?? '',
    topic: topicName(name),
    from: 'OK',
    to: 'ALARM',
    reason: reasonOf(resource, evaluation),
    at,
    createdAt: recording.span()?.from ?? at,
  });
}

/** What is known of an alarm, as the cells of a table. */
export interface FiringCells {
  readonly fired: string;
  readonly inAlarm: string;
  readonly first: string;
  readonly last: string;
}

/** In a cell of which there is nothing to say. */
export const NONE = '–';
const often = ['never', 'once', 'twice'];

/** Firings in words, the time in alarm as in CloudWatch. Times of a session are times of day; those of a file have dates. */
export function cellsOf({ firings, absent }: Judged, { live, scale }: Recording): FiringCells {
  if (!firings) return { fired: `cannot be judged: ${absent}`, inAlarm: NONE, first: NONE, last: NONE };
  const { times, totalMs, first, last, open } = firings;
  const when = (at: number | undefined) => {
    if (at === undefined) return NONE;
    return live ? clock(at) : dated(at);
  };
  return {
    fired: `${often[times] ?? `${times} times`}${open ? ', still in alarm' : ''}`,
    inAlarm: times === 0 ? NONE : lengthWords(totalMs * scale),
    first: when(first),
    last: when(last),
  };
}
