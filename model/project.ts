import { serviceNames, serviceOf, services } from '../thresholds/services';
import { applicationProblems } from './applications/table-rules';
import { validateEnvironments, validateSettings } from './checks/environments';
import { type Problem, TablesError } from './checks/finding';
import { soundRows } from './checks/row-shape';
import { validateRows } from './checks/rows';
import { validateServices } from './checks/service-rules';
import { malformed } from './checks/service-shape';
import { collectorNamesIn } from './collector-names';
import type { Entry, Environment, Settings } from './environment';

/** What `environments.ts` exports. */
export interface Tables extends Settings {
  readonly environments: readonly Entry[];
}

/** A project with valid tables: environments, services and rows. */
export interface Project extends Settings {
  readonly environments: readonly Environment[];
}

/**
 * Every problem in all tables, in the order of the files. What is malformed is left out of the further checks, and so are
 * the checks that need it.
 */
export function problemsOf({ environments, ...settings }: Tables): Problem[] {
  const flaws = malformed(services);
  const sound = (service: string, ...parts: readonly string[]) =>
    !flaws.some((flaw) => flaw.service === service && (!flaw.part || parts.includes(flaw.part)));
  const read = ['options', 'limits'];
  const collectors = (Array.isArray(environments) ? environments : []).flatMap((entry) =>
    collectorNamesIn(settings.project, nameOf(entry)),
  );
  return [
    ...validateSettings(settings),
    // The fields of environments depend on all services.
    ...(serviceNames.every((service) => sound(service, ...read))
      ? environmentProblems(environments, settings.project)
      : []),
    ...flaws,
    ...validateServices(
      Object.fromEntries(
        Object.entries(services).filter(([name]) => !flaws.some(({ service }) => service === name)),
      ),
    ),
    ...serviceNames
      .filter((service) => sound(service, ...read, 'queries'))
      .flatMap((service) =>
        validateRows(
          service,
          soundRows(serviceOf(service).rows),
          collectors.filter((collector) => collector.service === service),
        ),
      ),
    ...applicationProblems(),
  ];
}

function environmentProblems(environments: unknown, project: string): Problem[] {
  const all = (problem: string, fix: string) => [
    { file: 'environments.ts', at: 'environments', problem, fix },
  ];
  if (!Array.isArray(environments)) return all('is not a list', 'use a list […]');
  if (environments.length === 0) return all('is empty', 'add an environment');
  return validateEnvironments(environments, project);
}

const nameOf = (entry: Entry): string => String(Object(entry).name);

/**
 * The project that the tables describe.
 * @param more problems that were found elsewhere, to report them together
 * @throws {TablesError} lists every problem
 */
export function projectOf(tables: Tables, more: readonly Problem[] = []): Project {
  const problems = [...problemsOf(tables), ...more];
  if (problems.length > 0) throw new TablesError(problems);
  const { project, runbookUrl, remoteState, environments } = tables;
  const settings: Settings = { project, runbookUrl, remoteState };
  return { ...settings, environments: environments.map((entry) => ({ ...entry, settings })) };
}
