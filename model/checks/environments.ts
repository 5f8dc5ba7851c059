import type { Entry, Settings } from '../environment';
import { environmentRules, NAME_FORM } from './environment-rules';
import { shape } from './environment-shape';
import type { Finding, Problem } from './finding';
import { projectRules } from './project-rules';

export interface EnvironmentProblem extends Problem {
  readonly environment: string;
  readonly field: string;
}

/** Checks the table of environments against every rule. Empty if it is valid. */
export function validateEnvironments(environments: readonly Entry[], project: string): EnvironmentProblem[] {
  const shaped = environments.map(shape);
  const usable = shaped.map(([environment]) => environment);
  // An invalid project name would also make every function name invalid.
  const prefix = typeof project === 'string' && NAME_FORM.test(project) ? project : 'p';
  const single = shaped.flatMap(([environment, findings], i) => {
    const broken = Object.values(environmentRules).flatMap((rule) => [...rule(environment, prefix)]);
    const { name } = Object(environments[i]);
    const place = typeof name === 'string' ? name : `environments[${i}]`;
    return [...findings, ...broken].map((finding) => placed(place, finding));
  });
  return [...single, ...twins(usable)];
}

/** Checks the settings that all environments share against every rule. */
export function validateSettings(settings: Settings): Problem[] {
  return Object.values(projectRules).flatMap((rule) =>
    [...rule(settings)].map(([at, problem, fix]) => ({ file: FILE, at, problem, fix })),
  );
}

const FILE = 'environments.ts';

function placed(environment: string, [field, problem, fix]: Finding): EnvironmentProblem {
  return { file: FILE, at: `${environment}: ${field}`, environment, field, problem, fix };
}

/** Every deployed name contains the environment's name, so two with the same name would overwrite each other. */
function twins(environments: readonly Entry[]): EnvironmentProblem[] {
  const names = environments.map(({ name }) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) =>
    placed(name, ['name', 'is used by two environments', 'rename one of the two']),
  );
}
