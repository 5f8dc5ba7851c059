import type { Severity } from '../../thresholds/row';
import type { SynthesizedAlarm } from '../alarms/alarm-resource';
import { type Criteria, criteriaOf, sameCriteria } from './criteria';
import { type Firings, firingsOf } from './firings';
import type { History } from './history';
import { recordedFor } from './recorded';

/** An alarm, and the row that it is of. */
export interface RowAlarm {
  readonly service: string;
  readonly row: string;
  readonly severity: Severity;
  readonly resource: SynthesizedAlarm;
}

/** What a history says of an alarm. */
export interface Tested {
  readonly criteria: Criteria;
  /** Undefined if the history says nothing of it. */
  readonly firings?: Omit<Firings, 'episodes'> & { readonly open: boolean };
  /** Why it says nothing. */
  readonly absent?: string;
}
/** One row and severity, as it is proposed and as it is on the base. */
export interface Comparison {
  readonly service: string;
  readonly row: string;
  readonly severity: Severity;
  /** The name of the proposed alarm, or of the one that goes. */
  readonly alarm: string;
  /** Undefined if the alarm goes. */
  readonly proposed?: Tested;
  /** Undefined if the alarm is new, or the base is unknown. */
  readonly base?: Tested;
}

/**
 * Proposed alarms over a history, beside those of the base. A service is judged from the first value that it has in the
 * history: before that it was not there, which is not silence.
 */
export function backtestOf(
  history: History,
  proposed: readonly RowAlarm[],
  base: readonly RowAlarm[] = [],
): Comparison[] {
  const key = ({ service, row, severity }: RowAlarm) => JSON.stringify([service, row, severity]);
  const before = new Map(base.map((alarm) => [key(alarm), alarm]));
  const after = new Map(proposed.map((alarm) => [key(alarm), alarm]));
  const gone = base.filter((alarm) => !after.has(key(alarm)));
  return [...proposed, ...gone].map((alarm) => {
    const { service, row, severity, resource } = alarm;
    const [now, then] = [after.get(key(alarm)), before.get(key(alarm))];
    const tested = now && testedOn(history, now);
    const known = then && (same(now, then) ? tested : testedOn(history, then));
    return {
      service,
      row,
      severity,
      alarm: resource.alarm_name,
      ...(tested && { proposed: tested }),
      ...(known && { base: known }),
    };
  });
}

const same = (a: RowAlarm | undefined, b: RowAlarm): boolean =>
  a !== undefined && sameCriteria(criteriaOf(a.resource), criteriaOf(b.resource));

function testedOn(history: History, { service, resource }: RowAlarm): Tested {
  const criteria = criteriaOf(resource);
  try {
    const recorded = recordedFor(resource, service, history);
    if (recorded.absent !== undefined) return { criteria, absent: recorded.absent };
    const from = Math.max(history.from, firstOf(history, service));
    const { episodes, ...firings } = firingsOf(resource, recorded.published, { from, to: history.to });
    if (!firings.judged) return { criteria, absent: 'the history is shorter than what the alarm looks at' };
    return { criteria, firings: { ...firings, open: episodes.at(-1)?.open ?? false } };
  } catch (error) {
    // The evaluator names what it does not support, such as in an alarm of another version.
    return { criteria, absent: (error as Error).message };
  }
}

/** When a service published its first value. */
function firstOf({ series }: History, service: string): number {
  const own = series.filter((one) => one.service === service);
  return Math.min(...own.map(({ points }) => points[0]?.at ?? Number.POSITIVE_INFINITY));
}
