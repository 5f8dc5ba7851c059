import { urlOf } from '../../model/aws/url';
import { type Env, variableOf } from '../../model/variables';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import type { Sickness } from '../sick/sickness';
import type { ReportProblem } from '../workload/loop';

/** One database that the preview watches. */
export interface Database {
  readonly service: ServiceName;
  /** Undefined for the unnamed one. */
  readonly name?: string | undefined;
  /** A short description for display, without secrets. */
  readonly about: string;
  /** Whether it is the user's own. Then nothing is written to it, and it gets no workload. */
  readonly own: boolean;
  /** What can be done to it; empty for the user's own. */
  readonly sicknesses: readonly Sickness[];
  /** The collector's variables for it. */
  readonly target: Readonly<Record<string, string>>;
}

/** The context in which an embedded database starts. */
export interface StartContext {
  /** Announces a step. */
  say(step: string): void;
  /** Registers a stop function as soon as there is something to stop. */
  keep(stop: () => Promise<unknown>): void;
  /** Seconds between two samples. What makes a database sick is paced so that several samples see it grow. */
  readonly everySeconds: number;
  readonly reportProblem: ReportProblem;
}

/** The variables that tell the collector which database to watch: the secrets that every environment needs. */
export function targetVariables(service: ServiceName): string[] {
  return serviceOf(service).secrets.flatMap(({ variable, needs }) => (needs === undefined ? [variable] : []));
}

/**
 * The user's own database of a service, if one of its variables is set.
 * @throws {Error} if a variable refers to an SSM parameter: the preview does not read AWS
 */
export function ownDatabase(service: ServiceName, env: Env): Database | undefined {
  const set = targetVariables(service).flatMap((name): [string, string][] => {
    const value = variableOf(env, name);
    return value === undefined ? [] : [[name, value]];
  });
  const reference = set.find(([, value]) => /^\s*ssm:/i.test(value));
  if (reference)
    throw new Error(
      `${reference[0]} refers to an SSM parameter, but the preview does not read AWS: set the value itself, ` +
        'or unset the variable to use an embedded database.',
    );
  if (set.length === 0) return undefined;
  const [[, address] = ['', '']] = set;
  return {
    service,
    about: hostOf(address) ?? 'your database',
    own: true,
    sicknesses: [],
    target: Object.fromEntries(set),
  };
}

/** Undefined if it is not known for sure: with an @ and a slash in a password, the host of the URL is a part of the password. */
function hostOf(address: string): string | undefined {
  const url = urlOf(address);
  if (!url) return undefined;
  const { hostname, pathname, search, hash } = url;
  return hostname === '' || `${pathname}${search}${hash}`.includes('@') ? undefined : hostname;
}
