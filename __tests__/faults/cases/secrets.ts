import { type Effect, effects, type FaultCase } from '../case';
import { asVariablesSay, onServer } from '../causes';
import { planted } from '../planted';
import type { World } from '../world';

/** The values that the Parameter Store holds, or does not. */
const holding = (name: string, value: string | undefined) => {
  let was = '';
  return onServer(
    async ({ aws: { parameters } }: World) => {
      was = parameters.get(name) ?? '';
      if (value === undefined) parameters.delete(name);
      else parameters.set(name, value);
    },
    ({ aws: { parameters } }: World) => parameters.set(name, was),
  );
};

/** No metric is published: without credentials nobody can, without an environment nobody knows for whom. */
const nothing: Effect = { up: undefined, published: [], later: ['counts'] };

/** Secrets and variables that are missing or malformed. */
export const secrets: readonly FaultCase[] = [
  {
    ...{ system: 'ssm', service: 'upstash', cold: true, failedCalls: 0, effect: effects.notVisited },
    fault: 'the parameter does not exist',
    breaks: holding('/upstash-token', undefined),
    sees: 'ConfigurationError',
    says: /UPSTASH_REST_TOKEN refers to the parameter \/upstash-token, which does not exist\. Store it/,
  },
  {
    ...{ system: 'ssm', service: 'neon', cold: true, failedCalls: 0, effect: effects.notVisited },
    fault: 'the parameter holds something that is no connection string',
    breaks: holding('/neon', planted.password),
    sees: 'ConfigurationError',
    says: /NEON_CONNECTION_STRING is not a connection string/,
  },
  {
    ...{ system: 'ssm', service: 'upstash', cold: true, failedCalls: 0, effect: effects.notVisited },
    fault: 'the function names no URL',
    breaks: asVariablesSay,
    variables: () => ({ UPSTASH_REST_URL: '' }),
    sees: 'ConfigurationError',
    says: /UPSTASH_REST_URL is not set/,
  },
  {
    ...{ system: 'ssm', service: 'upstash', failedCalls: 0, effect: nothing },
    fault: 'the function names no environment',
    breaks: asVariablesSay,
    variables: () => ({ ENVIRONMENT: '' }),
    sees: 'ConfigurationError',
    says: /ENVIRONMENT is not set/,
  },
  {
    ...{ system: 'ssm', service: 'upstash', failedCalls: 0, effect: nothing },
    fault: 'the function has no AWS credentials',
    breaks: asVariablesSay,
    variables: () => ({ AWS_ACCESS_KEY_ID: '' }),
    sees: 'AwsError',
    says: /SSM GetParameters failed \(CredentialsProviderError.*check the AWS credentials/,
  },
];
