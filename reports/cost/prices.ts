/** When the table was last checked against its sources. */
export const pricesAsOf = '2026-11-23';

/** What AWS bills, in its own units. */
export type Item =
  | 'metric'
  | 'alarmMetric'
  | 'analyzedMetric'
  | 'dashboard'
  | 'request'
  | 'invocation'
  | 'gigabyteSecond'
  | 'logIngested'
  | 'logStored'
  | 'tableWrite'
  | 'tableRead'
  | 'budgetDay'
  | 'healthCheck'
  | 'healthCheckOption'
  | 'metricRead';

export interface Price {
  readonly label: string;
  /** US dollars for `per` units, list price, us-east-1. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** Always-free units per account and month; not the free tier of a new account's first year. */
  readonly free: number;
  /** Where the price was found; check it against the service's own pricing page. */
  readonly source: string;
}

const million = 1_000_000;
/** Unit prices in infracost's repository, taken from AWS's own price list for us-east-1. */
const infracost = 'infracost, test data from the AWS price list';
const summary = 'third-party summary of AWS pricing';

/** The only table of AWS prices. First tiers only: above 10,000 metrics the estimate is too high. */
export const prices: Readonly<Record<Item, Price>> = {
  metric: {
    label: 'Custom metrics',
    usd: 0.3,
    per: 1,
    unit: 'metric-month',
    free: 10,
    source: 'docs.aws.amazon.com, Live Streaming on AWS, cost',
  },
  alarmMetric: {
    label: 'Alarms',
    usd: 0.1,
    per: 1,
    // An alarm on metric math is billed for every metric in it, an anomaly detection alarm for three.
    unit: 'alarm metric-month',
    free: 10,
    source: infracost,
  },
  analyzedMetric: {
    label: 'Alarms that watch many databases',
    usd: 0.1,
    per: 1,
    unit: 'analysed metric-month',
    // The free alarms are those that list their metrics.
    free: 0,
    source: 'aws.amazon.com/cloudwatch/pricing',
  },
  dashboard: { label: 'Dashboards', usd: 3, per: 1, unit: 'dashboard-month', free: 3, source: infracost },
  request: {
    label: 'PutMetricData',
    usd: 0.01,
    per: 1_000,
    unit: 'request',
    free: million,
    source: summary,
  },
  invocation: {
    label: 'Lambda requests',
    usd: 0.2,
    per: million,
    unit: 'request',
    free: million,
    source: infracost,
  },
  gigabyteSecond: {
    label: 'Lambda compute (arm64)',
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-second',
    free: 400_000,
    source: infracost,
  },
  logIngested: { label: 'Logs, ingested', usd: 0.5, per: 1, unit: 'GB', free: 5, source: infracost },
  // Ingestion, storage and queries share the free 5 GB; here ingestion gets all of it.
  logStored: { label: 'Logs, stored', usd: 0.03, per: 1, unit: 'GB-month', free: 0, source: infracost },
  tableWrite: {
    label: 'DynamoDB writes, on demand',
    usd: 0.625,
    per: million,
    unit: 'write unit (1 KB)',
    free: 0,
    source: summary,
  },
  tableRead: {
    label: 'DynamoDB reads, on demand',
    usd: 0.125,
    per: million,
    unit: 'read unit (4 KB)',
    free: 0,
    source: summary,
  },
  budgetDay: {
    label: 'Budgets',
    usd: 0.02,
    per: 1,
    unit: 'budget-day',
    // Two budgets of an account, in the longest month.
    free: 2 * 31,
    source: 'docs.aws.amazon.com, AWS Billing, managing costs with budgets',
  },
  // Of an endpoint that is not in AWS. One that is costs $0.50, and the first 50 nothing: no URL tells whose it is.
  healthCheck: {
    label: 'Uptime checks',
    usd: 0.75,
    per: 1,
    unit: 'health-check-month',
    free: 0,
    source: infracost,
  },
  healthCheckOption: {
    label: 'Options of uptime checks',
    usd: 2,
    per: 1,
    // HTTPS, words to look for, latency; and a short interval, which this project does not use.
    unit: 'option-month',
    free: 0,
    source: infracost,
  },
  metricRead: {
    label: 'GetMetricData',
    usd: 0.01,
    per: 1_000,
    unit: 'metric',
    // The free requests to CloudWatch are those of other calls.
    free: 0,
    source: 'aws.amazon.com/cloudwatch/pricing',
  },
};
