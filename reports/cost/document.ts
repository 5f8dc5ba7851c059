import { BILLED_METRICS } from '../../model/alarms/anomaly';
import { type Collector, collectorsByService, collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { includes, type Level, levels, severities } from '../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { generatedLine, joined, number, table, usd } from '../markdown';
import { UPTIME_COST } from '../uptime/usage';
import { applicationSection } from './applications';
import { assumptions, averageMinutes } from './assumptions';
import { type Bill, cost, type Line, usdOf } from './bill';
import { rhythmOf } from './charges';
import { environmentCells, environmentColumns } from './columns';
import { elsewhereTable } from './elsewhere';
import { byFeature, unseen } from './features';
import { forecastMetricMonths as FORECAST_METRICS } from './forecast';
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
    ['', 'US dollars per month>'],
    [
      ...environments.map((environment) => [environment.name, usd(usdOf(lines, inEnvironment(environment)))]),
      ['list price', usd(listUsd)],
      [`free tier, once for ${accounts}`, `−${usd(listUsd - totalUsd)}`],
      ['**to pay**', `**${usd(totalUsd)}**`],
    ],
  );
}

/** Said only where an environment asks for it. */
const ADAPTIVE = `With \`adaptive\`, the function runs every minute; a run that visits nothing takes ${assumptions.waitingSeconds} s and logs ${number(assumptions.logBytesPerWaitingRun)} bytes. For ${assumptions.alertMinutesPerDay} minutes a day, every run visits. A row that stays above its threshold keeps that up: at worst the environment costs what \`collectionMinutes: 1\` does.`;

const ANOMALY = `An anomaly alarm is billed as ${BILLED_METRICS} alarm metrics: $${(BILLED_METRICS * prices.alarmMetric.usd).toFixed(2)} a month for each database.`;

const CHAT =
  'Chat costs nothing: Amazon Q Developer in chat applications has no price, nor have messages from SNS to it. Its log of errors is in us-east-1 and has cents.';
const BUDGET =
  'The first two budgets of an account are free, others cost $0.02 a day. A budget by tag sees what has tags (functions, logs, alarms, the table), and not custom metrics, requests and dashboards, which are the largest part of the bill above.';

const FORECAST = `A forecast costs $${(FORECAST_METRICS * prices.metric.usd + severities.length * prices.alarmMetric.usd).toFixed(3)} a month for each row: two metrics with one value a day and two alarms; and $${prices.alarmMetric.usd.toFixed(2)} for each environment: the alarm on its function. What it reads of a row costs less than a cent.`;

/** One line per item or row, one column per environment. */
function perEnvironment(
  heading: string,
  environments: readonly Environment[],
  entries: readonly (readonly [label: string, lines: readonly Line[], detail: readonly string[]])[],
  details: readonly string[] = [],
): string {
  return table(
    [heading, ...details, ...environmentColumns(environments)],
    entries.map(([label, lines, detail]) => [
      label,
      ...detail,
      ...environmentCells(
        environments.map((environment) => {
          const own = lines.filter(inEnvironment(environment));
          return own.length > 0 ? usdOf(own) : undefined;
        }),
      ),
    ]),
  );
}

function byRow(environments: readonly Environment[], lines: readonly Line[]): string {
  const entries = serviceNames.flatMap((service) =>
    Object.keys(serviceOf(service).rows).flatMap((row) => {
      const own = lines.filter((l) => l.service === service && l.row === row);
      const alarms = own.filter((l) => l.item === 'alarmMetric').map((l) => l.quantity);
      const metrics = serviceOf(service).rows[row]?.daily
        ? `1 for ${assumptions.hoursOfDailyRow} h a day`
        : '1';
      const detail = [metrics, String(Math.max(0, ...alarms))];
      return own.length > 0 ? [[`${service}.${row}`, own, detail] as const] : [];
    }),
  );
  return perEnvironment('Row', environments, entries, ['metrics>', 'metrics in its alarms>']);
}

/** What each level adds to the one before it; the first has all that does not depend on the level, too. */
function byLevel(environments: readonly Environment[]): string {
  const at = (environment: Environment, level: Level | undefined): number =>
    level === undefined ? 0 : usdOf(cost([{ ...environment, level }]).lines);
  return table(
    ['Level', ...environmentColumns(environments)],
    levels.map((level, i) => [
      level,
      ...environmentCells(
        environments.map((environment) =>
          includes(environment.level, level)
            ? at(environment, level) - at(environment, levels[i - 1])
            : undefined,
        ),
      ),
    ]),
  );
}

/** What one more database with a name costs, for each service. */
function byDatabase(environments: readonly Environment[]): string {
  const named = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `database-${i}` }));
  const at = (environment: Environment, service: ServiceName, n: number): number =>
    usdOf(cost([{ ...environment, databases: { [service]: named(n) } }]).lines);
  return table(
    ['Service', ...environmentColumns(environments)],
    serviceNames.map((service) => [
      serviceOf(service).title,
      ...environmentCells(
        environments.map((environment) => at(environment, service, 2) - at(environment, service, 1)),
        false,
      ),
    ]),
  );
}

