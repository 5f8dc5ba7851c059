import { backtestOf } from '../../../model/backtest/backtest';
import type { History } from '../../../model/backtest/history';
import { recordedFor } from '../../../model/backtest/recorded';
import type { Statistic } from '../../../thresholds/row';
import { realDays } from './forecasts';
import type { Recording } from './recording';

/**
 * A history that was recorded from CloudWatch, at CloudWatch's own pace; judged as `npm run backtest` judges it. It
 * has databases without a name only.
 */
export function recorded(history: History, fileName: string): Recording {
  const { from, to, series } = history;
  const pointsOf = (id: string, metric: string, statistic: Statistic) => {
    const same = series.filter((one) => one.service === id && one.metric === metric);
    return (same.find(({ statistics }) => statistics.includes(statistic)) ?? same[0])?.points;
  };
  return {
    label: fileName,
    live: false,
    scale: 1,
    calendar: realDays,
    span: () => ({ from, to }),
    now: () => to,
    judge: (alarm, id) =>
      id === alarm.service
        ? (backtestOf(history, [alarm])[0]?.proposed ?? {})
        : { absent: 'the history has no database with a name' },
    published(id, alarm) {
      const known = recordedFor(alarm, id, history);
      return 'published' in known ? (known.published ?? {}) : {};
    },
    points: (id, metric) => pointsOf(id, metric, 'Average'),
    maxima: (id, metric) => pointsOf(id, metric, 'Maximum'),
    // A history has the values of rows only.
    lambda: () => undefined,
    lines: () => undefined,
  };
}
