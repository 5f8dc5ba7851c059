import { applicationTwins } from '../applications/rules';
import { alarmTwins } from '../databases/rules';
import { type Entry, settings as fields, type Settings } from '../environment';
import { NAME_FORM } from '../names';
import { chatTwins } from '../notify/chat-rules';
import { environmentRules } from './environment-rules';
import { shape } from './environment-shape';
import { type Finding, type Problem, repeated } from './finding';
import { flawsOf, placeOf } from './schema';

/** Checks the table of environments against every rule. Empty if it is valid. */
export function validateEnvironments(environments: readonly Entry[], project: string): Problem[] {
  // An invalid project name would also make every function name invalid.
  const prefix = typeof project === 'string' && NAME_FORM.test(project) ? project : 'p';
  const names = environments.flatMap((entry) => nameOf(entry) ?? []);
  const shapes = environments.map(shape);
  const found = environments.flatMap((given, i) => {
    const [environment, findings] = shapes[i] ?? shape(given);
    const broken = Object.values(environmentRules).flatMap((rule) => [...rule(environment, prefix, names)]);
    const name = nameOf(given) ?? `environments[${i}]`;
    return [...findings, ...broken].map((finding) => ({ name, finding }));
  });
  const usable = shapes.map(([environment]) => environment);
  const shared = [...alarmTwins(usable), ...applicationTwins(usable), ...chatTwins(usable)];
  return [...grouped([...found, ...shared, ...twins(environments)])];
}

/** Checks the settings that all environments share. */
export function validateSettings(settings: Settings): Problem[] {
  return Object.entries(fields).flatMap(([name, schema]) =>
    flawsOf(schema, settings[name as keyof Settings]).map(({ path, problem, fix }) => ({
      file: FILE,
      at: placeOf([name, ...path]),
      problem,
      fix,
    })),
  );
}

const FILE = 'environments.ts';
const nameOf = (given: unknown): string | undefined => {
  const { name } = Object(given);
  return typeof name === 'string' ? name : undefined;
};

interface Found {
  readonly name: string;
  readonly finding: Finding;
}

/** Environments often share their fields: what is wrong with several of them in the same way is one problem. */
function grouped(found: readonly Found[]): Problem[] {
  const groups = new Map<string, { readonly finding: Finding; readonly names: Set<string> }>();
  for (const { name, finding } of found) {
    const key = JSON.stringify(finding);
    const group = groups.get(key) ?? { finding, names: new Set() };
    groups.set(key, group);
    group.names.add(name);
  }
  return [...groups.values()].map(({ finding: [field, problem, fix], names }) => ({
    file: FILE,
    at: [...names].join(', ') + (field && `: ${field}`),
    problem,
    fix,
  }));
}

/** Every deployed name contains the environment's name, so two with the same name would overwrite each other. */
function twins(environments: readonly Entry[]): Found[] {
  const names = environments.flatMap((entry) => nameOf(entry) ?? []);
  return repeated(names).map((name) => {
    const times = names.filter((other) => other === name).length;
    return {
      name,
      finding: [
        'name',
        `is used by ${times === 2 ? 'two' : times} environments`,
        times === 2 ? 'rename one of the two' : 'rename all but one',
      ],
    };
  });
}
