import { commonQueries } from '../../thresholds/common/queries';
import type { LogQuery } from '../../thresholds/queries';
import { isAlarmed } from '../../thresholds/row';
import type { Entry } from '../../thresholds/runbook';
import type { Service } from '../../thresholds/service';
import { ownFieldNames } from '../environment';
import { sharedVariables } from '../variables';
import { NO_TERRAFORM_TEXT } from './alarm-rules';
import { type Problem, repeated } from './finding';

/** The input of a rule: one service, and those before it in the list. A name that two share is the later one's problem. */
interface Subject {
  readonly name: string;
  readonly service: Service;
  readonly before: Readonly<Record<string, Service>>;
}
/** Yields `[file in the service's folder, place, problem, fix]` for every violation. */
type ServiceRule = (
  subject: Subject,
) => Iterable<readonly [file: string, at: string, problem: string, fix: string]>;

const SERVICE_FILE = 'service.ts';
const ELSEWHERE_FILE = 'elsewhere.ts';
const alarmed = ({ rows }: Service): string[] =>
  Object.entries(rows).flatMap(([name, row]) => (isAlarmed(row) ? [name] : []));

/** Folders beside those of services, in `thresholds/` and in `handlers/`. */
const folders = ['common', 'aws', 'bundle', 'driver', 'forecast', 'lib'];

