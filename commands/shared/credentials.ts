import { UsageError } from '../../model/usage-error';
import { type Env, variableOf } from '../../model/variables';

const LOG_IN = 'set AWS_PROFILE, or run `aws sso login` or `aws configure`.';

/**
 * What to do where the SDK has no credentials that it can use; undefined for any other error.
 * @param error as the SDK throws it: its message says what is wrong with a session of SSO, and nothing of a profile that is not there
 */
export function credentialsProblem(
  { name, message }: Pick<Error, 'name' | 'message'>,
  env: Env = process.env,
): string | undefined {
  if (name === 'CredentialsProviderError') {
    const profile = variableOf(env, 'AWS_PROFILE');
    const where = profile === undefined ? '' : ` in the profile ${profile} (AWS_PROFILE)`;
    const login =
      profile === undefined ? LOG_IN : `correct its name, or run \`aws sso login\` or \`aws configure\`.`;
    return `There are no AWS credentials${where}: ${login}${/any providers/.test(message) ? '' : ` (${message})`}`;
  }
  if (/^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/.test(name))
    return `The AWS credentials have expired: ${LOG_IN}`;
  return undefined;
}

/** Why something could not be read from AWS, and what to do. @param what was called, such as `cloudwatch:GetMetricData` */
export function readingFailed(what: string, region: string, { name, message }: Error): UsageError {
  return new UsageError(
    credentialsProblem({ name, message }) ??
      `${what} failed in ${region} (${name}: ${message}). Check the credentials and their permissions.`,
  );
}
