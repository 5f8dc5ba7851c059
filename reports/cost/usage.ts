import type { Item } from './prices';

/** How an item appears on the bill. */
export interface Usage {
  /** The service, as Cost Explorer names it. */
  readonly service: 'AmazonCloudWatch' | 'AWS Lambda' | 'Amazon DynamoDB' | 'AWS Budgets' | 'Amazon Route 53';
  /** Usage types without the prefixes of a region and of CloudWatch; without a list, all of the service. */
  readonly types?: readonly string[];
  /** Whether what causes it can have tags: then the bill says which environment it is. */
  readonly tagged: boolean;
  /** Whether it has a price for a month, of which a part of the month costs its share; else each use costs. */
  readonly monthly: boolean;
}

const seen = { tagged: true, monthly: false } as const;
const CLOUDWATCH = 'AmazonCloudWatch';

/** Where each item is on the bill (AWS, CloudWatch billing and usage types, 2026-11; of others from bills; of Route 53 as infracost has them). */
export const usageOf: Readonly<Record<Item, Usage>> = {
  metric: { service: CLOUDWATCH, types: ['MetricMonitorUsage'], tagged: false, monthly: true },
  alarmMetric: { service: CLOUDWATCH, types: ['AlarmMonitorUsage'], tagged: true, monthly: true },
  analyzedMetric: { service: CLOUDWATCH, types: ['MetricInsightAlarmUsage'], tagged: true, monthly: true },
  dashboard: {
    service: CLOUDWATCH,
    types: ['DashboardsUsageHour', 'DashboardsUsageHour-Basic'],
    tagged: false,
    monthly: true,
  },
  request: { service: CLOUDWATCH, types: ['Requests'], tagged: false, monthly: false },
  invocation: { service: 'AWS Lambda', types: ['Request', 'Request-ARM'], ...seen },
  gigabyteSecond: { service: 'AWS Lambda', types: ['Lambda-GB-Second', 'Lambda-GB-Second-ARM'], ...seen },
  logIngested: { service: CLOUDWATCH, types: ['DataProcessing-Bytes'], ...seen },
  // DynamoDB and S3 have a usage type of this name, too.
  logStored: { service: CLOUDWATCH, types: ['TimedStorage-ByteHrs'], tagged: true, monthly: true },
  tableWrite: { service: 'Amazon DynamoDB', types: ['WriteRequestUnits'], ...seen },
  tableRead: { service: 'Amazon DynamoDB', types: ['ReadRequestUnits'], ...seen },
  budgetDay: { service: 'AWS Budgets', tagged: false, monthly: false },
  // What forecasts read. Other tools, back-tests and people read, too: no estimate knows how much.
  metricRead: { service: CLOUDWATCH, types: ['GMD-Metrics'], tagged: false, monthly: false },
  // They can have tags. Another question for them would cost everybody $0.01 each time, and so the estimate tells whose they are.
  healthCheck: {
    service: 'Amazon Route 53',
    types: ['Health-Check-Non-AWS', 'Health-Check-AWS'],
    tagged: false,
    monthly: true,
  },
  healthCheckOption: {
    service: 'Amazon Route 53',
    types: ['Health-Check-Option-Non-AWS', 'Health-Check-Option-AWS'],
    tagged: false,
    monthly: true,
  },
};

const items = Object.keys(usageOf) as Item[];

/** The services that have items with tags. */
export const taggedServices: readonly string[] = [
  ...new Set(items.filter((item) => usageOf[item].tagged).map((item) => usageOf[item].service)),
];

/** A usage type without the prefix of its region (`EUC1-`, `EU-`) and that of CloudWatch (`CW:`). */
export const bareType = (type: string): string => type.replace(/^[A-Z]{2,5}\d*-/, '').replace(/^CW:/, '');

/** The item that a line of the bill is for; undefined if it is none of ours. */
export function itemOn(service: string, type: string): Item | undefined {
  return items.find(
    (item) => usageOf[item].service === service && (usageOf[item].types?.includes(bareType(type)) ?? true),
  );
}
