import { type ServiceName, serviceOf } from '../../thresholds/services';

/** Environment variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Settings of a collector that a watched database of the user's own may need. */
export function optionalVariables(service: ServiceName): string[] {
  const { secrets, options, variables } = serviceOf(service);
  const chosen = Object.values(options).flatMap(({ variable }) => variable ?? []);
  return [...chosen, ...secrets.flatMap(({ variable, needs }) => (needs ? [variable] : [])), ...variables];
}
/** What every Node process may need to run here, and to trust a private CA. */
const MACHINE = ['PATH', 'TZ', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** The name of the environment in which the preview's readings are published. */
export const ENVIRONMENT = 'preview';

export interface Surroundings {
  /** The user's own environment; only names that are listed here are taken from it. */
  readonly env: Env;
  /** Where the local CloudWatch is. */
  readonly sinkUrl: string;
  readonly everySeconds: number;
}

/**
 * All of a function's environment. Built from nothing, so that no inherited AWS variable, profile or role can make
 * it reach a real account.
 * @param target the variables that name the database
 * @param own whether that is a database of the user's own, whose settings are theirs, too
 */
export function variablesOf(
  service: ServiceName,
  target: Readonly<Record<string, string>>,
  own: boolean,
  { env, sinkUrl, everySeconds }: Surroundings,
): Record<string, string> {
  const taken = [...MACHINE, ...(own ? optionalVariables(service) : [])];
  return {
    ...Object.fromEntries(taken.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    ...target,
    ENVIRONMENT,
    ENABLE_DETAILED_MONITORING: 'true',
    COLLECTION_INTERVAL_SECONDS: String(everySeconds),
    AWS_ENDPOINT_URL: sinkUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'preview',
    AWS_SECRET_ACCESS_KEY: 'preview',
    AWS_EC2_METADATA_DISABLED: 'true',
    // No profile of the user's is read.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
