import { join } from 'node:path';
import { bundle } from '../handlers/bundle/bundle';
import { type ServiceName, services } from '../thresholds/services';
import { type Database, embeddedNeon, embeddedUpstash, type Hands, ownDatabase } from './databases';
import { FunctionError, type Result, WarmFunction } from './functions/function';
import { Sink } from './functions/sink';
import { variablesOf } from './functions/variables';
import { freshFolder } from './servers/place';
import { supervise } from './servers/supervised';

/** What one invocation of a service's collector brought. */
export interface Sample {
  readonly database: Database;
  readonly outcome: Result | FunctionError;
}

/** All that the preview needs, running. */
export interface Stage {
  readonly sink: Sink;
  /** Invokes every collector once, all at the same time. */
  sample(): Promise<Sample[]>;
  /** What went wrong with the workloads so far. */
  readonly complaints: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;
type Helpers = Pick<Hands, 'say' | 'keep'>;

const embedded: Readonly<Record<ServiceName, typeof embeddedNeon>> = {
  neon: embeddedNeon,
  upstash: embeddedUpstash,
};

/**
 * Starts the databases, bundles the collectors, and puts each into a warm process.
 * @throws {Error} that says what to do, when something does not start
 */
export async function setStage(
  env: Environment,
  everySeconds: number,
  { say, keep }: Helpers,
): Promise<Stage> {
  const complaints: string[] = [];
  const open = async (service: ServiceName): Promise<Database> => {
    const own = ownDatabase(service, env);
    if (own) say(`${services[service].title}: watching ${own.about}; nothing is written to it.`);
    return own ?? embedded[service]({ say, keep, complain: (problem) => complaints.push(problem) });
  };
  // What is wrong with the user's variables is said before anything is started.
  for (const service of names()) ownDatabase(service, env);

  const sink = new Sink();
  keep(() => sink.close());
  const [databases, sinkUrl, bundles] = await all([
    all(names().map(open)),
    sink.start(),
    bundleAll({ say, keep }),
  ]);

  const functions = databases.map((database) => {
    const { service, target, own } = database;
    const variables = variablesOf(service, target, own, { env, sinkUrl, everySeconds });
    const collector = new WarmFunction(bundles[service] ?? '', variables);
    keep(() => collector.close());
    return { database, collector };
  });
  const sample = () =>
    Promise.all(
      functions.map(async ({ database, collector }): Promise<Sample> => {
        const outcome = await collector.invoke({}).catch((error: unknown) => {
          if (error instanceof FunctionError) return error;
          throw error;
        });
        return { database, outcome };
      }),
    );
  return { sink, sample, complaints };
}

/** As Promise.all, but waits for all of them, and says all that went wrong. */
async function all<T extends readonly unknown[]>(promises: { [I in keyof T]: Promise<T[I]> }): Promise<T> {
  const outcomes = await Promise.allSettled(promises);
  const problems = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as Error).message] : []));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return (await Promise.all(promises)) as unknown as T;
}

function names(): ServiceName[] {
  return Object.keys(services) as ServiceName[];
}

/** Builds what would be deployed, in a folder that goes when we go. */
async function bundleAll({ say, keep }: Helpers): Promise<Record<string, string>> {
  const { folder, stop } = await supervise({ folder: freshFolder('neon-upstash-bundles'), stop: [] });
  keep(stop);
  say('Collectors: bundling them as they are deployed …');
  return bundle(join(folder, 'bundles'));
}
