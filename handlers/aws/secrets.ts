import type { Deadline } from '../lib/deadline';
import type { Env } from '../lib/env';
import { ConfigurationError } from '../lib/errors';
import type { Journal } from '../lib/journal';
import { retry } from '../lib/retry';
import type { AwsConnections } from './connections';
import { ParameterStore } from './ssm';

const PREFIX = 'ssm:';
/** Older secrets are read anew, so that a change is noticed before the old ones are refused. */
const FRESH_MS = 15 * 60_000;

/**
 * The secrets of one function. A variable holds the value itself or `ssm:<parameter name>`; all references are read
 * together and kept for 15 minutes; longer, where the Parameter Store cannot be asked.
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

  /** Whether a fresh read could give other values than those in use. */
  couldChange(env: Env): boolean {
    return this.references(env).length > 0;
  }

  /**
   * The environment with every reference replaced by its value.
   * @param again reads anew, whatever is kept
   * @throws {ConfigurationError} that names each variable whose parameter does not exist
   * @throws {AwsError} when the Parameter Store cannot be asked, and nothing is kept or `again` is wanted
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
        // Secrets are good until they are refused; a database that is well must not be reported as down.
        if (again || !held) throw error;
        journal.warn(
          `the secrets could not be read anew; the run went on with those of ${Math.round(age / 60_000)} minutes ago`,
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
