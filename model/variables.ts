import type { Options } from '../thresholds/service';
import type { StoredSecret } from './secrets';

/** What the variables of a function are made of. */
export interface Configuration {
  readonly environment: string;
  readonly detailed: boolean;
  readonly collectionMinutes: number;
  readonly namespace: string;
  readonly stateTable: string;
  readonly options: Options;
  /** What the environment says for the options. */
  readonly choices: Readonly<Record<string, unknown>>;
  readonly secrets: readonly StoredSecret[];
}

/** The environment variables of a function. Secrets are there as references: `ssm:<parameter name>`. */
export function functionVariables({
  options,
  choices,
  secrets,
  ...settings
}: Configuration): Record<string, string> {
  const chosen = Object.entries(options).flatMap(([name, { variable }]) =>
    variable !== undefined && choices[name] !== undefined ? [[variable, String(choices[name])]] : [],
  );
  return {
    ENVIRONMENT: settings.environment,
    ENABLE_DETAILED_MONITORING: String(settings.detailed),
    COLLECTION_INTERVAL_SECONDS: String(settings.collectionMinutes * 60),
    METRIC_NAMESPACE: settings.namespace,
    STATE_TABLE: settings.stateTable,
    // The bundle is minified; with its source map a stack trace names files and lines of the sources.
    NODE_OPTIONS: '--enable-source-maps',
    ...Object.fromEntries(chosen),
    ...Object.fromEntries(secrets.map(({ variable, name }) => [variable, `ssm:${name}`])),
  };
}

/** The names of those that every function has, whatever its service. */
export const sharedVariables: readonly string[] = Object.keys(
  functionVariables({
    environment: '',
    detailed: false,
    collectionMinutes: 1,
    namespace: '',
    stateTable: '',
    options: {},
    choices: {},
    secrets: [],
  }),
);
