import type { SynthesizedAlarm } from '../../model/alarms/alarm-resource';
import { STAND_IN, strangeness } from '../../model/alarms/stand-in';
import type { RowAlarm, Tested } from '../../model/backtest/backtest';
import { criteriaOf } from '../../model/backtest/criteria';
import { firingsOf } from '../../model/backtest/firings';
import type { History } from '../../model/backtest/history';
import { recordedFor } from '../../model/backtest/recorded';
import { firedWords } from '../../model/backtest/words';
import type { AnomalyAlarm, Collector } from '../../model/collector';

/** An anomaly alarm, as one on how many deviations a value is from what is usual. */
export interface Unusual extends RowAlarm {
  readonly alarm: AnomalyAlarm;
}

/** The anomaly alarms of collectors. */
export function unusualOf(collectors: readonly Collector[]): Unusual[] {
  return collectors.flatMap(({ service, namespace, dimensions, anomalies }) =>
    anomalies.map((alarm) => {
      const { row, severity, definition, datapoints, periodMinutes, anomaly } = alarm;
      const resource: SynthesizedAlarm = {
        ...{ alarm_name: alarm.name, namespace, dimensions, metric_name: row },
        ...{ statistic: definition.alarm.statistic, period: periodMinutes * 60 },
        ...{ comparison_operator: 'GreaterThanThreshold', threshold: anomaly.band },
        ...{ datapoints_to_alarm: datapoints[0], evaluation_periods: datapoints[1] },
        treat_missing_data: definition.alarm.missingData,
      };
      return { service, row, severity, resource, alarm };
    }),
  );
}

/** How often anomaly alarms would have fired against the stand-in band, one line each; empty without such alarms. */
export function unusualNote(unusual: readonly Unusual[], history: History): string[] {
  if (unusual.length === 0) return [];
  const lines = unusual.map((one) => `  ${one.resource.alarm_name}: ${firedWords(testedOn(one, history))}`);
  return [[`Anomaly alarms, against a stand-in for CloudWatch’s band (${STAND_IN}):`, ...lines].join('\n')];
}

function testedOn({ service, row, resource, alarm }: Unusual, history: History): Tested {
  const criteria = criteriaOf(resource);
  const recorded = recordedFor(resource, service, history);
  if (recorded.absent !== undefined) return { criteria, absent: recorded.absent };
  const far = strangeness(recorded.published[row] ?? [], alarm.anomaly.side);
  const [first] = far;
  if (!first) return { criteria, absent: 'the history is too short to know what is usual' };
  const { episodes, ...firings } = firingsOf(resource, { [row]: far }, { from: first.at, to: history.to });
  if (!firings.judged) return { criteria, absent: 'the history is shorter than what the alarm looks at' };
  return { criteria, firings: { ...firings, open: episodes.at(-1)?.open ?? false } };
}
