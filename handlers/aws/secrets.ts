import { variableOf } from '../../model/variables';
import type { Deadline } from '../lib/deadline';
import { type Env, pasted } from '../lib/env';
import { ConfigurationError } from '../lib/errors';
import type { Journal } from '../lib/journal';
import type { Redactor } from '../lib/redact';
import { retry } from '../lib/retry';
import type { AwsConnections } from './connections';
import { ParameterStore } from './ssm';

const REFERENCE = /^ssm:\s*(?<parameter>.*)$/is;
/** `<name>`, `<name>:<version or label>`, or either with the ARN of the parameter in place of its name (API: GetParameters). */
const PARAMETER =
  /^(?<arn>arn:[\w-]+:ssm:[\w-]+:\d+:parameter)?(?<name>\/?[\w.-]+(?:\/[\w.-]+)*)(?<selector>:[\w.-]+)?$/;
/** A name with a path, as `npm run secrets` gives it, or a plain word behind a slash. Any other may be the secret itself. */
const PATH = /^(?:\/[\w.-]+){2,}$|^\/[a-z._-]+$/;
/** Older secrets are read again, so that a rotation is noticed before the old ones are rejected. */
const FRESH_MS = 15 * 60_000;

/**
 * The secrets of one function. A variable holds the value itself or `ssm:<parameter>`. All references are read together
 * and kept for 15 minutes, or longer while the Parameter Store does not respond. Values are read as people paste them.
 */
export class Secrets {
  private values = new Map<string, string>();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly names: readonly string[],
    private readonly aws: AwsConnections,
    private readonly redactor: Redactor,
  ) {}

  /** The references among the function's secret variables. What may be a secret in them is registered with the redactor. */
  private references(env: Env): Reference[] {
    return this.names.flatMap((variable) => {
      const { parameter } = REFERENCE.exec(pasted(variableOf(env, variable) ?? '') ?? '')?.groups ?? {};
      if (parameter === undefined) return [];
      const reference = referenceTo(variable, parameter.trim());
      if (!reference.shown) for (const text of [parameter, reference.name]) this.redactor.learn(text ?? '');
      return [reference];
    });
  }

  /** The variables with these values for secrets, each as it was meant. */
  private clean(env: Env): Env {
    const secrets = this.names.map((name) => [name, pasted(variableOf(env, name) ?? '')] as const);
    return { ...env, ...Object.fromEntries(secrets) };
  }

  /** Whether reading again could return other values than those in use. */
  couldChange(env: Env): boolean {
    return this.references(env).length > 0;
  }

  /**
   * The variables with every reference replaced by its value.
   * @param again reads again, even if the values are kept
   * @throws {ConfigurationError} that names each variable whose parameter does not exist, or that holds no secret
   * @throws {AwsError} when the Parameter Store fails, and nothing is kept or `again` is set
   */
  async resolve(env: Env, journal: Journal, deadline: Deadline, again = false): Promise<Env> {
    const references = this.references(env);
    if (references.length === 0) return this.clean(env);
    refuse(references.filter(({ name }) => name === undefined).map(malformed));
    const wanted = [...new Set(references.map(({ parameter }) => parameter))];
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
    const unknown = references.filter(({ parameter }) => !this.values.get(parameter));
    refuse(unknown.map((reference) => missing(reference, variableOf(env, 'AWS_REGION'))));
    const values = Object.fromEntries(
      references.map(({ variable, parameter }) => [variable, this.values.get(parameter)]),
    );
    // A secret that is itself a reference would be sent to the database as a password.
    refuse(this.references(values).map(nested));
    return this.clean({ ...env, ...values });
  }
}

interface Reference {
  readonly variable: string;
  /** What is asked for: a name or an ARN, with a version or a label or without. */
  readonly parameter: string;
  /** Undefined if it is not the name of a parameter. */
  readonly name: string | undefined;
  readonly selector: string | undefined;
  /** Whether it cannot be a secret that was written behind `ssm:`. */
  readonly shown: boolean;
}

function referenceTo(variable: string, parameter: string): Reference {
  const { arn, name, selector } = PARAMETER.exec(parameter)?.groups ?? {};
  const shown = arn !== undefined || PATH.test(name ?? '');
  return { variable, parameter, name, selector, shown };
}

const ITSELF = 'If the secret itself is there, remove ssm:.';

const malformed = ({ variable }: Reference) =>
  `${variable} has no reference to a parameter behind ssm:. Use ssm:<parameter name>, ssm:<name>:<version or label>, or ssm:<ARN>. ${ITSELF}`;

/** @param region of the function: the reader's own may be another one */
function missing({ variable, ...reference }: Reference, region: string | undefined): string {
  const { parameter, name, selector } = reference.shown
    ? reference
    : { ...reference, parameter: 'behind ssm:', name: '<parameter>' };
  const refers = `${variable} refers to the parameter ${parameter}, which does not exist.`;
  const advice = reference.shown ? refers : `${refers} ${ITSELF}`;
  const there = region ? ` --region ${region}` : '';
  return selector
    ? `${advice} Check the version or label behind the colon: aws ssm get-parameter-history${there} --name ${name}`
    : `${advice} Store it: aws ssm put-parameter${there} --type SecureString --name ${name} --value …`;
}

const nested = ({ variable }: Reference) =>
  `The parameter that ${variable} refers to holds another reference: store the secret itself.`;

/** @throws {ConfigurationError} with every problem, if there is any */
function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems.join(' '));
}
