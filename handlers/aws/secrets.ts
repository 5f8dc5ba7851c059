import { variableOf } from '../../model/variables';
import { chunksOf, concurrently } from '../lib/concurrent';
import { Deadline } from '../lib/deadline';
import { type Env, pasted } from '../lib/env';
import { ConfigurationError, MonitoringError } from '../lib/errors';
import { Journal } from '../lib/journal';
import type { Redactor } from '../lib/redact';
import { retry } from '../lib/retry';
import { type AwsConnections, isThrottled } from './connections';
import { MOST_PARAMETERS, ParameterStore } from './ssm';

const REFERENCE = /^ssm:\s*(?<parameter>.*)$/is;
/** `<name>`, `<name>:<version or label>`, or either with the ARN of the parameter in place of its name (API: GetParameters). */
const PARAMETER =
  /^(?<arn>arn:[\w-]+:ssm:[\w-]+:\d+:parameter)?(?<name>\/?[\w.-]+(?:\/[\w.-]+)*)(?<selector>:[\w.-]+)?$/;
/** A name with a path, as `npm run secrets` gives it, or a plain word behind a slash. Any other may be the secret itself. */
const PATH = /^(?:\/[\w.-]+){2,}$|^\/[a-z._-]+$/;
/** Older secrets are read again, so that a rotation is noticed before the old ones are rejected. */
const FRESH_MS = 15 * 60_000;

/** Calls of GetParameters at a time. An account has 40 a second (AWS General Reference, Systems Manager quotas). */
const CALLS_AT_ONCE = 4;

/** Before a call that was one too many is made again; then twice as long each time. */
const FIRST_PAUSE_MS = 300;

/** Whose secrets are wanted. */
export interface Wanted {
  /** The database's name; undefined for the unnamed one. */
  readonly name: string | undefined;
  /** The variables; those with secrets hold them, or refer to them. */
  readonly env: Env;
  readonly journal: Journal;
}

/**
 * The secrets of one function. A variable holds the value itself or `ssm:<parameter>`. All references are read together
 * and kept for 15 minutes, or longer while the Parameter Store does not respond. Values are read as people paste them.
 */
export class Secrets {
  private readonly values = new Map<
    string,
    { readonly value: string | undefined; readonly readAt: number }
  >();

  constructor(
    private readonly names: readonly string[],
    private readonly aws: AwsConnections,
    private readonly redactor: Redactor,
  ) {}

