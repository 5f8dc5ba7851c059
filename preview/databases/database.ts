import { type ServiceName, serviceOf } from '../../thresholds/services';
import type { Env } from '../functions/variables';
import type { Complain } from '../workload/loop';

/** One database that the preview watches. */
export interface Database {
  readonly service: ServiceName;
  /** In a few words, for people: no secret is in it. */
  readonly about: string;
  /** Whether it is the user's own: then nothing is written to it, and it gets no workload. */
  readonly own: boolean;
  /** The variables that name it to the collector. */
  readonly target: Readonly<Record<string, string>>;
}

/** What the start of an embedded database is given. */
export interface StartContext {
  /** Says that a step begins. */
  say(step: string): void;
  /** Takes what is to be stopped in the end, as soon as it runs. */
  keep(stop: () => Promise<unknown>): void;
  readonly complain: Complain;
}

/** The variables that name a database to the collector: the secrets that every environment needs. */
export function targetVariables(service: ServiceName): string[] {
  return serviceOf(service).secrets.flatMap(({ variable, needs }) => (needs === undefined ? [variable] : []));
}

/**
 * The user's own database of a service, when one of its variables is set.
 * @throws {Error} when a variable refers to a parameter in AWS: the preview reads no AWS account
 */
export function ownDatabase(service: ServiceName, env: Env): Database | undefined {
  const set = targetVariables(service).flatMap((name): [string, string][] =>
    env[name]?.trim() ? [[name, env[name]]] : [],
  );
  const reference = set.find(([, value]) => value.trim().startsWith('ssm:'));
  if (reference)
    throw new Error(
      `${reference[0]} refers to a parameter in AWS, and the preview reads no AWS account: set the value itself, ` +
        'or unset it to see an embedded database.',
    );
  if (set.length === 0) return undefined;
  const [[, address] = ['', '']] = set;
  const host = URL.canParse(address) ? new URL(address).hostname : 'your database';
  return { service, about: `${host}, without a workload`, own: true, target: Object.fromEntries(set) };
}
