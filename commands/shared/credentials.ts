const LOG_IN = 'set AWS_PROFILE, or run `aws sso login` or `aws configure`.';

/**
 * What to do where the SDK has no credentials that it can use; undefined for any other error.
 * @param error as the SDK throws it: its message says what is wrong with a profile or a session of SSO
 */
export function credentialsProblem({ name, message }: Pick<Error, 'name' | 'message'>): string | undefined {
  if (name === 'CredentialsProviderError')
    return `There are no AWS credentials: ${LOG_IN}${/any providers/.test(message) ? '' : ` (${message})`}`;
  if (/^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/.test(name))
    return `The AWS credentials have expired: ${LOG_IN}`;
  return undefined;
}
