import {
  type Alarm,
  datapointsOf,
  hasAlarm,
  lineColors,
  type Panel,
  type Threshold,
  thresholdsOf,
} from '../../thresholds/row';
import { unitWords } from '../format';
import { kindOf } from '../threshold';
import type { Rule } from './number-rules';

/** cdktf's HCL writer drops the escape of quotes and turns line breaks into a heredoc; `${` and `%{` start a template. */
export const NO_TERRAFORM_TEXT = /["\r\n]|[$%]\{/;

/** The colour of a row's line. */
const colorOf = ({ color = lineColors[0] }: Panel) => color;

/** Rules for a row's alarms and graph in CloudWatch. Each has a fixture that breaks it in its test. */
export const alarmRules: Readonly<Record<string, Rule>> = {
  *'terraform text'({ row }) {
    const texts = { meaning: row.meaning, firstStep: hasAlarm(row.alarm) ? row.alarm.firstStep : '' };
    for (const [field, text] of Object.entries(texts))
      if (NO_TERRAFORM_TEXT.test(text))
        yield [`has a double quote, a line break, \${ or %{ in "${field}"`, 'use one line and single quotes'];
  },
  *'can fire'({ row }) {
    if (!hasAlarm(row.alarm)) return;
    const alarm: Alarm<Threshold> = row.alarm;
    for (const [severity, threshold] of thresholdsOf(alarm)) {
      const { scale, magnitude } = kindOf(threshold);
      // A share is above 0, so a value can be below it. What it is a share of is unknown here.
      if (alarm.breaches === 'below' && magnitude === 0)
        yield [`can never be ${severity}: no reading is below 0`, 'give a threshold above 0'];
      if (alarm.breaches === 'above' && row.unit === 'Percent' && scale === 'unit' && magnitude === 100)
        yield [`can never be ${severity}: no reading is above 100 %`, 'give a threshold below 100'];
    }
  },
  *'missing data'({ row }) {
    if (!hasAlarm(row.alarm)) return;
    const { missingData, datapoints } = row.alarm;
    const critical = datapointsOf(row.alarm, 'critical');
    // Otherwise one bad reading before a gap stays critical after the warning has become INSUFFICIENT_DATA.
    if (missingData === 'missing' && datapoints.warning[1] !== critical[1])
      yield [
        'treats missing data as missing, but warning and critical look back over different numbers of periods',
        'use the same N for both, or set missingData to notBreaching or ignore',
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
        yield [`shares a graph with ${other}, which has a different unit`, 'give it a graph of its own'];
      else if (hasAlarm(row.alarm) && hasAlarm(twin.alarm))
        yield [`shares a graph with ${other}, but both have thresholds`, 'give it a graph of its own'];
      else if (colorOf(panel) === colorOf(row.panel))
        yield [
          `is ${colorOf(row.panel)}, as is ${other} in the same graph`,
          `give one of the two another "color" in its panel (${lineColors.join(', ')}), or a graph of its own`,
        ];
    }
  },
};
