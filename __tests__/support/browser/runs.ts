import type { Published } from '../../../model/alarms/alarm-resource';
import type { Span } from '../../../model/backtest/firings';
import type { Run } from '../../../preview/web/protocol';

/** What CloudWatch has of a service: what a page knows, too, unless there are more runs than it keeps. */
export function publishedOf(all: readonly Run[], of: string): Published {
  const runs = all.filter(({ service }) => service === of);
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.published)))];
  return Object.fromEntries(names.map((name) => [name, runs.flatMap((run) => run.published[name] ?? [])]));
}

/** From the first run to the end of the last. */
export function spanOf(runs: readonly Run[]): Span {
  const last = runs.toSorted((a, b) => a.at - b.at).at(-1);
  return {
    from: Math.min(...runs.map(({ at }) => at)),
    to: (last?.at ?? 0) + (last?.durationMs ?? 0),
  };
}
