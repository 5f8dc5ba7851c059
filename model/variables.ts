import { includes, type Level, levels } from '../thresholds/row';
import type { Options, Secret, Watching } from '../thresholds/service';

/** The environment variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The value of an environment variable, without spaces around it. One that is empty is not set: that is how shells, Compose
 * files and pipelines leave a variable out. Every variable is read here.
 */
export function variableOf(env: Env, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** The variable that holds a value of a named database where the function's own variable holds that of the unnamed one. */
export const variableOfDatabase = (variable: string, database: string): string =>
  `${variable}_${database.toUpperCase().replaceAll('-', '_')}`;

/** The variable that says, with `true`, that an environment has only named databases of a service. */
export const ONLY_NAMED = 'ONLY_NAMED_DATABASES';

/** Whether AWS is an emulator: AWS_ENDPOINT_URL leads all clients and Terraform to it. */
export const isEmulated = (env: Env): boolean => variableOf(env, 'AWS_ENDPOINT_URL') !== undefined;

/** A secret of one environment, and where its value is stored. */
export interface StoredSecret extends Secret {
  /** The full name of its SSM parameter. The variable of a deployed function is `ssm:<name>`. */
  readonly name: string;
}

/** Those of a service's secrets that are needed with these choices. @param nameOf the full name of its parameter */
export function storedSecrets(
  secrets: readonly Secret[],
  choices: Watching['options'],
  nameOf: (secret: Secret) => string,
): StoredSecret[] {
  return secrets
    .filter(({ needs }) => needs === undefined || choices[needs] === true)
    .map((secret) => ({ ...secret, name: nameOf(secret) }));
}

/** The variable that turns a level on, for every level that is not always on. */
export const levelVariables = levels
  .filter((level) => level !== 'core')
  .map((level) => [level, `ENABLE_${level.toUpperCase()}_MONITORING`] as const);

/** The highest level that is turned on: it includes the others. @param isOn whether a variable is true */
export const levelOf = (isOn: (variable: string) => boolean): Level =>
  levelVariables.filter(([, name]) => isOn(name)).at(-1)?.[0] ?? 'core';

/** The inputs for a function's variables. */
export interface Configuration {
  readonly environment: string;
  readonly level: Level;
  readonly scheduleMinutes: number;
  /** Where the pace adapts: how often the database is visited while all is well, and the signs that it is not. */
  readonly visits?: { readonly minutes: number; readonly signs: string };
  readonly namespace: string;
  readonly stateTable: string;
  readonly options: Options;
  /** The environment's values for the options. */
  readonly choices: Readonly<Record<string, unknown>>;
  /** The plan's limits that the collector needs, by variable. */
  readonly limits: Readonly<Record<string, number>>;
  readonly secrets: readonly StoredSecret[];
}

/** The environment variables of a function. Secrets are references: `ssm:<parameter name>`. */
export function functionVariables({
  options,
  choices,
  limits,
  secrets,
  ...settings
}: Configuration): Record<string, string> {
  const chosen = Object.entries(options).flatMap(([name, { variable }]) =>
    variable !== undefined && choices[name] !== undefined ? [[variable, String(choices[name])]] : [],
  );
  return {
    ENVIRONMENT: settings.environment,
    ...Object.fromEntries(
      levelVariables.map(([level, name]) => [name, String(includes(settings.level, level))]),
    ),
    COLLECTION_INTERVAL_SECONDS: String(settings.scheduleMinutes * 60),
    ...(settings.visits && {
      VISIT_INTERVAL_SECONDS: String(settings.visits.minutes * 60),
      FIRST_SIGNS: settings.visits.signs,
    }),
    METRIC_NAMESPACE: settings.namespace,
    STATE_TABLE: settings.stateTable,
    // The bundle is minified; with source maps, stack traces name source files and lines.
    NODE_OPTIONS: '--enable-source-maps',
    ...Object.fromEntries(chosen),
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)])),
    ...Object.fromEntries(secrets.map(({ variable, name }) => [variable, `ssm:${name}`])),
  };
}

/** The names of those that every function has, whatever its service. */
export const sharedVariables: readonly string[] = [
  ONLY_NAMED,
  ...Object.keys(
    functionVariables({
      environment: '',
      level: 'core',
      scheduleMinutes: 1,
      visits: { minutes: 1, signs: '' },
      namespace: '',
      stateTable: '',
      options: {},
      choices: {},
      limits: {},
      secrets: [],
    }),
  ),
];