function byItem(environments: readonly Environment[], lines: readonly Line[]): string {
  const items = unique(lines.map((l) => l.item));
  return perEnvironment(
    'Item',
    environments,
    items.map((item) => [prices[item].label, lines.filter((l) => l.item === item), []] as const),
  );
}

/** What the vendor of a service charges because of the monitoring, per environment. */
function caused(service: ServiceName, collectors: readonly Collector[]): string[] {
  const { why, prices: source } = serviceOf(service).elsewhere;
  // Databases of an environment that are charged alike share a line.
  const groups = new Map<string, Collector[]>();
  for (const collector of collectors) {
    const key = JSON.stringify([collector.environment.name, collector.choices]);
    groups.set(key, [...(groups.get(key) ?? []), collector]);
  }
  const watched = [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { environment, database, choices } = first;
    const which = others.length > 0 ? `each of ${others.length + 1} databases` : database;
    return {
      label: [environment.name, which].filter(Boolean).join(', '),
      collectionMinutes: averageMinutes(rhythmOf(environment)),
      options: choices,
    };
  });
  return [why, elsewhereTable('Environment', service, watched), source];
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

/** The estimate as a document. Prices are per month, for us-east-1, in US dollars. */
export function costDocument(environments: readonly Environment[]): string {
  const result = cost(environments);
  return joined(
    generatedLine,
    '# Cost',
    `The monthly cost of monitoring the environments in \`environments.ts\`: ${number(assumptions.hoursPerMonth)} hours, us-east-1 list prices as of ${pricesAsOf}. Other regions differ by a few percent. Run \`npm run cost\` after an edit.`,
    '## Total',
    summary(environments, result),
    'This assumes that nothing else in the accounts uses the free tier. In an AWS organization, all accounts share one free tier.',
    '## By environment, feature and service, at list price',
    'Tags of an environment (`Feature`, `CostCenter`, or `Environment` itself) group the bill of AWS, once they are activated as cost allocation tags. They see what can have tags: alarms, functions, logs, the table.',
    byFeature(environments, result.lines),
    'The rest has no tags on the bill, whatever `environments.ts` says:',
    unseen(result.lines),
    '`npm run cost -- --actual` shows this estimate beside the bills of AWS, Neon and Upstash: [bill.md](bill.md).',
    '## By item, at list price',
    byItem(environments, result.lines),
    '## By level, at list price',
    'What each level adds to the one before it; `core` includes all that does not depend on the level.',
    byLevel(environments),
    '## By database, at list price',
    'What one more database with a name adds, with all rows and alarms of the environment’s level. It is nearly all for its metrics and alarms: ten cost ten times as much as one, a thousand a thousand times.',
    byDatabase(environments),
    '## By row, at list price',
    'A row costs one metric and its alarms. If a threshold is a share of another metric, the alarm is billed for both metrics. A row that is published once a day is billed for one hour of the day: CloudWatch bills a metric only for the hours in which it receives values.',
    byRow(environments, result.lines),
    ...applicationSection(environments),
    '## Vendor charges',
    'The worst case: databases that nothing else uses.',
    ...collectorsByService(environments).flatMap(([service, collectors]) => caused(service, collectors)),
    '## Prices',
    `As of ${pricesAsOf}. The table gives the source of each price; free tiers are from the services’ pricing pages (aws.amazon.com/<service>/pricing). Check those pages before you budget.`,
    priceTable(),
    `Assumptions: a run takes ${assumptions.runSeconds} s at ${assumptions.functionGigabytes} GB, logs ${number(assumptions.logBytesPerRun)} bytes and stores ${assumptions.stateKilobytes} KB of state. Where one invocation visits several databases, each further one takes ${assumptions.secondsPerFurtherDatabase} s.`,
    ...(environments.some(({ adaptive }) => adaptive) ? [ADAPTIVE] : []),
    ...(environments.flatMap(collectorsOf).some(({ anomalies }) => anomalies.length > 0) ? [ANOMALY] : []),
    ...(environments.some(({ chat }) => chat) ? [CHAT] : []),
    ...(environments.some(({ budget }) => budget) ? [BUDGET] : []),
    ...(environments.some(({ uptime }) => uptime) ? [UPTIME_COST] : []),
    ...(environments.some(({ forecast }) => forecast) ? [FORECAST] : []),
    'Not included, because at this size they are free or cost a few cents: the EventBridge schedule, saved queries (free) and the log data that they scan ($0.005 a GB), SNS, standard parameters and the KMS requests that decrypt them, the state bucket, and DynamoDB storage. Each call of `npm run doctor`, `npm run forecast` and the back-test costs $0.01 for 1,000 metrics (GetMetricData); other tools that read metrics add their own charges.',
  );
}
