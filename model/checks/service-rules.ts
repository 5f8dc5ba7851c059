import { isAlarmed } from '../../thresholds/row';
import type { Service } from '../../thresholds/service';
import { ownFieldNames } from '../environment';
import type { Problem } from './finding';

/** The input of a rule: one service, and the others. */
interface Subject {
  readonly name: string;
  readonly service: Service;
  readonly others: Readonly<Record<string, Service>>;
}
/** Yields `[file in the service's folder, place, problem, fix]` for every violation. */
type ServiceRule = (
  subject: Subject,
) => Iterable<readonly [file: string, at: string, problem: string, fix: string]>;

const SERVICE_FILE = 'service.ts';
const alarmed = ({ rows }: Service): string[] =>
  Object.entries(rows).flatMap(([name, row]) => (isAlarmed(row) ? [name] : []));
const twins = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

/** The rules for a service, by name. The compiler checks most of them, but `tsx` and `cdktf synth` do not compile. */
export const serviceRules: Readonly<Record<string, ServiceRule>> = {
  *'form of the name'({ name }) {
    if (!/^[a-z][a-z0-9]*$/.test(name))
      yield [
        '../services.ts',
        name,
        'is not a valid service name',
        'use lowercase letters and digits, starting with a letter',
      ];
  },
  *namespace({ service: { namespace } }) {
    if (!/^(?!AWS\/)[A-Za-z0-9_.\-/#:]{1,200}$/.test(namespace))
      yield [
        SERVICE_FILE,
        'namespace',
        `is "${namespace}"`,
        'use up to 200 letters, digits and ._-/#:, not starting with AWS/',
      ];
  },
  *'namespace is its own'({ service: { namespace }, others }) {
    const twin = Object.keys(others).find((other) => others[other]?.namespace === namespace);
    if (twin) yield [SERVICE_FILE, 'namespace', `is also used by ${twin}`, 'use a different one'];
  },
  *secrets({ service: { secrets, options } }) {
    for (const { variable, parameter, needs } of secrets) {
      if (!/^[A-Z][A-Z0-9_]*$/.test(variable))
        yield [
          SERVICE_FILE,
          'secrets',
          `contain the variable "${variable}"`,
          'use uppercase letters, digits and _',
        ];
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(parameter))
        yield [
          SERVICE_FILE,
          'secrets',
          `contain the parameter "${parameter}"`,
          'use lowercase letters, digits and -',
        ];
      if (needs !== undefined && options[needs]?.is !== 'flag')
        yield [SERVICE_FILE, 'secrets', `need ${needs}, which is not a flag`, 'add it to the options'];
    }
  },
  *'names are its own'({ service, others }) {
    const all = [service, ...Object.values(others)];
    const variables = all.flatMap(({ secrets }) => secrets.map(({ variable }) => variable));
    const parameters = all.flatMap(({ secrets }) => secrets.map(({ parameter }) => parameter));
    const options = all.flatMap((one) => Object.keys(one.options));
    for (const name of twins([...variables, ...parameters, ...options]))
      yield [SERVICE_FILE, name, 'is used twice', 'rename one of the two'];
  },
  *'fields of its own'({ service: { options } }) {
    for (const name of Object.keys(options).filter((option) => ownFieldNames.includes(option)))
      yield [SERVICE_FILE, `options.${name}`, 'is a field of every environment', 'rename it'];
  },
  *runbook({ service }) {
    const { entries } = service.runbook;
    for (const row of alarmed(service).filter((name) => !Object.hasOwn(entries, name)))
      yield ['runbook/index.ts', row, 'has alarms but no entry', 'write what the person on call does'];
  },
  *series({ service }) {
    for (const row of alarmed(service).filter((name) => !Object.hasOwn(service.series, name)))
      yield ['series.ts', row, 'has alarms but no series', 'add a healthy and a sick series'];
  },
};

/** Checks every service against every rule. */
export function validateServices(services: Readonly<Record<string, Service>>): Problem[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const { [name]: _, ...others } = services;
    return Object.values(serviceRules).flatMap((rule) =>
      [...rule({ name, service, others })].map(([file, at, problem, fix]) => ({
        file: file.startsWith('../') ? `thresholds/${file.slice(3)}` : `thresholds/${name}/${file}`,
        at,
        problem,
        fix,
      })),
    );
  });
}
