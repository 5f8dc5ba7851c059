import type { Environment } from '../environments';
import { namespaceOf, stateTableName } from '../stacks/names';
import type { ServiceName } from '../thresholds/services';
import { parameterName, secretsOf } from './secrets';

/** What only one service is told, where the environment says it. */
const own: Readonly<Record<ServiceName, (e: Environment) => Readonly<Record<string, number | undefined>>>> = {
  neon: ({ slowQueryMs }) => ({ SLOW_QUERY_MS: slowQueryMs }),
  upstash: ({ upstashMemoryLimitBytes }) => ({ UPSTASH_MEMORY_LIMIT_BYTES: upstashMemoryLimitBytes }),
};

/** The environment variables of a function. Secrets are there as references: `ssm:<parameter name>`. */
export function functionVariables(environment: Environment, service: ServiceName): Record<string, string> {
  const settings = {
    ENVIRONMENT: environment.name,
    ENABLE_DETAILED_MONITORING: environment.detailed,
    COLLECTION_INTERVAL_SECONDS: environment.collectionMinutes * 60,
    METRIC_NAMESPACE: namespaceOf(environment, service),
    STATE_TABLE: stateTableName(environment.name),
    // The bundle is minified; with its source map a stack trace names files and lines of the sources.
    NODE_OPTIONS: '--enable-source-maps',
    ...own[service](environment),
  };
  const references = secretsOf(environment, service).map((secret) => [
    secret.variable,
    `ssm:${parameterName(environment.name, secret)}`,
  ]);
  return {
    ...Object.fromEntries(
      Object.entries(settings).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ),
    ...Object.fromEntries(references),
  };
}
