import { type Table, thresholdsOf } from '../../thresholds/row';
import { alarmedRows } from '../rows';
import { kindOf, type LimitsByName } from '../threshold';

/**
 * What the first of each row's alarms breaches with, as the collector reads it where its pace adapts (`handlers/driver/pace/signs.ts`):
 * `SlowQueries above 8, ActiveConnections above 80 % of ConnectionLimit`. Without <, which begins a variable in the input of a
 * rule of EventBridge. A row with one value a day is none: nothing new is seen of it a minute later.
 */
export function signsOf(rows: Table, limits: LimitsByName): string {
  const signs = alarmedRows(rows).flatMap(([row, { alarm, daily }]) => {
    const [first] = thresholdsOf(alarm);
    if (!first || daily) return [];
    const kind = kindOf(first[1]);
    const [base] = kind.refersTo.rows;
    return [`${row} ${alarm.breaches} ${kind.compared(limits)}${base === undefined ? '' : ` % of ${base}`}`];
  });
  return signs.join(', ');
}
