import { type Effect, effects, type FaultCase } from '../case';
import { asVariablesSay, onLink, onServer, refusing } from '../causes';
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

/** Nothing is published: without credentials it is impossible, without an environment there is no dimension. */
const nothing: Effect = { up: undefined, published: [], later: ['counts'] };

const ask = 'GetParameters';
/** A process continues with the secrets that it has when it cannot read them again. */
const stale = (
  [
    ['throttles', refusing(ask, 'ThrottlingException'), 2],
    ['denies', refusing(ask, 'AccessDeniedException'), 1],
    ['refuses the connection', onLink('ssm', { is: 'refused' }), 2],
    ['accepts and never answers', onLink('ssm', { is: 'silent' }), 2],
  ] as const
).map(
  ([fault, breaks, failedCalls]): FaultCase => ({
    ...{ system: 'ssm', service: 'upstash', stale: true, sees: 'success', effect: effects.none },
    ...{ breaks, failedCalls },
    fault: `${fault}, and the secrets held are 16 minutes old`,
    says: /^the secrets could not be read again; the run continued with those read 16 minutes ago$/,
  }),
);

/** Secrets and variables that are missing or malformed, and secrets that are old. */
export const secrets: readonly FaultCase[] = [
  ...stale,
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
