import { watch } from '../../model/alarms/alarm-resource';
import type { RowAlarm } from '../../model/backtest/backtest';
import type { Collector } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { deployedOf } from '../../stacks/deployed';
import type { Place } from './base';
import type { Wanted } from './metrics';

/** Part of links in alarms only, which nobody evaluates. */
const ANY_ACCOUNT = '000000000000';
const statistics = ['Average', 'Maximum', 'Minimum', 'Sum'] as const;

/** The alarms as this checkout's tables have them. */
export function proposedAlarms(environment: Environment): RowAlarm[] {
  return deployedOf(environment, ANY_ACCOUNT).flatMap(({ collector: { service }, alarms }) =>
    alarms.map(({ resource, definition: { row, severity } }) => ({ service, row, severity, resource })),
  );
}

/**
 * What to ask CloudWatch for: what the alarms look at, each statistic once; to record, all statistics of all rows, for
 * questions that come later.
 * @param places where the metrics of a service are so far, if that is known
 */
export function wantedOf(
  collectors: readonly Collector[],
  alarms: readonly RowAlarm[],
  { places, all }: { readonly places?: ReadonlyMap<string, Place>; readonly all: boolean },
): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { service, namespace, dimensions, rows } of collectors) {
    const place = places?.get(service) ?? { namespace, dimensions };
    const looked = alarms
      .filter((one) => one.service === service)
      .flatMap(({ resource }) => metricsOf(resource));
    const every = Object.keys(rows).flatMap((name) => statistics.map((stat) => ({ name, stat })));
    for (const { name, stat } of [...looked, ...(all ? every : [])])
      wanted.set(JSON.stringify([service, name, stat]), { service, metric: name, statistic: stat, ...place });
  }
  return [...wanted.values()];
}

function metricsOf(resource: RowAlarm['resource']) {
  try {
    return watch(resource).metrics;
  } catch {
    // An alarm of another version, of which the table says why nothing is known.
    return [];
  }
}
