import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Environment } from '../../model/environment';
import { DAY_MS } from '../../model/forecast/method/days';
import { type Asked, type Points, queriesOf, seriesIn } from '../../model/forecast/queries';
import { UsageError } from '../../model/usage-error';
import { clientConfig } from '../secrets/client';
import { readingFailed } from '../shared/credentials';

/** What one call may ask for (GetMetricData, API reference). */
const MOST_METRICS = 500;
/** Two months of hundreds of metrics take longer than other calls. */
const ATTEMPT_MS = 60_000;

/**
 * The values of metrics by day, in their order, read with the user's credentials.
 * @param from to, whole days since the epoch; without the last one
 * @throws {UsageError} says what AWS rejected
 */
export async function readMetrics(
  environment: Environment,
  asked: readonly Asked[],
  from: number,
  to: number,
): Promise<Points[]> {
  const client = new CloudWatchClient(clientConfig(environment.region, ATTEMPT_MS));
  try {
    await checkAccount(client, environment);
    const all: Points[] = [];
    for (let i = 0; i < asked.length; i += MOST_METRICS) {
      const some = asked.slice(i, i + MOST_METRICS);
      all.push(...seriesIn(some.length, await pages(client, environment, some, from, to)));
    }
    return all;
  } finally {
    client.destroy();
  }
}

async function pages(
  client: CloudWatchClient,
  environment: Environment,
  some: readonly Asked[],
  from: number,
  to: number,
): Promise<MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const command: GetMetricDataCommand = new GetMetricDataCommand({
      MetricDataQueries: queriesOf(some),
      StartTime: new Date(from * DAY_MS),
      EndTime: new Date(to * DAY_MS),
      ...(NextToken !== undefined && { NextToken }),
    });
    const answer = await call('cloudwatch:GetMetricData', environment, () => client.send(command));
    const bad = answer.MetricDataResults?.find(
      ({ StatusCode }) => StatusCode === 'Forbidden' || StatusCode === 'InternalError',
    );
    if (bad)
      throw new UsageError(
        `CloudWatch did not give ${some[Number(bad.Id?.slice(1))]?.metric ?? 'a metric'} (${bad.StatusCode}). Check the permissions, and try again.`,
      );
    results.push(...(answer.MetricDataResults ?? []));
    ({ NextToken } = answer);
  } while (NextToken);
  return results;
}

/** @throws {UsageError} if the credentials are known to be for another account */
async function checkAccount(client: CloudWatchClient, environment: Environment): Promise<void> {
  const { name, accountId } = environment;
  const { accountId: known } = await call('Signing in', environment, () => client.config.credentials());
  if (accountId !== undefined && known !== undefined && known !== accountId)
    throw new UsageError(
      `The AWS credentials are for account ${known}, but environments.ts sets ${accountId} for ${name}.`,
    );
}

/** Throws a new error: the SDK's error contains the request. */
async function call<T>(what: string, { region }: Environment, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (thrown) {
    throw readingFailed(what, region, thrown as Error);
  }
}
