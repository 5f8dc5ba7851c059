import { type Environment, project } from '../environments';
import { type ServiceName, services } from '../thresholds/services';

/**
 * The names of everything that is deployed. They are contracts: people type them, and other tools search for them.
 * AWS limits: functions and IAM roles 64 characters, EventBridge rules 64, topics 256, tables 255.
 */
export const LONGEST_FUNCTION_NAME = 64;

/** The function's name, and that of its role and its schedule. */
export function functionName(environment: string, service: string): string {
  return `${project}-${environment}-${service}-monitoring`;
}

/** Lambda writes there unless it is told otherwise. */
export function logGroupName(environment: string, service: string): string {
  return `/aws/lambda/${functionName(environment, service)}`;
}

export function topicName(environment: string): string {
  return `${environment}-monitoring-alerts`;
}

/** The table with what one run leaves for the next. */
export function stateTableName(environment: string): string {
  return `${project}-${environment}-monitoring-state`;
}

/** Where Terraform keeps the state of a stack, in the bucket of remote state. */
export function remoteStateKey(stack: string): string {
  return `${project}/${stack}/terraform.tfstate`;
}

/** The CloudWatch namespace of a service's metrics in an environment. */
export function namespaceOf({ name, namespace }: Environment, service: ServiceName): string {
  const shared = services[service].namespace;
  return namespace === 'own' ? `${shared}/${name}` : shared;
}
