import type { Published, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { History, Series } from '../../../model/backtest/history';
import type { Recording } from './recording';

/** A history that was recorded from CloudWatch, at CloudWatch's own pace. */
export function recorded(history: History, fileName: string): Recording {
  const { from, to } = history;
  const of = (service: string) => history.series.filter((series) => series.service === service);
  return {
    label: fileName,
    live: false,
    scale: 1,
    span: () => ({ from, to }),
    now: () => to,
    published: (service, alarm) => publishedFor(of(service), alarm),
    points: (service, metric) => pick(of(service), metric, 'Average')?.points,
    // A history has the values of rows only.
    lambda: () => undefined,
    lines: () => undefined,
  };
}

/** Of each metric that the alarm watches the values of the statistic that it uses. */
function publishedFor(series: readonly Series[], alarm: SynthesizedAlarm): Published {
  const watched = alarm.metric_query?.flatMap(({ metric }) => (metric ? [metric] : [])) ?? [
    { metric_name: alarm.metric_name ?? '', stat: alarm.statistic ?? 'Average' },
  ];
  return Object.fromEntries(
    watched.map(({ metric_name: name, stat }) => [name, pick(series, name, stat)?.points ?? []]),
  );
}

/** The series of a statistic; without one any other of the metric. */
function pick(series: readonly Series[], metric: string, statistic: string): Series | undefined {
  const same = series.filter((one) => one.metric === metric);
  return same.find(({ statistics }) => (statistics as readonly string[]).includes(statistic)) ?? same[0];
}
