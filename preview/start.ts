import { join } from 'node:path';
import { bundleMeanwhile } from '../handlers/bundle/bundle';
import { functionSizeOf, MOST_PER_SHARD } from '../model/databases/shards';
import type { Finding } from '../model/evidence';
import { databaseId, UNNAMED } from '../model/names';
import type { DatabaseResults, Result } from '../model/result';
import type { Env } from '../model/variables';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { type Database, ownDatabase, type StartContext, targetVariables } from './databases/database';
import { embedded } from './databases/embedded';
import { type NamesByService, UNNAMED_ALONE } from './databases/names';
import { all } from './databases/together';
import { FunctionError, WarmFunction } from './functions/function';
import { findingsOf, type Invocation, runOf, secretsOf } from './functions/run';
import { Sink } from './functions/sink';
import { type Order, ordersOf, partsOf, type Together, togetherOf } from './functions/together';
import { variablesOf } from './functions/variables';
import { freshFolder } from './servers/place';
import { supervise } from './servers/supervised';
import type { Run } from './web/protocol';

/** The result of one invocation of a collector, for one of its databases. */
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
  /** Invokes the collector of a database for a check-up of it; undefined if there is none of this id (`databaseId`). */
  checkUp(id: string): Promise<Sample> | undefined;
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
 * @param names of the databases of services that have more than the unnamed one
 * @throws {Error} says what to do if something does not start
 */
export async function startPreview(
  env: Env,
  everySeconds: number,
  { say, keep }: StartingContext,
  names: NamesByService = {},
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
    if (start) return start({ say, keep, everySeconds, reportProblem }, names[service] ?? UNNAMED_ALONE);
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

  const collectors = serviceNames.flatMap((service, i) => {
    const databases = opened[i] ?? [];
    if (databases.length === 0) return [];
    const { target, asked } = togetherOf(service, databases);
    const own = databases.some((database) => database.own);
    const variables = variablesOf(service, target, own, { env, sinkUrl, everySeconds });
    const { timeoutSeconds } = functionSizeOf(asked.size === 1 ? 1 : MOST_PER_SHARD);
    const warm = new WarmFunction(bundles[service] ?? '', variables, timeoutSeconds);
    keep(() => warm.close());
    const secrets = secretsOf(Object.keys(variables).flatMap((name) => secretIn(service, name, variables)));
    return [{ databases, asked, invoke: invoking({ databases, collector: warm, sink, secrets }) }];
  });
  return {
    ...{ sink, databases: opened.flat(), problems },
    sample: async () => (await all(collectors.map(({ asked, invoke }) => invoke(asked, {})))).flat(),
    checkUp(id) {
      for (const { databases, asked, invoke } of collectors)
        for (const { service, name } of databases) {
          if (databaseId({ service, database: name }) !== id) continue;
          const key = name ?? UNNAMED;
          const alone = new Map([[key, asked.get(key) ?? {}]]);
          return invoke(alone, { checkup: true }).then(([sample]) => sample as Sample);
        }
      return undefined;
    },
  };
}

/** The value of a variable if it holds a secret, of whichever database. */
function secretIn(
  service: ServiceName,
  name: string,
  variables: Readonly<Record<string, string>>,
): string | [] {
  const isSecret = serviceOf(service).secrets.some(
    ({ variable }) => name === variable || name.startsWith(`${variable}_`),
  );
  return isSecret ? (variables[name] ?? []) : [];
}

interface Collector {
  /** The unnamed one first. */
  readonly databases: readonly Database[];
  readonly collector: WarmFunction;
  readonly sink: Sink;
  readonly secrets: readonly string[];
}
type Answer = Result | DatabaseResults;
/** Invokes a collector for some of its databases. @returns their samples, in the order of the databases */
type Invoke = (asked: Together['asked'], mode: { readonly checkup?: true }) => Promise<Sample[]>;

/** Invokes a collector, one invocation after another. */
function invoking({ databases, collector, sink, secrets }: Collector): Invoke {
  const invoke = async ({ names, payload }: Order, mode: object): Promise<Sample[]> => {
    const at = Date.now();
    const started = performance.now();
    const outcome = await collector.invoke<Answer>({ ...payload, ...mode }).catch((error: unknown) => {
      if (error instanceof FunctionError) return error;
      throw error;
    });
    const durationMs = performance.now() - started;
    const parts = partsOf(outcome, collector.log, names);
    return databases.flatMap((database): Sample[] => {
      const { service, name } = database;
      const part = parts.find((one) => one.name === name);
      if (!part) return [];
      const published = sink.takeNew(serviceOf(service).namespace, name);
      const invocation: Invocation = {
        ...{ service, at, durationMs, published, secrets, outcome: part.outcome, log: part.log },
        ...(name !== undefined && { database: name }),
      };
      return [{ database, outcome: part.outcome, run: runOf(invocation), findings: findingsOf(invocation) }];
    });
  };
  const invokeAll = async (asked: Together['asked'], mode: object): Promise<Sample[]> => {
    const samples: Sample[] = [];
    for (const order of ordersOf(asked, Date.now())) samples.push(...(await invoke(order, mode)));
    return samples;
  };
  let last: Promise<unknown> = Promise.resolve();
  return (asked, mode) => {
    const next = last.then(() => invokeAll(asked, mode));
    last = next.catch(() => {});
    return next;
  };
}

/** Builds the bundles in a folder that is removed when we end. */
async function bundleAll({ say, keep }: StartingContext): Promise<Record<string, string>> {
  const { folder, stop } = await supervise({ folder: freshFolder('neon-upstash-bundles'), stop: [] });
  keep(stop);
  say('Collectors: bundling them as for a deployment …');
  return bundleMeanwhile(join(folder, 'bundles'));
}
