import { backtestOf } from '../../../model/backtest/backtest';
import type { History } from '../../../model/backtest/history';
import { recordedFor } from '../../../model/backtest/recorded';
import type { Recording } from './recording';

/** A history that was recorded from CloudWatch, at CloudWatch's own pace; judged as `npm run backtest` judges it. */
export function recorded(history: History, fileName: string): Recording {
  const { from, to, series } = history;
  return {
    label: fileName,
    live: false,
    scale: 1,
    span: () => ({ from, to }),
    now: () => to,
    judge: (alarm) => backtestOf(history, [alarm])[0]?.proposed ?? {},
    published(service, alarm) {
      const known = recordedFor(alarm, service, history);
      return 'published' in known ? (known.published ?? {}) : {};
    },
    points(service, metric) {
      const same = series.filter((one) => one.service === service && one.metric === metric);
      return (same.find(({ statistics }) => statistics.includes('Average')) ?? same[0])?.points;
    },
    // A history has the values of rows only.
    lambda: () => undefined,
    lines: () => undefined,
  };
}
