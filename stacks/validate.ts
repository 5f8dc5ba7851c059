import { type Environment, project, remoteState } from '../environments';
import { effectiveRows } from '../thresholds/effective';
import { alarmName } from '../thresholds/names';
import { hasAlarm } from '../thresholds/row';
import { services } from '../thresholds/services';
import { assertValid } from '../thresholds/validate';
import { environmentRules, type Finding, NAME_FORM } from './environment-rules';
import { kindOf, shape } from './environment-shape';

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
  return [...single, ...twins(usable), ...alarmTwins(usable)];
}

/** @throws {Error} that lists every problem of the table of environments, or of a table of rows, one a line */
export function assertEnvironments(environments: readonly Environment[]): void {
  for (const [service, { rows }] of Object.entries(services)) assertValid(service, rows);
  const problems = [...projectProblems(), ...validateEnvironments(environments)];
  if (problems.length === 0) return;
  const lines = problems.map((p) => `  ${p.environment}: ${p.field} ${p.problem}: ${p.fix}.`);
  throw new Error(`environments.ts has ${problems.length} problem(s):\n${lines.join('\n')}`);
}

function named(environment: string, [field, problem, fix]: Finding): EnvironmentProblem {
  return { environment, field, problem, fix };
}

function twins(environments: readonly Environment[]): EnvironmentProblem[] {
  const names = environments.map(({ name }) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) =>
    named(name, ['name', 'is there more than once', 'rename one of the two']),
  );
}

/** CloudWatch's alarm names are unique per account and region; a second alarm of a name overwrites the first. */
function alarmTwins(environments: readonly Environment[]): EnvironmentProblem[] {
  const owners = new Map<string, string>();
  const problems = new Map<string, EnvironmentProblem>();
  for (const { name, region, accountId, detailed } of environments)
    for (const [service, { rows }] of Object.entries(services))
      for (const [row, { alarm }] of Object.entries(effectiveRows(rows, { detailed }))) {
        if (!hasAlarm(alarm)) continue;
        const twin = alarmName(name, service, row, 'warning');
        const key = `${accountId} ${region} ${twin}`;
        const owner = owners.get(key) ?? name;
        owners.set(key, owner);
        if (owner !== name)
          problems.set(
            `${owner} ${name}`,
            named(name, ['name', `gives the alarm name ${twin} that ${owner} has`, 'rename it']),
          );
      }
  return [...problems.values()];
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
