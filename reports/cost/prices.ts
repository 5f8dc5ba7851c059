/** When the table was last held against its sources. */
export const pricesAsOf = '2026-11-23';

/** What AWS bills, in the units it bills it in. */
export type Item =
  | 'metric'
  | 'alarmMetric'
  | 'dashboard'
  | 'request'
  | 'invocation'
  | 'gigabyteSecond'
  | 'logIngested'
  | 'logStored'
  | 'tableWrite'
  | 'tableRead';

export interface Price {
  readonly label: string;
  /** US dollars for `per` units, list price, us-east-1. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** Units that every account has free each month, for ever; not the offers of a new account's first year. */
  readonly free: number;
  readonly source: string;
}

const million = 1_000_000;
const cloudwatch = 'aws.amazon.com/cloudwatch/pricing';

/** The one table of AWS prices. First tiers only: beyond 10,000 metrics an estimate is too high. */
export const prices: Readonly<Record<Item, Price>> = {
  metric: { label: 'Custom metrics', usd: 0.3, per: 1, unit: 'metric-month', free: 10, source: cloudwatch },
  alarmMetric: {
    label: 'Alarms',
    usd: 0.1,
    per: 1,
    // An alarm on metric math is billed for every metric in it, one with an anomaly band for three.
    unit: 'metric in an alarm, month',
    free: 10,
    source: cloudwatch,
  },
  dashboard: { label: 'Dashboards', usd: 3, per: 1, unit: 'dashboard-month', free: 3, source: cloudwatch },
  request: {
    label: 'PutMetricData',
    usd: 0.01,
    per: 1_000,
    unit: 'request',
    free: million,
    source: cloudwatch,
  },
  invocation: {
    label: 'Lambda requests',
    usd: 0.2,
    per: million,
    unit: 'request',
    free: million,
    source: 'aws.amazon.com/lambda/pricing',
  },
  gigabyteSecond: {
    label: 'Lambda compute (arm64)',
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-second',
    free: 400_000,
    source: 'aws.amazon.com/lambda/pricing',
  },
  logIngested: { label: 'Logs, taken in', usd: 0.5, per: 1, unit: 'GB', free: 5, source: cloudwatch },
  // The free 5 GB are shared by ingestion, storage and queries; they are given to ingestion here.
  logStored: { label: 'Logs, stored', usd: 0.03, per: 1, unit: 'GB-month', free: 0, source: cloudwatch },
  tableWrite: {
    label: 'DynamoDB writes, on demand',
    usd: 0.625,
    per: million,
    unit: 'write unit (1 KB)',
    free: 0,
    source: 'aws.amazon.com/dynamodb/pricing/on-demand',
  },
  tableRead: {
    label: 'DynamoDB reads, on demand',
    usd: 0.125,
    per: million,
    unit: 'read unit (4 KB)',
    free: 0,
    source: 'aws.amazon.com/dynamodb/pricing/on-demand',
  },
};

/** What Neon and Upstash charge for what the monitoring itself causes. */
export const causedPrices = {
  neon: {
    launchUsdPerComputeHour: 0.106,
    scaleUsdPerComputeHour: 0.222,
    freeComputeHours: 100,
    source: 'neon.com/pricing',
  },
  upstash: { usdPer100kCommands: 0.2, freeCommands: 500_000, source: 'upstash.com/pricing/redis' },
} as const;
