import { serviceNames, serviceOf, services } from '../thresholds/services';
import { validateEnvironments, validateSettings } from './checks/environments';
import { type Problem, TablesError } from './checks/finding';
import { validateRows } from './checks/rows';
import { validateServices } from './checks/service-rules';
import { malformed } from './checks/service-shape';
import type { Entry, Environment, Settings } from './environment';

/** What `environments.ts` exports. */
export interface Tables extends Settings {
  readonly environments: readonly Entry[];
}

/** A project with valid tables: environments, services and rows. */
export interface Project extends Settings {
  readonly environments: readonly Environment[];
}

/** Every problem in all tables, in the order of the files. */
export function problemsOf({ environments, ...settings }: Tables): Problem[] {
  // Environments and rows are read by what the services say.
  const unreadable = malformed(services);
  if (unreadable.length > 0) return [...validateSettings(settings), ...unreadable];
  const entries = Array.isArray(environments) ? environments : [];
  return [
    ...(Array.isArray(environments)
      ? []
      : [{ file: 'environments.ts', at: 'environments', problem: 'is not a list', fix: 'use a list […]' }]),
    ...validateSettings(settings),
    ...validateEnvironments(entries, settings.project),
    ...validateServices(services),
    ...serviceNames.flatMap((service) => validateRows(service, serviceOf(service).rows, entries.map(nameOf))),
  ];
}

const nameOf = (entry: Entry): string => String(Object(entry).name);

/**
 * The project that the tables describe.
 * @throws {TablesError} lists every problem
 */
export function projectOf(tables: Tables): Project {
  const problems = problemsOf(tables);
  if (problems.length > 0) throw new TablesError(problems);
  const { project, runbookUrl, remoteState, environments } = tables;
  const settings: Settings = { project, runbookUrl, remoteState };
  return { ...settings, environments: environments.map((entry) => ({ ...entry, settings })) };
}
