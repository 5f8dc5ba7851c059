import { join } from 'node:path';
import { bundle } from '../handlers/bundle/bundle';
import type { Result } from '../model/result';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { type Database, ownDatabase, type StartContext, targetVariables } from './databases/database';
import { embedded } from './databases/embedded';
import { FunctionError, WarmFunction } from './functions/function';
import { Sink } from './functions/sink';
import { type Env, variablesOf } from './functions/variables';
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

type Context = Pick<StartContext, 'say' | 'keep'>;

/**
 * Starts the databases, bundles the collectors, and puts each into a warm process.
 * @throws {Error} that says what to do, when something does not start
 */
export async function setStage(env: Env, everySeconds: number, { say, keep }: Context): Promise<Stage> {
  const complaints: string[] = [];
  const open = async (service: ServiceName): Promise<Database[]> => {
    const { title } = serviceOf(service);
    const own = ownDatabase(service, env);
    if (own) {
      say(`${title}: watching ${own.about}; nothing is written to it.`);
      return [own];
    }
    const start = embedded[service];
    if (start) return [await start({ say, keep, complain: (problem) => complaints.push(problem) })];
    say(`${title}: left out. To watch one, set ${targetVariables(service).join(' and ')}.`);
    return [];
  };
  // What is wrong with the user's variables is said before anything is started.
  for (const service of serviceNames) ownDatabase(service, env);

  const sink = new Sink();
  keep(() => sink.close());
  const [opened, sinkUrl, bundles] = await all([
    all(serviceNames.map(open)),
    sink.start(),
    bundleAll({ say, keep }),
  ]);

  const functions = opened.flat().map((database) => {
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

/** Builds what would be deployed, in a folder that goes when we go. */
async function bundleAll({ say, keep }: Context): Promise<Record<string, string>> {
  const { folder, stop } = await supervise({ folder: freshFolder('neon-upstash-bundles'), stop: [] });
  keep(stop);
  say('Collectors: bundling them as they are deployed …');
  return bundle(join(folder, 'bundles'));
}
