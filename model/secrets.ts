import type { Secret } from '../thresholds/service';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import type { Environment } from './environment';
import { parameterName } from './names';

/** A secret of one environment, and where its value is stored. */
export interface StoredSecret extends Secret {
  /** The full name of its SSM parameter. The variable of a deployed function is `ssm:<name>`. */
  readonly name: string;
}

/** The secrets that an environment needs for one database of a service. */
export function secretsOf(environment: Environment, service: ServiceName, database?: string): StoredSecret[] {
  const choices: Readonly<Record<string, unknown>> = environment;
  const place = { environment: environment.name, database };
  return serviceOf(service)
    .secrets.filter(({ needs }) => needs === undefined || choices[needs] === true)
    .map((secret) => ({
      ...secret,
      name: parameterName(environment.settings.project, place, secret.parameter),
    }));
}

/** The secrets that an environment needs for all of its services. */
export function allSecretsOf(environment: Environment): StoredSecret[] {
  return serviceNames.flatMap((service) => secretsOf(environment, service));
}
