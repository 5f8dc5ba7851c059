import { collectorOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import type { Column } from '../../thresholds/service';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { generatedLine, joined, number, table, usd } from '../markdown';
import { assumptions } from './assumptions';
import { type Bill, cost, type Line, usdOf } from './bill';
import { type Item, prices, pricesAsOf } from './prices';

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const inEnvironment =
  ({ name }: Environment) =>
  (line: Line): boolean =>
    line.environment === name;

function summary(
  environments: readonly Environment[],
  { lines, allowances, listUsd, totalUsd }: Bill,
): string {
  const count = unique(allowances.map(({ account }) => account)).length;
  const accounts = count === 1 ? 'the account' : `each of ${count} accounts`;
  return table(
    ['', 'US dollars a month>'],
    [
      ...environments.map((environment) => [environment.name, usd(usdOf(lines, inEnvironment(environment)))]),
      ['list price', usd(listUsd)],
      [`free tier, once for ${accounts}`, `−${usd(listUsd - totalUsd)}`],
      ['**to pay**', `**${usd(totalUsd)}**`],
    ],
  );
}

/** One line for each item, or each row, with a column for each environment. */
function perEnvironment(
  heading: string,
  environments: readonly Environment[],
  entries: readonly (readonly [label: string, lines: readonly Line[], detail: readonly string[]])[],
  details: readonly string[] = [],
): string {
  return table(
    [heading, ...details, ...environments.map(({ name }) => `${name}>`)],
    entries.map(([label, lines, detail]) => [
      label,
      ...detail,
      ...environments.map((environment) => {
        const own = lines.filter(inEnvironment(environment));
        return own.length > 0 ? usd(usdOf(own)) : '–';
      }),
    ]),
  );
}

function byRow(environments: readonly Environment[], lines: readonly Line[]): string {
  const entries = serviceNames.flatMap((service) =>
    Object.keys(serviceOf(service).rows).flatMap((row) => {
      const own = lines.filter((l) => l.service === service && l.row === row);
      const alarms = own.filter((l) => l.item === 'alarmMetric').map((l) => l.quantity);
      const detail = ['1', String(Math.max(0, ...alarms))];
      return own.length > 0 ? [[`${service}.${row}`, own, detail] as const] : [];
    }),
  );
  return perEnvironment('Row', environments, entries, ['metrics>', 'metrics in its alarms>']);
}

function byItem(environments: readonly Environment[], lines: readonly Line[]): string {
  const items = unique(lines.map((l) => l.item));
  return perEnvironment(
    'Item',
    environments,
    items.map((item) => [prices[item].label, lines.filter((l) => l.item === item), []] as const),
  );
}

const cells: Readonly<Record<Column['format'], (value: number | string, decimals?: number) => string>> = {
  text: String,
  number: (value, decimals = 0) => number(Number(value), decimals),
  percent: (value) => `${number(Number(value) * 100, 1)} %`,
  usd: (value) => usd(Number(value)),
};

/** What watching makes the vendor of a service bill, for each environment. */
function caused(environments: readonly Environment[], service: ServiceName): string[] {
  const { why, columns, lines, prices: source } = serviceOf(service).elsewhere;
  const rows = environments.flatMap((environment) => {
    const { name, collectionMinutes } = environment;
    const { hoursPerMonth } = assumptions;
    return lines({
      collectionMinutes,
      hoursPerMonth,
      options: collectorOf(environment, service).choices,
    }).map((line, i) => [
      i === 0 ? name : '',
      ...line.map((value, c) => cells[columns[c]?.format ?? 'text'](value, columns[c]?.decimals)),
    ]);
  });
  const headings = columns.map(({ title, format }) => (format === 'text' ? title : `${title}>`));
  return [why, table(['Environment', ...headings], rows), source];
}

function priceTable(): string {
  return table(
    ['Item', 'list price>', 'for', 'free each month>', 'source'],
    (Object.keys(prices) as Item[]).map((item) => {
      const { label, usd: amount, per, unit, free, source } = prices[item];
      const many = per === 1 ? unit : `${number(per)} × ${unit}`;
      return [label, `$${amount}`, many, free > 0 ? number(free) : '–', source];
    }),
  );
}

/** The estimate as a document. Prices are monthly, of us-east-1, in US dollars. */
export function costDocument(environments: readonly Environment[]): string {
  const result = cost(environments);
  return joined(
    generatedLine,
    '# Cost',
    `What the monitoring of \`environments.ts\` costs a month: ${number(assumptions.hoursPerMonth)} hours, list prices of us-east-1 as of ${pricesAsOf}. Other regions differ by some percent. Run \`npm run cost\` after an edit.`,
    '## In all',
    summary(environments, result),
    'The free tier is counted as if the accounts did nothing else; in an organization it exists once for all of its accounts.',
    '## By item, at list price',
    byItem(environments, result.lines),
    '## By row, at list price',
    'A row costs its metric and its two alarms. An alarm whose threshold is a share of another metric is billed for both metrics.',
    byRow(environments, result.lines),
    '## What watching causes elsewhere',
    'For databases that nothing else uses, the worst case.',
    ...serviceNames.flatMap((service) => caused(environments, service)),
    '## Prices',
    `As of ${pricesAsOf}. Each was read where the table says, the free tiers on the services’ pricing pages (aws.amazon.com/<service>/pricing): check there before you budget.`,
    priceTable(),
    `Assumed: a run takes ${assumptions.runSeconds} s at ${assumptions.functionGigabytes} GB, logs ${number(assumptions.logBytesPerRun)} bytes and keeps ${assumptions.stateKilobytes} KB of state.`,
    'Not counted, because they are free at this size or a few cents: the EventBridge schedule, SNS, standard parameters and the KMS requests that decrypt them, the state bucket, DynamoDB storage. Metrics that people read with other tools (GetMetricData) are billed to those tools.',
  );
}
