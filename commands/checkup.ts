import { checkUp } from '../handlers/checkup';
import { collectorOf } from '../model/collector';
import { databasesOf } from '../model/databases/table';
import { UNNAMED } from '../model/names';
import { UsageError } from '../model/usage-error';
import { type Env, variableOf } from '../model/variables';
import { paint, wantsColour, widthOf } from '../preview/view/lines';
import { type ServiceName, serviceOf } from '../thresholds/services';
import { help, type Options, ownVariables, parseOptions } from './checkup/options';
import { exitCodeFor, type Outcome, reportJson, reportLines } from './checkup/report';
import { chosen, mustBeDatabases } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** Without the secrets with which a collector lets a compute sleep: somebody asks now. */
function awake(service: ServiceName, variables: Env): Env {
  const optional = serviceOf(service).secrets.filter(({ needs }) => needs !== undefined);
  const names = optional.map(({ variable }) => variable);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
}

/**
 * The variables for the databases of this name in an environment, by service. Secrets are references to SSM.
 * @throws {UsageError} when there is none
 */
function deployed(name: string, database: string, services: readonly ServiceName[]): [ServiceName, Env][] {
  const [environment] = chosen([name], currentProject().environments);
  if (!environment) return [];
  mustBeDatabases([database], environment, services);
  const isListed = (service: ServiceName) =>
    databasesOf(environment, service).some((one) => (one.name ?? UNNAMED) === database);
  const named = database === UNNAMED ? undefined : database;
  // The clients of the collectors read it, as in a function.
  process.env.AWS_REGION = environment.region;
  return services.filter(isListed).map((service) => [
    service,
    {
      ...awake(service, collectorOf(environment, service, named).variables),
      AWS_REGION: environment.region,
    },
  ]);
}

/**
 * The variables of one's own databases, by service.
 * @throws {UsageError} when none is set
 */
function own(services: readonly ServiceName[]): [ServiceName, Env][] {
  const set = services.filter((service) =>
    ownVariables(service).some((name) => variableOf(process.env, name) !== undefined),
  );
  if (set.length === 0) {
    const names = services.map((service) => ownVariables(service).join(' and ')).join(', or ');
    throw new UsageError(`Name an environment, or set ${names}.\nnpm run checkup -- --help`);
  }
  return set.map((service) => {
    const { options, variables } = serviceOf(service);
    const chosenBy = Object.values(options).flatMap(({ variable }) => variable ?? []);
    const names = [...ownVariables(service), ...variables, ...chosenBy];
    return [
      service,
      {
        ENVIRONMENT: 'local',
        ...Object.fromEntries(names.map((name) => [name, variableOf(process.env, name)])),
      },
    ];
  });
}

async function outcomeOf(service: ServiceName, env: Env): Promise<Outcome> {
  try {
    return { service, result: await checkUp(service, env) };
  } catch (error) {
    const { name, message } = error as Error;
    return { service, failure: { errorType: name, message } };
  }
}

const NO_MEMORY =
  'What happened since the last check-up is not known here: only the collector of an environment remembers one.';

async function checkup({ environment, database, services, json, color, strict }: Options): Promise<void> {
  const { stdout, stderr, env } = process;
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ||= 'true';
  const all =
    environment === undefined ? own(services) : deployed(environment, database ?? UNNAMED, services);
  const titles = all.map(([service]) => serviceOf(service).title).join(' and ');
  const place =
    environment === undefined
      ? 'of your variables'
      : `of ${[environment, database].filter(Boolean).join(' ')}`;
  stderr.write(`Looking at ${titles} ${place} …\n`);
  const outcomes = await Promise.all(all.map(([service, variables]) => outcomeOf(service, variables)));
  process.exitCode = exitCodeFor(outcomes, strict);
  if (json) {
    stdout.write(reportJson(environment, outcomes));
    return;
  }
  const lines = reportLines(`Check-up ${place}`, outcomes, widthOf(stdout, env));
  const painted = color && wantsColour(stdout, env);
  stdout.write(`${lines.map((line) => paint(line, painted)).join('\n')}\n`);
  if (environment === undefined) stderr.write(`${NO_MEMORY}\n`);
}

/** `npm run checkup -- [<environment> [<database>]]`: what a check-up of its databases finds, now. */
async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args, () => currentProject().environments.map(({ name }) => name));
    if (options.help) process.stdout.write(`${help}\n`);
    else await checkup(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Nothing was looked at.
    process.exitCode = 2;
  }
}

if (require.main === module) program(main);