/** Every variable that a service's collector reads besides those of all collectors. */
const variablesOf = ({ secrets, options, limits, variables }: Service): string[] => [
  ...secrets.map(({ variable }) => variable),
  ...Object.values(options).flatMap(({ variable }) => variable ?? []),
  ...Object.values(limits).flatMap(({ variable }) => variable ?? []),
  ...variables,
];
const named = (space: string): string => `${/^[aeiou]/.test(space) ? 'an' : 'a'} ${space}`;
/** Names that must differ between services: an environment has its options and limits side by side, and `npm start` their variables. */
const spaces: Readonly<Record<string, (service: Service) => string[]>> = {
  variable: variablesOf,
  parameter: ({ secrets }) => secrets.map(({ parameter }) => parameter),
  option: ({ options }) => Object.keys(options),
  limit: ({ limits }) => Object.keys(limits),
};

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
    if (folders.includes(name))
      yield ['../services.ts', name, 'is the name of another folder', 'choose another name'];
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
  *'namespace is its own'({ service: { namespace }, before }) {
    const twin = Object.keys(before).find((other) => before[other]?.namespace === namespace);
    if (twin) yield [SERVICE_FILE, 'namespace', `is also used by ${twin}`, 'use a different one'];
  },
  *secrets({ service: { secrets, options } }) {
    for (const { parameter, needs } of secrets) {
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
  *quotas({ service: { elsewhere, limits, options, databaseOptions = {} } }) {
    for (const { most, needs, oncePer } of elsewhere.quotas ?? []) {
      if (typeof most !== 'number' && !Object.hasOwn(limits, most.limit))
        yield [ELSEWHERE_FILE, 'quotas', `have ${most.limit}, which is not a limit`, 'add it to the limits'];
      if (needs !== undefined && options[needs]?.is !== 'flag')
        yield [ELSEWHERE_FILE, 'quotas', `need ${needs}, which is not a flag`, 'add it to the options'];
      if (oncePer !== undefined && !Object.hasOwn(databaseOptions, oncePer))
        yield [
          ELSEWHERE_FILE,
          'quotas',
          `are used once per ${oncePer}, which databases do not have`,
          'add it to databaseOptions',
        ];
    }
  },
  *variables({ service }) {
    for (const variable of variablesOf(service))
      if (!/^[A-Z][A-Z0-9_]*$/.test(variable))
        yield [
          SERVICE_FILE,
          `"${variable}"`,
          'is not a valid variable name',
          'use uppercase letters, digits and _',
        ];
      else if (sharedVariables.includes(variable) || /^(AWS|LAMBDA)_/.test(variable))
        yield [SERVICE_FILE, variable, 'is already used by every function', 'rename it'];
  },
  *'names are its own'({ service, before }) {
    for (const [space, namesOf] of Object.entries(spaces)) {
      const own = namesOf(service);
      for (const name of repeated(own))
        yield [SERVICE_FILE, name, `is used for two ${space}s`, 'rename one of the two'];
      for (const [other, theirs] of Object.entries(before))
        for (const name of new Set(own.filter((one) => namesOf(theirs).includes(one))))
          yield [SERVICE_FILE, name, `is also ${named(space)} of ${other}`, 'rename it'];
    }
  },
  *'flags reach the collector'({ service: { options, secrets, rows } }) {
    for (const [name, { is, variable }] of Object.entries(options)) {
      const decides = Object.keys(rows).filter((row) => rows[row]?.needs === name);
      // Its secrets or its variable tell the collector. Without either it would publish a row that the environment does not have.
      if (is === 'flag' && decides.length > 0 && !variable && !secrets.some(({ needs }) => needs === name))
        yield [
          SERVICE_FILE,
          `options.${name}`,
          `decides about ${decides.join(', ')}, but the collector cannot see it`,
          'give it a variable, or a secret that needs it',
        ];
    }
  },
  *notes({ name, service: { notes, options } }) {
    const flags = Object.keys(options).filter((option) => options[option]?.is === 'flag');
    const outputs = [true, false].flatMap((all) =>
      Object.keys(notes(Object.fromEntries(flags.map((flag) => [flag, all])))),
    );
    for (const output of new Set(outputs))
      if (
        !new RegExp(`^${name}_[a-z0-9_]+$`).test(output) ||
        [`${name}_function`, `${name}_dashboard`].includes(output)
      )
        yield [SERVICE_FILE, `notes.${output}`, 'is not an output name of this service', `use ${name}_…`];
  },
  *'fields of its own'({ service: { options } }) {
    for (const name of Object.keys(options).filter((option) => ownFieldNames.includes(option)))
      yield [SERVICE_FILE, `options.${name}`, 'is a field of every environment', 'rename it'];
  },
  *runbook({ service }) {
    const { entries } = service.runbook;
    for (const row of alarmed(service).filter((name) => !Object.hasOwn(entries, name)))
      yield ['runbook/index.ts', row, 'has alarms but no entry', 'write what the person on call does'];
    for (const row of Object.keys(entries).filter((name) => !alarmed(service).includes(name)))
      yield ['runbook/index.ts', row, 'has an entry but is not a row with alarms', 'remove the entry'];
    for (const [row, { impact, cannotFire = '' }] of Object.entries<Entry>(entries)) {
      if (!impact.trim())
        yield ['runbook/index.ts', `${row}: impact`, 'is empty', 'say in one sentence what users notice'];
      for (const [field, text] of Object.entries({ impact, cannotFire }))
        if (NO_TERRAFORM_TEXT.test(text))
          yield [
            'runbook/index.ts',
            `${row}: ${field}`,
            'has a double quote, a line break, ${ or %{',
            'use one line and single quotes',
          ];
    }
  },
  *queries({ service: { queries } }) {
    for (const name of Object.keys(commonQueries).filter((common) => !Object.hasOwn(queries, common)))
      yield ['queries.ts', name, 'is missing', 'take it over with ...commonQueries'];
    for (const title of repeated(Object.values(queries).map((query) => query.title)))
      yield ['queries.ts', `"${title}"`, 'is the title of two queries', 'rename one of the two'];
    for (const [name, { title, table = '', commands, hours = 1 }] of Object.entries<LogQuery>(queries)) {
      // A slash makes a folder.
      if (!/^[A-Za-z][A-Za-z0-9 -]{0,59}$/.test(title))
        yield [
          'queries.ts',
          `${name}: title`,
          `is "${title}"`,
          'use up to 60 letters, digits, spaces and -, starting with a letter',
        ];
      if ([table, ...commands].some((text) => NO_TERRAFORM_TEXT.test(text)))
        yield [
          'queries.ts',
          name,
          'has a double quote, a line break, ${ or %{',
          'use one line for a command, and single quotes',
        ];
      if (!Number.isInteger(hours) || hours < 1)
        yield ['queries.ts', `${name}: hours`, `is ${hours}`, 'use a whole number of hours'];
    }
  },
  *series({ service }) {
    for (const row of alarmed(service).filter((name) => !Object.hasOwn(service.series, name)))
      yield ['series.ts', row, 'has alarms but no series', 'add a healthy and a sick series'];
    for (const row of Object.keys(service.series).filter((name) => !alarmed(service).includes(name)))
      yield ['series.ts', row, 'has a series but is not a row with alarms', 'remove the series'];
  },
};

/** Checks every service against every rule. Each must be well formed (`malformed`). */
export function validateServices(services: Readonly<Record<string, Service>>): Problem[] {
  return Object.entries(services).flatMap(([name, service], i, all) => {
    const before = Object.fromEntries(all.slice(0, i));
    return Object.values(serviceRules).flatMap((rule) =>
      [...rule({ name, service, before })].map(([file, at, problem, fix]) => ({
        file: file.startsWith('../') ? `thresholds/${file.slice(3)}` : `thresholds/${name}/${file}`,
        at,
        problem,
        fix,
      })),
    );
  });
}
