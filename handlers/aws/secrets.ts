import type { Deadline } from '../lib/deadline';
import type { Env } from '../lib/env';
import { ConfigurationError } from '../lib/errors';
import type { Journal } from '../lib/journal';
import { retry } from '../lib/retry';
import type { AwsConnections } from './connections';
import { ParameterStore } from './ssm';

const PREFIX = 'ssm:';
/** Older secrets are read again, so that a rotation is noticed before the old ones are rejected. */
const FRESH_MS = 15 * 60_000;

/**
 * The secrets of one function. A variable holds the value itself or `ssm:<parameter name>`. All references are read
 * together and kept for 15 minutes, or longer while the Parameter Store does not respond.
 */
export class Secrets {
  private values = new Map<string, string>();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly names: readonly string[],
    private readonly aws: AwsConnections,
  ) {}

  /** The references among the function's secret variables: variable name → parameter name. */
  private references(env: Env): [variable: string, parameter: string][] {
    return this.names.flatMap((name) => {
      const value = env[name];
      return value?.startsWith(PREFIX) ? [[name, value.slice(PREFIX.length)] as [string, string]] : [];
    });
  }

  /** Whether reading again could return other values than those in use. */
  couldChange(env: Env): boolean {
    return this.references(env).length > 0;
  }

  /**
   * The variables with every reference replaced by its value.
   * @param again reads again, even if the values are kept
   * @throws {ConfigurationError} that names each variable whose parameter does not exist
   * @throws {AwsError} when the Parameter Store fails, and nothing is kept or `again` is set
   */
  async resolve(env: Env, journal: Journal, deadline: Deadline, again = false): Promise<Env> {
    const references = this.references(env);
    if (references.length === 0) return env;
    const wanted = [...new Set(references.map(([, parameter]) => parameter))];
    const age = performance.now() - this.readAt;
    const held = wanted.every((name) => this.values.has(name));
    if (again || !held || age > FRESH_MS) {
      const store = new ParameterStore(this.aws);
      try {
        this.values = await retry(() => store.read(wanted, deadline), journal, deadline);
        this.readAt = performance.now();
      } catch (error) {
        // Secrets are valid until they are rejected; a healthy database must not be reported as down.
        if (again || !held) throw error;
        journal.warn(
          `the secrets could not be read again; the run continued with those read ${Math.round(age / 60_000)} minutes ago`,
        );
      }
    }
    const missing = references.filter(([, parameter]) => !this.values.get(parameter));
    if (missing.length > 0)
      throw new ConfigurationError(
        missing
          .map(
            ([variable, parameter]) =>
              `${variable} refers to the parameter ${parameter}, which does not exist. Store it: ` +
              `aws ssm put-parameter --type SecureString --name ${parameter} --value …`,
          )
          .join(' '),
      );
    return {
      ...env,
      ...Object.fromEntries(references.map(([name, parameter]) => [name, this.values.get(parameter)])),
    };
  }
}
