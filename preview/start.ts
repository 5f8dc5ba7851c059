import { join } from 'node:path';
import { bundleMeanwhile } from '../handlers/bundle/bundle';
import type { Finding } from '../model/evidence';
import type { Result } from '../model/result';
import type { Env } from '../model/variables';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { type Database, ownDatabase, type StartContext, targetVariables } from './databases/database';
import { embedded } from './databases/embedded';
import { FunctionError, WarmFunction } from './functions/function';
import { findingsOf, type Invocation, runOf, secretsOf } from './functions/run';
import { Sink } from './functions/sink';
import { variablesOf } from './functions/variables';
import { freshFolder } from './servers/place';
import { supervise } from './servers/supervised';
import type { Run } from './web/protocol';

/** The result of one invocation of a collector. */
export interface Sample {
  readonly database: Database;
  readonly outcome: Result | FunctionError;
  /** The same as the page gets it. */
  readonly run: Run;
  /** What its check-up found, without secrets; undefined if it made none. */
  readonly findings?: readonly Finding[] | undefined;
}

/** A running preview. */
export interface Preview {
  readonly sink: Sink;
  readonly databases: readonly Database[];
  /** Invokes every collector once, all in parallel. */
  sample(): Promise<Sample[]>;
  /** Invokes the collector of one of these services for a check-up; undefined if there is none. */
  checkUp(service: string): Promise<Sample> | undefined;
  /** Problems with the databases and their workloads at the moment. */
  readonly problems: readonly string[];
}

/** What starting something needs. */
export type StartingContext = Pick<StartContext, 'say' | 'keep'>;

/**
 * Looks at the variables of the user's own databases, before anything is started.
 * @throws {Error} says what to do about one that cannot be used
 */
export function checkVariables(env: Env): void {
  for (const service of serviceNames) ownDatabase(service, env);
}

/**
 * Starts the databases, bundles the collectors, and puts each into a warm process.
 * @throws {Error} says what to do if something does not start
 */
export async function startPreview(
  env: Env,
  everySeconds: number,
  { say, keep }: StartingContext,
): Promise<Preview> {
  const problems: string[] = [];
  const reportProblem = (problem: string) => {
    problems.push(problem);
    return () => {
      const at = problems.indexOf(problem);
      if (at >= 0) problems.splice(at, 1);
    };
  };
  const open = async (service: ServiceName): Promise<Database[]> => {
    const { title } = serviceOf(service);
    const own = ownDatabase(service, env);
    if (own) {
      say(`${title}: watching ${own.about}; nothing will be written to it.`);
      return [own];
    }
    const start = embedded[service];
    if (start) return [await start({ say, keep, everySeconds, reportProblem })];
    say(`${title}: skipped. To watch a database, set ${targetVariables(service).join(' and ')}.`);
    return [];
  };
  const sink = new Sink();
  keep(() => sink.close());
  const [opened, sinkUrl, bundles] = await all([
    all(serviceNames.map(open)),
    sink.start(),
    bundleAll({ say, keep }),
  ]);

  const databases = opened.flat();
  const functions = databases.map((database) => {
    const { service, target, own } = database;
    const variables = variablesOf(service, target, own, { env, sinkUrl, everySeconds });
    const collector = new WarmFunction(bundles[service] ?? '', variables);
    keep(() => collector.close());
    const secrets = serviceOf(service).secrets.map(({ variable }) => variables[variable] ?? '');
    return invoking({ database, collector, sink, secrets: secretsOf(secrets) });
  });
  return {
    ...{ sink, databases, problems },
    sample: () => Promise.all(functions.map((invoke) => invoke({}))),
    checkUp(service) {
      const at = databases.findIndex((database) => database.service === service);
      return functions[at]?.({ checkup: true });
    },
  };
}

interface Collector {
  readonly database: Database;
  readonly collector: WarmFunction;
  readonly sink: Sink;
  readonly secrets: readonly string[];
}

/** Invokes a collector, one invocation after another. */
function invoking({ database, collector, sink, secrets }: Collector): (payload: object) => Promise<Sample> {
  const { service } = database;
  const invoke = async (payload: object): Promise<Sample> => {
    const at = Date.now();
    const started = performance.now();
    const outcome = await collector.invoke(payload).catch((error: unknown) => {
      if (error instanceof FunctionError) return error;
      throw error;
    });
    const durationMs = performance.now() - started;
    const { log } = collector;
    const published = sink.takeNew(serviceOf(service).namespace);
    const invocation: Invocation = { service, at, durationMs, outcome, log, published, secrets };
    return { database, outcome, run: runOf(invocation), findings: findingsOf(invocation) };
  };
  let last: Promise<unknown> = Promise.resolve();
  return (payload) => {
    const next = last.then(() => invoke(payload));
    last = next.catch(() => {});
    return next;
  };
}

/** Like Promise.all, but waits for all promises and reports all errors. */
async function all<T extends readonly unknown[]>(promises: { [I in keyof T]: Promise<T[I]> }): Promise<T> {
  const outcomes = await Promise.allSettled(promises);
  const problems = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as Error).message] : []));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return (await Promise.all(promises)) as unknown as T;
}

/** Builds the bundles in a folder that is removed when we end. */
async function bundleAll({ say, keep }: StartingContext): Promise<Record<string, string>> {
  const { folder, stop } = await supervise({ folder: freshFolder('neon-upstash-bundles'), stop: [] });
  keep(stop);
  say('Collectors: bundling them as for a deployment …');
  return bundleMeanwhile(join(folder, 'bundles'));
}
