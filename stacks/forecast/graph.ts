import type { Collector } from '../../model/collector';
import { alarmDays } from '../../model/forecast/method/severity';
import { DAYS_METRIC, ROW } from '../../model/forecast/payload';
import { targetsOf } from '../../model/forecast/targets';
import { severities } from '../../thresholds/row';
import { palette, severityColors } from '../dashboard/colors';
import type { Graph } from '../dashboard/widgets';

/** How far its graph looks back: one value a day is nothing in the hours of the other graphs. */
const RANGE = '-P30D';
const DAY_SECONDS = 86_400;

/** In how many days rows reach their limits, as it was said each day; nothing where that is not forecast. */
export function forecastGraphs(collector: Collector): Graph[] {
  const { environment, namespace, dimensions } = collector;
  const targets = environment.forecast ? targetsOf(collector) : [];
  if (targets.length === 0) return [];
  const colors = Object.values(palette);
  return [
    {
      type: 'metric',
      properties: {
        title: 'Days until the limit',
        region: environment.region,
        view: 'timeSeries',
        period: DAY_SECONDS,
        stat: 'Minimum',
        start: RANGE,
        metrics: targets.map(({ row }, i) => [
          namespace,
          DAYS_METRIC,
          ...Object.entries({ ...dimensions, [ROW]: row }).flat(),
          { id: `m${i + 1}`, label: row, ...(colors[i] !== undefined && { color: colors[i] }) },
        ]),
        yAxis: { left: { label: 'days', showUnits: false, min: 0 } },
        annotations: {
          horizontal: severities.map((severity) => ({
            value: alarmDays[severity].from,
            label: `${severity} in ${alarmDays[severity].from} days or less`,
            color: severityColors[severity],
          })),
        },
      },
    },
  ];
}