  /** The references among the secret variables. What may be a secret in them is registered with the redactor. */
  private references(env: Env): Reference[] {
    return this.names.flatMap((variable) => {
      const parameter = referenceIn(variableOf(env, variable));
      if (parameter === undefined) return [];
      const reference = referenceTo(variable, parameter);
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
   * Reads the secrets of several databases together, those that are not kept. Never throws.
   * @param again reads again, even if the values are kept
   * @returns a function for each that returns its variables with every reference replaced by its value. It throws a
   *   ConfigurationError that names each variable whose parameter does not exist, or that holds no secret; an AwsError when the
   *   Parameter Store fails, and nothing is kept or `again` is set.
   */
  async resolve(wanted: readonly Wanted[], deadline: Deadline, again = false): Promise<(() => Env)[]> {
    const all = wanted.map((one) => ({ ...one, references: this.references(one.env) }));
    const asking = all.filter(
      ({ references }) =>
        references.every(({ name }) => name !== undefined) && (again || this.isDue(references)),
    );
    const failures = await this.read(asking, deadline);
    return all.map((one) => () => this.resolved(one, failures, again));
  }

  /** One database's values are read together: a URL and its token are rotated together, too. */
  private isDue(references: readonly Reference[]): boolean {
    return references.some(({ parameter }) => {
      const held = this.values.get(parameter);
      return held?.value === undefined || performance.now() - held.readAt > FRESH_MS;
    });
  }

  /** Reads all parameters that these refer to. @returns why some could not be read, by parameter */
  private async read(asking: readonly Asking[], deadline: Deadline): Promise<Map<string, unknown>> {
    const failures = new Map<string, unknown>();
    const askedBy = new Map<string, Set<Journal>>();
    for (const { references, journal } of asking)
      for (const { parameter } of references)
        askedBy.set(parameter, (askedBy.get(parameter) ?? new Set()).add(journal));
    if (askedBy.size === 0) return failures;
    const store = new ParameterStore(this.aws);
    const patience = asking.length > 1 ? deadline.earlierBy(deadline.left / 2) : Deadline.in(0);
    const read = async (names: readonly string[]): Promise<void> => {
      const own = new Journal();
      try {
        const found = await patiently(
          () => retry(() => store.read(names, deadline), own, deadline),
          patience,
        );
        for (const name of names)
          this.values.set(name, { value: found.get(name), readAt: performance.now() });
      } catch (error) {
        // One parameter that may not be decrypted makes AWS refuse all of the call: it must cost nobody else's secrets.
        if (names.length > 1 && asking.length > 1 && !isRetryable(error))
          return void (await concurrently(names, CALLS_AT_ONCE, (name) => read([name])));
        for (const name of names) failures.set(name, error);
      }
      const journals = new Set(names.flatMap((name) => [...(askedBy.get(name) ?? [])]));
      for (const journal of journals) journal.add(own);
    };
    await concurrently(chunksOf([...askedBy.keys()], MOST_PARAMETERS), CALLS_AT_ONCE, read);
    return failures;
  }

  private resolved(
    { name, env, journal, references }: Asking,
    failures: Map<string, unknown>,
    again: boolean,
  ): Env {
    if (references.length === 0) return this.clean(env);
    refuse(references.filter((reference) => reference.name === undefined).map(malformed));
    const held = references.map(({ parameter }) => this.values.get(parameter));
    const failed = references.find(({ parameter }) => failures.has(parameter));
    if (failed) {
      // Secrets are valid until they are rejected; a healthy database must not be reported as down.
      if (again || held.some((one) => one?.value === undefined)) throw failures.get(failed.parameter);
      const age = performance.now() - Math.min(...held.map((one) => one?.readAt ?? 0));
      journal.warn(
        `the secrets could not be read again; the run continued with those read ${Math.round(age / 60_000)} minutes ago`,
      );
    }
    const unknown = references.filter((_, i) => !held[i]?.value);
    refuse(unknown.map((reference) => missing(reference, variableOf(env, 'AWS_REGION'), name)));
    const values = Object.fromEntries(references.map(({ variable }, i) => [variable, held[i]?.value]));
    // A secret that is itself a reference would be sent to the database as a password.
    refuse(this.references(values).map(nested));
    return this.clean({ ...env, ...values });
  }
}

type Asking = Wanted & { readonly references: readonly Reference[] };

const isRetryable = (error: unknown) => error instanceof MonitoringError && error.retryable;

/**
 * Makes a call again while AWS says that there are too many: after a deployment, all shards of an environment read their secrets at
 * the same moment.
 * @param patience until when
 */
async function patiently<T>(call: () => Promise<T>, patience: Deadline): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    try {
      return await call();
    } catch (error) {
      if (!isThrottled(error) || patience.left < pauseMs) throw error;
    }
    // Not all at the same moment again.
    const ms = pauseMs * (0.5 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** The parameter that a variable's text refers to, `ssm:<parameter>`; undefined if it is no reference. */
export function referenceIn(text: string | undefined): string | undefined {
  return REFERENCE.exec(pasted(text ?? '') ?? '')?.groups?.parameter?.trim();
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

/**
 * @param region of the function: the reader's own may be another one
 * @param database whose it is, if it has a name
 */
function missing(
  { variable, ...reference }: Reference,
  region: string | undefined,
  database: string | undefined,
): string {
  const { parameter, name, selector } = reference.shown
    ? reference
    : { ...reference, parameter: 'behind ssm:', name: '<parameter>' };
  const refers = `${variable} refers to the parameter ${parameter}, which does not exist.`;
  const advice = reference.shown ? refers : `${refers} ${ITSELF}`;
  const there = region ? ` --region ${region}` : '';
  const orNone =
    database === undefined ? '' : ` If environments.ts has no database ${database}, ask for one that it has.`;
  return selector
    ? `${advice}${orNone} Check the version or label behind the colon: aws ssm get-parameter-history${there} --name ${name}`
    : `${advice}${orNone} Store it: aws ssm put-parameter${there} --type SecureString --name ${name} --value …`;
}

const nested = ({ variable }: Reference) =>
  `The parameter that ${variable} refers to holds another reference: store the secret itself.`;

/** @throws {ConfigurationError} with every problem, if there is any */
function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems.join(' '));
}
