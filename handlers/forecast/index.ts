import { variableOf } from '../../model/variables';
import { AwsConnections } from '../aws/connections';
import { Deadline } from '../lib/deadline';
import { type Env, EnvReader } from '../lib/env';
import { MonitoringError } from '../lib/errors';
import { asError } from '../lib/network';
import { Redactor } from '../lib/redact';
import { ForecastMetrics } from './metrics';
import { readPayload } from './payload';
import { type Result, run } from './run';

/** The part of Lambda's invocation context that is used. */
interface Invocation {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** Without Lambda, a run may take so long. */
const RUN_MS = 60_000;
/** What is left for the last line of the log. */
const MARGIN_MS = 1_000;

export type Log = (line: Readonly<Record<string, unknown>>) => void;
const toStandardOutput: Log = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/**
 * The Lambda handler of the forecast. It returns what it said of each row, and logs one line; or it throws a MonitoringError. It leaves
 * no socket open.
 */
export function createHandler(env: Env = process.env, log: Log = toStandardOutput) {
  const redactor = new Redactor();
  // When a signature does not match, AWS quotes what was signed, including the session token.
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    redactor.learn(variableOf(env, name) ?? '');
  return async (payload: unknown, invocation: Invocation = {}): Promise<Result> => {
    const about = { service: 'forecast', requestId: invocation.awsRequestId };
    const aws = new AwsConnections();
    const left = invocation.getRemainingTimeInMillis?.();
    const deadline = Deadline.in(left === undefined ? RUN_MS : Math.max(0, left - MARGIN_MS));
    const now = Date.now();
    const timestamp = new Date(now).toISOString();
    try {
      const variables = new EnvReader(env);
      const environment = variables.required(
        'ENVIRONMENT',
        'the name of the environment, such as production',
      );
      variables.done();
      const result = await run(readPayload(payload), environment, new ForecastMetrics(aws), {
        now,
        deadline,
      });
      log({ timestamp, level: 'INFO', message: 'forecast', ...about, ...result });
      return result;
    } catch (thrown) {
      const error = cleaned(asError(thrown), redactor);
      log({
        timestamp,
        level: 'ERROR',
        message: error.message,
        ...about,
        errorType: error.name,
        stack: error.stack,
      });
      throw error;
    } finally {
      aws.close();
    }
  };
}

/** Without the driver's own error, which may contain what was signed. */
function cleaned(error: Error, redactor: Redactor): Error {
  error.message = redactor.clean(error.message);
  if (error.stack) error.stack = redactor.clean(error.stack);
  return error instanceof MonitoringError
    ? error
    : Object.assign(new Error(error.message), { name: error.name });
}

export const handler = createHandler();
