import { type Environment, project } from '../environments';
import { type ServiceName, services } from '../thresholds/services';

/** One secret of a function. Stacks know its name, never its value. */
export interface Secret {
  /** The function's environment variable. */
  readonly variable: string;
  /** The last part of the name of its SSM parameter. */
  readonly parameter: string;
  /** For the person who is asked for it. */
  readonly description: string;
  /** Whether an environment has it. Most are needed everywhere. */
  readonly neededBy?: (environment: Environment) => boolean;
}

const withNeonApi = ({ neonApi }: Environment): boolean => neonApi;

/** The secrets of every service. A variable of a deployed function holds `ssm:<parameter name>`. */
export const secrets: Readonly<Record<ServiceName, readonly Secret[]>> = {
  neon: [
    {
      variable: 'NEON_CONNECTION_STRING',
      parameter: 'neon-connection-string',
      description:
        'connection string that Neon shows: postgresql://user:password@host/database?sslmode=require',
    },
    {
      variable: 'NEON_API_KEY',
      parameter: 'neon-api-key',
      description: 'API key of the Neon project or organization',
      neededBy: withNeonApi,
    },
    {
      variable: 'NEON_PROJECT_ID',
      parameter: 'neon-project-id',
      description: 'id of the Neon project, as in the URL of its console',
      neededBy: withNeonApi,
    },
  ],
  upstash: [
    {
      variable: 'UPSTASH_REST_URL',
      parameter: 'upstash-rest-url',
      description: 'REST URL that Upstash shows: https://<name>.upstash.io',
    },
    {
      variable: 'UPSTASH_REST_TOKEN',
      parameter: 'upstash-rest-token',
      description: 'REST token that Upstash shows beside the URL',
    },
  ],
};

/** The full name of a secret's parameter in an environment. */
export function parameterName(environment: string, { parameter }: Secret): string {
  return `/${project}/${environment}/${parameter}`;
}

/** The secrets that an environment needs, for one service or for all. */
export function secretsOf(environment: Environment, service?: ServiceName): readonly Secret[] {
  const of = service ? [service] : (Object.keys(services) as ServiceName[]);
  return of.flatMap((name) => secrets[name]).filter(({ neededBy }) => neededBy?.(environment) ?? true);
}
