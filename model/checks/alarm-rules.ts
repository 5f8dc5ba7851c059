import { type Alarm, hasAlarm, severities, type Threshold } from '../../thresholds/row';
import { unitWords } from '../format';
import { kindOf } from '../threshold';
import type { Rule } from './row-rules';

/** Rules about what becomes of a row in CloudWatch: its alarms, its graph. Each has a broken fixture in its test. */
export const alarmRules: Readonly<Record<string, Rule>> = {
  *'terraform text'({ row }) {
    // cdktf's HCL writer loses the escape of quotes and makes a heredoc of lines; `${` and `%{` begin a template.
    const texts = { meaning: row.meaning, firstStep: hasAlarm(row.alarm) ? row.alarm.firstStep : '' };
    for (const [field, text] of Object.entries(texts))
      if (/["\r\n]|[$%]\{/.test(text))
        yield [
          `has a double quote, line break or template sign in "${field}"`,
          'use one line and single quotes',
        ];
  },
  *'can fire'({ row }) {
    if (!hasAlarm(row.alarm)) return;
    const alarm: Alarm<Threshold> = row.alarm;
    for (const severity of severities) {
      // Below a share of something that is unknown here, it can: the share itself is above 0.
      if (alarm.breaches === 'below' && kindOf(alarm[severity]).magnitude === 0)
        yield [`can never be ${severity}: no reading is below 0`, 'give a threshold above 0'];
    }
  },
  *'missing data'({ row }) {
    if (!hasAlarm(row.alarm)) return;
    const { missingData, datapoints } = row.alarm;
    // Then one bad reading before a silence is critical after the warning has become INSUFFICIENT_DATA.
    if (missingData === 'missing' && datapoints.warning[1] !== datapoints.critical[1])
      yield [
        'leaves gaps missing and looks back differently far in warning and critical',
        'use the same N in both, or let gaps be notBreaching or ignored',
      ];
  },
  *graph({ name, row, table }) {
    const others = Object.entries(table).filter(
      ([other, { panel }]) => other !== name && panel.graph === row.panel.graph,
    );
    for (const [other, { panel, ...twin }] of others) {
      if (panel.section !== row.panel.section)
        yield [`names the graph of ${other}, which is in another section`, 'rename one of the two graphs'];
      else if (unitWords({ ...twin, panel }) !== unitWords(row) || twin.unit !== row.unit)
        yield [`shares a graph with ${other}, which has another unit`, 'give it a graph of its own'];
      else if (hasAlarm(row.alarm) && hasAlarm(twin.alarm))
        yield [`shares a graph with ${other}, and both have thresholds`, 'give it a graph of its own'];
    }
  },
};
