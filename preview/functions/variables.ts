import { type Env, levelVariables, variableOf } from '../../model/variables';
import type { Limit } from '../../thresholds/service';
import { type ServiceName, serviceOf } from '../../thresholds/services';

/** Settings of a collector that a watched database of the user's own may need. */
export function optionalVariables(service: ServiceName): string[] {
  const { secrets, options, limits, variables } = serviceOf(service);
  const chosen = [...Object.values(options), ...Object.values<Limit>(limits)].flatMap(
    ({ variable }) => variable ?? [],
  );
  return [...chosen, ...secrets.flatMap(({ variable, needs }) => (needs ? [variable] : [])), ...variables];
}
/** What any Node process may need to run here and to trust a private CA. */
const MACHINE = ['PATH', 'TZ', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** The environment name under which the preview publishes its readings. */
export const ENVIRONMENT = 'preview';

export interface Surroundings {
  /** The user's environment variables, of which only the names listed here are used. */
  readonly env: Env;
  /** The URL of the stand-in for CloudWatch. */
  readonly sinkUrl: string;
  readonly everySeconds: number;
}

/**
 * A function's complete environment. Nothing is inherited, so that no AWS variable, profile or role can give it access
 * to a real account.
 * @param target the variables for the database
 * @param own whether the database is the user's own; then their settings for it apply
 */
export function variablesOf(
  service: ServiceName,
  target: Readonly<Record<string, string>>,
  own: boolean,
  { env, sinkUrl, everySeconds }: Surroundings,
): Record<string, string> {
  const taken = [...MACHINE, ...(own ? optionalVariables(service) : [])];
  const set = taken.map((name) => [name, variableOf(env, name)] as const);
  return {
    ...Object.fromEntries(set.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    ...target,
    ENVIRONMENT,
    ...Object.fromEntries(levelVariables.map(([, name]) => [name, 'true'])),
    COLLECTION_INTERVAL_SECONDS: String(everySeconds),
    AWS_ENDPOINT_URL: sinkUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'preview',
    AWS_SECRET_ACCESS_KEY: 'preview',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Do not read the user's profiles.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
