import type { Result } from '../../model/result';
import { type Env, variableOf } from '../../model/variables';
import type { Table } from '../../thresholds/row';
import { MonitoringError } from '../lib/errors';
import { asError } from '../lib/network';
import type { Snapshot } from './readings';
import { type Invocation, run } from './run';
import { Runtime } from './runtime';
import type { Service } from './service';

export type Handler = (payload: unknown, invocation?: Invocation) => Promise<Result>;

/** Writes one JSON line to CloudWatch Logs. Lambda leaves lines that are JSON unchanged. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;
const toStandardOutput: Log = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/**
 * The Lambda handler of a service. It returns the result of a run, or throws a MonitoringError whose message and stack
 * contain no secret. Either way it logs one line and leaves no socket open.
 */
export function createHandler<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  env: Env = process.env,
  log: Log = toStandardOutput,
): Handler {
  const runtime = new Runtime(env, service.secrets);
  return async (payload, invocation) => {
    const about = {
      service: service.name,
      environment: variableOf(env, 'ENVIRONMENT'),
      requestId: invocation?.awsRequestId,
    };
    try {
      const result = await run(service, runtime, payload, invocation);
      log({ timestamp: result.collectedAt, level: 'INFO', message: 'collected', ...about, ...result });
      return result;
    } catch (thrown) {
      const error = clean(thrown, (text) => runtime.redactor.clean(text));
      const timestamp = new Date().toISOString();
      log({
        timestamp,
        level: 'ERROR',
        message: error.message,
        ...about,
        errorType: error.name,
        warnings: error instanceof MonitoringError ? error.warnings : [],
        stack: error.stack,
      });
      throw error;
    } finally {
      runtime.aws.close();
    }
  };
}

function clean(thrown: unknown, redact: (text: string) => string): Error {
  const error = asError(thrown);
  error.message = redact(error.message);
  if (error.stack) error.stack = redact(error.stack);
  return error instanceof MonitoringError
    ? error
    : Object.assign(new Error(error.message), { name: error.name });
}
