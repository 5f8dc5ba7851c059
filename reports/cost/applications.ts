import { type ApplicationWatch, applicationsOf } from '../../model/applications/application';
import type { Environment } from '../../model/environment';
import { kindAt } from '../../model/threshold';
import { table, usd } from '../markdown';
import { type Item, prices } from './prices';

/** A monthly quantity of an item, and the row that causes it; without one, the dashboard. */
interface ApplicationCharge {
  readonly environment: string;
  readonly account: string;
  readonly service: string;
  readonly row?: string;
  readonly item: Item;
  readonly quantity: number;
}

/** What watching the applications of an environment is billed for: alarms and dashboards, and not the metrics, which they publish. */
export function applicationCharges(environment: Environment): ApplicationCharge[] {
  const of = { environment: environment.name, account: environment.accountId ?? 'default' };
  return applicationsOf(environment).flatMap(({ service, alarms, dashboardLink }): ApplicationCharge[] => [
    ...alarms.map(({ row, definition, severity }): ApplicationCharge => {
      const quantity = kindAt(definition.alarm, severity).billedMetrics;
      return { ...of, service, row, item: 'alarmMetric', quantity };
    }),
    ...(dashboardLink === undefined
      ? []
      : [{ ...of, service, item: 'dashboard', quantity: 1 } satisfies ApplicationCharge]),
  ]);
}

/** The metrics that the rows of an application see, each once. */
export const metricsOf = ({ places }: ApplicationWatch): number =>
  new Set(
    Object.values(places).map(({ metric: { namespace, name, dimensions } }) =>
      JSON.stringify([namespace, name, Object.entries(dimensions).sort()]),
    ),
  ).size;

/** The part of the cost document about applications; nothing where no environment watches one. */
export function applicationSection(environments: readonly Environment[]): string[] {
  const watched = environments.flatMap(applicationsOf);
  if (watched.length === 0) return [];
  const { usd: metricUsd, unit } = prices.metric;
  return [
    '## Applications, at list price',
    `Alarms and dashboards are in the sums above. The metrics are not: the applications publish them, and CloudWatch bills them ($${metricUsd.toFixed(2)} for each ${unit}) with or without this project. Metrics in the embedded format also cost what their log lines do.`,
    table(
      [
        'Application',
        'alarms>',
        'metrics in alarms>',
        'alarms and dashboard>',
        'metrics>',
        'its own metrics>',
      ],
      watched.map((one) => {
        const charges = applicationCharges(one.environment).filter(({ service }) => service === one.service);
        const price = charges.reduce(
          (sum, { item, quantity }) => sum + (quantity * prices[item].usd) / prices[item].per,
          0,
        );
        const inAlarms = charges.reduce(
          (sum, { item, quantity }) => (item === 'alarmMetric' ? sum + quantity : sum),
          0,
        );
        const metrics = metricsOf(one);
        return [
          `${one.service} in ${one.environment.name}`,
          String(one.alarms.length),
          String(inAlarms),
          usd(price),
          String(metrics),
          usd(metrics * metricUsd),
        ];
      }),
    ),
  ];
}
