import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Collector } from '../model/collector';
import { fleetOf } from '../model/databases/fleet';
import type { Environment } from '../model/environment';
import { FORECAST_SIZE, forecastRules } from '../model/forecast/targets';
import { forecastName } from '../model/names';
import { UsageError } from '../model/usage-error';
import { FORECAST, help, type Options, parseOptions } from './invoke/options';
import { payloadsOf } from './invoke/payloads';
import { clientConfig } from './secrets/client';
import { chosen, mustBeDatabases } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** For the connection and the answer, in addition to the function's own timeout. */
const MARGIN_MS = 10_000;

/** So much of an answer that is not understood is shown. */
const MOST_SHOWN = 200;

/** What the function returned; an error of its own has `errorType` and `errorMessage`. */
type Returned = Readonly<Record<string, unknown>>;

/** @throws {UsageError} if the function could not be invoked */
async function invoke(
  client: LambdaClient,
  { functionName, environment }: Pick<Collector, 'functionName' | 'environment'>,
  payload: object,
): Promise<Returned> {
  let answer: string;
  try {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
    );
    answer = Payload?.transformToString() ?? '{}';
  } catch (error) {
    const { name, message } = error as Error;
    const advice =
      name === 'ResourceNotFoundException'
        ? `Deploy ${environment.name} first, or check the account and the region.`
        : 'Check the credentials and their permissions.';
    throw new UsageError(
      `${functionName} could not be invoked in ${environment.region} (${name}: ${message}). ${advice}`,
    );
  }
  try {
    return JSON.parse(answer) as Returned;
  } catch {
    throw new UsageError(
      `What ${functionName} returned in ${environment.region} is not JSON: "${answer.slice(0, MOST_SHOWN)}". An emulator without Docker runs no functions; of AWS, look at the function's log.`,
    );
  }
}

/** Whether every database was read. */
const isWhole = ({ errorType, failed }: Returned): boolean =>
  errorType === undefined && !(Array.isArray(failed) && failed.length > 0);

/** What is invoked, and what it is asked. */
interface Asked {
  readonly functionName: string;
  readonly timeoutSeconds: number;
  readonly payloads: readonly object[];
}

/** @throws {UsageError} if the environment has no forecast, or no database of a name that is given */
function askedIn(environment: Environment, { service, databases, ...options }: Options): Asked {
  if (service === FORECAST) {
    const { settings, name } = environment;
    const rules = forecastRules(environment);
    if (rules.length === 0)
      throw new UsageError(`${name} has no forecast: set forecast to true in environments.ts, and deploy.`);
    const payloads = rules.map(({ payload }) => ({ ...payload, ...(options.dryRun && { dryRun: true }) }));
    return { functionName: forecastName(settings.project, name), ...FORECAST_SIZE, payloads };
  }
  mustBeDatabases(databases, environment, [service]);
  const fleet = fleetOf(environment, service);
  const { timeoutSeconds } = fleet.size;
  const { functionName } = fleet.main;
  return { functionName, timeoutSeconds, payloads: payloadsOf(fleet, databases, options) };
}

async function run(options: Options): Promise<void> {
  const [environment] = chosen([options.environment], currentProject().environments);
  if (!environment) return;
  const { functionName, timeoutSeconds, payloads } = askedIn(environment, options);
  const limit = timeoutSeconds * 1000 + MARGIN_MS;
  // A second attempt would be a second run.
  const client = new LambdaClient({ ...clientConfig(environment.region, limit), maxAttempts: 1 });
  try {
    for (const payload of payloads) {
      const returned = await invoke(client, { functionName, environment }, payload);
      process.stdout.write(`${JSON.stringify(returned, undefined, 2)}\n`);
      if (!isWhole(returned)) process.exitCode = 1;
    }
  } finally {
    client.destroy();
  }
}

/** `npm run invoke -- <environment> <service> [<database> …]`: runs a deployed collector as its schedule would. */
async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options) await run(options);
  else process.stdout.write(`${help}\n`);
}

if (require.main === module) program(main);
