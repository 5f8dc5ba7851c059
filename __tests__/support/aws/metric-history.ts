import { type Fault, reply } from './fake-aws';

/** The values of one statistic of a metric, by the time in milliseconds at which its period begins. */
export type Values = (metric: {
  readonly namespace: string;
  readonly name: string;
  readonly environment: string;
  readonly statistic: string;
}) => ReadonlyMap<number, number> | undefined;

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

/**
 * CloudWatch's GetMetricData: refuses more than it takes in one call, and answers in pages.
 * @param pageOf the most values of each metric in one answer
 */
export function metricHistory(values: Values, pageOf = 100_800): Fault {
  return ({ operation, input }, response) => {
    if (operation !== 'GetMetricData') return false;
    const {
      MetricDataQueries,
      StartTime,
      EndTime,
      NextToken = '0',
    } = input as {
      readonly MetricDataQueries: readonly Query[];
      readonly StartTime: number;
      readonly EndTime: number;
      readonly NextToken?: string;
    };
    const [first] = MetricDataQueries;
    const points = (MetricDataQueries.length * (EndTime - StartTime)) / (first?.MetricStat.Period ?? 1);
    if (MetricDataQueries.length > 500 || points > 100_800) {
      reply(response, 400, {
        __type: 'InvalidParameterValueException',
        message: `${points} points are too many`,
      });
      return true;
    }
    const offset = Number(NextToken);
    const all = MetricDataQueries.map(({ Id, MetricStat: { Metric, Stat } }) => {
      const found = values({
        namespace: Metric.Namespace,
        name: Metric.MetricName,
        environment: Metric.Dimensions.find(({ Name }) => Name === 'Environment')?.Value ?? '',
        statistic: Stat,
      });
      const inside = [...(found ?? [])].filter(([at]) => at >= StartTime * 1000 && at < EndTime * 1000);
      return { Id, inside };
    });
    const isMore = all.some(({ inside }) => inside.length > offset + pageOf);
    reply(response, 200, {
      MetricDataResults: all.map(({ Id, inside }) => {
        const page = inside.slice(offset, offset + pageOf);
        return {
          Id,
          StatusCode: isMore ? 'PartialData' : 'Complete',
          Timestamps: page.map(([at]) => at / 1000),
          Values: page.map(([, value]) => value),
        };
      }),
      ...(isMore && { NextToken: String(offset + pageOf) }),
    });
    return true;
  };
}
