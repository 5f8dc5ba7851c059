import { UNNAMED } from '../../model/names';
import type { DatabaseResult, DatabaseResults, Result } from '../../model/result';
import { type Env, variableOf } from '../../model/variables';
import type { Table } from '../../thresholds/row';
import { MonitoringError } from '../lib/errors';
import { asError } from '../lib/network';
import type { Ended } from './databases/ended';
import { allFailed, resultsOf, type Told } from './databases/results';
import type { Snapshot } from './readings';
import { type Invocation, run } from './run';
import { Runtime } from './runtime';
import type { Service } from './service';

export interface Handler {
  /** @param payload see `readPayload`; with `databases` in it, what is returned has results by name */
  (payload: { readonly databases: unknown }, invocation?: Invocation): Promise<Result | DatabaseResults>;
  (payload: unknown, invocation?: Invocation): Promise<Result>;
}

/** Writes one JSON line to CloudWatch Logs. Lambda leaves lines that are JSON unchanged. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;
const toStandardOutput: Log = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/**
 * The Lambda handler of a service. It returns the result of a run, or throws a MonitoringError whose message and stack
 * contain no secret. Of several databases it throws only when all failed. It logs one line for each database, and one about all
 * where there are several; and it leaves no socket open. Where the payload has `databases`, its result and its lines are by name,
 * also for the unnamed database alone.
 */
export function createHandler<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  env: Env = process.env,
  log: Log = toStandardOutput,
): Handler {
  const names = service.about.secrets.map(({ variable }) => variable);
  const runtime = new Runtime(env, names);
  const redact = (text: string) => runtime.redactor.clean(text);
  const where = { service: service.name, environment: variableOf(env, 'ENVIRONMENT') as string };
  const handle = async (payload: unknown, invocation?: Invocation): Promise<Result | DatabaseResults> => {
    const started = performance.now();
    const about = { ...where, requestId: invocation?.awsRequestId };
    let failure: Error;
    try {
      const { ended, byName } = await run(service, runtime, payload, invocation);
      const [only] = ended;
      if (only && !byName) {
        const result = { ...where, ...resultOrError(only) };
        log(resultLine(about, result));
        return result;
      }
      const told = ended.map((one) => toldOf(one, redact));
      const results = resultsOf(where, told, performance.now() - started);
      for (const line of linesOf(told, about)) log(line);
      if (told.length > 1) log({ ...summaryLine(about, results), ...waitingOf(told) });
      if (results.failed.length < told.length) return results;
      // Without a line of its own: each database has one, and who counts errors would count one more.
      failure = allFailed(told);
    } catch (thrown) {
      failure = clean(thrown, redact);
      log(errorLine(about, failure));
    } finally {
      runtime.aws.close();
    }
    throw failure;
  };
  return handle as Handler;
}

/** @throws what the run failed with */
function resultOrError(ended: Ended): DatabaseResult {
  if ('error' in ended) throw ended.error;
  return ended.result;
}

function toldOf({ error, ...ended }: Ended, redact: (text: string) => string): Told {
  return error === undefined ? ended : { ...ended, error: clean(error, redact) };
}

/** One line for each database; those whose visit was not due are in the summary only. */
const linesOf = (all: readonly Told[], about: Line): Line[] =>
  all
    .filter((one) => all.length === 1 || !isWaiting(one))
    .map(({ name = UNNAMED, result, error }) => {
      const database = { ...about, database: name };
      return error ? errorLine(database, error) : resultLine(database, result);
    });

const isWaiting = ({ result: { nextVisit, warnings } }: Told): boolean =>
  nextVisit !== undefined && warnings.length === 0;

type Line = Readonly<Record<string, unknown>>;

const resultLine = (about: Line, result: DatabaseResult): Line => ({
  timestamp: result.collectedAt,
  level: 'INFO',
  message: result.nextVisit === undefined ? 'collected' : 'not due',
  ...about,
  ...result,
});

const errorLine = (about: Line, error: Error): Line => ({
  timestamp: new Date().toISOString(),
  level: 'ERROR',
  message: error.message,
  ...about,
  errorType: error.name,
  warnings: error instanceof MonitoringError ? error.warnings : [],
  stack: error.stack,
});

/** One line about a run that visited several databases. It is no error, also where all failed: the errors have their own lines. */
const summaryLine = (about: Line, { databases, failed, durationMs }: DatabaseResults): Line => ({
  timestamp: new Date().toISOString(),
  level: 'INFO',
  message: failed.length < Object.keys(databases).length ? 'collected' : 'all databases failed',
  ...about,
  databases: Object.keys(databases).length,
  failed,
  published: Object.values(databases).reduce((sum, { published }) => sum + published, 0),
  durationMs,
});

/** How many visits were not due, where there are any. */
function waitingOf(all: readonly Told[]): Line {
  const waiting = all.filter(isWaiting).length;
  return waiting > 0 ? { waiting } : {};
}

function clean(thrown: unknown, redact: (text: string) => string): Error {
  const error = asError(thrown);
  error.message = redact(error.message);
  if (error.stack) error.stack = redact(error.stack);
  return error instanceof MonitoringError
    ? error
    : Object.assign(new Error(error.message), { name: error.name });
}
