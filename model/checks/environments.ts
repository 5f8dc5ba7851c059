import { type Environment, project, remoteState } from '../../environments';
import { services } from '../../thresholds/services';
import { environmentRules, type Finding, NAME_FORM } from './environment-rules';
import { kindOf, shape } from './environment-shape';
import { assertValid } from './rows';

export interface EnvironmentProblem {
  readonly environment: string;
  readonly field: string;
  readonly problem: string;
  readonly fix: string;
}

/** Holds the table of environments against every rule. Empty for a good one. */
export function validateEnvironments(environments: readonly Environment[]): EnvironmentProblem[] {
  const shaped = environments.map(shape);
  const usable = shaped.map(([environment]) => environment);
  const single = shaped.flatMap(([environment, findings], i) => {
    const broken = Object.values(environmentRules).flatMap((rule) => [...rule(environment)]);
    const name = kindOf(environments[i]?.name) === 'string' ? environment.name : `environments[${i}]`;
    return [...findings, ...broken].map((finding) => named(name, finding));
  });
  return [...single, ...twins(usable)];
}

/** The tables cannot be deployed as they are. */
export class EnvironmentsError extends Error {
  override readonly name = 'EnvironmentsError';
}

/** @throws {EnvironmentsError} that lists every problem of the table of environments and of the rows, one a line */
export function assertEnvironments(environments: readonly Environment[]): void {
  const problems = [...projectProblems(), ...validateEnvironments(environments)];
  const lines = problems.map((p) => `  ${p.environment}: ${p.field} ${p.problem}: ${p.fix}.`);
  if (lines.length > 0) lines.unshift(`environments.ts has ${problems.length} problem(s):`);
  for (const [service, { rows }] of Object.entries(services))
    try {
      assertValid(service, rows);
    } catch (error) {
      lines.push(error instanceof Error ? error.message : String(error));
    }
  if (lines.length > 0) throw new EnvironmentsError(lines.join('\n'));
}

function named(environment: string, [field, problem, fix]: Finding): EnvironmentProblem {
  return { environment, field, problem, fix };
}

/** Every name of what is deployed contains the environment's, so a second one would overwrite the first. */
function twins(environments: readonly Environment[]): EnvironmentProblem[] {
  const names = environments.map(({ name }) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) =>
    named(name, ['name', 'is there more than once', 'rename one of the two']),
  );
}

function projectProblems(): EnvironmentProblem[] {
  const found: Finding[] = [];
  if (!NAME_FORM.test(project))
    found.push(['project', `is "${project}"`, 'use lower-case letters, digits and single dashes']);
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(remoteState.bucket))
    found.push([
      'remoteState.bucket',
      `is "${remoteState.bucket}"`,
      'use 3 to 63 lower-case letters, digits and dashes',
    ]);
  return found.map((finding) => named('(all)', finding));
}
