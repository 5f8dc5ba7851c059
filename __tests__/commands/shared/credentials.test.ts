import { credentialsProblem } from '../../../commands/shared/credentials';

const none = { name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' };

test('without credentials, it says how to log in', () => {
  expect(credentialsProblem(none, {})).toBe(
    'There are no AWS credentials: set AWS_PROFILE, or run `aws sso login` or `aws configure`.',
  );
});

test('a profile that has none is named, and nobody is told to set one', () => {
  expect(credentialsProblem(none, { AWS_PROFILE: 'work' })).toBe(
    'There are no AWS credentials in the profile work (AWS_PROFILE): correct its name, or run `aws sso login` or `aws configure`.',
  );
});

test('what the SDK says of a session is kept', () => {
  const message = 'The SSO session has expired.';
  expect(credentialsProblem({ ...none, message }, {})).toMatch(/\(The SSO session has expired\.\)$/);
});

test('credentials that have expired are called so, and anything else is not ours', () => {
  expect(credentialsProblem({ name: 'ExpiredToken', message: '' }, {})).toMatch(
    /^The AWS credentials have expired/,
  );
  expect(credentialsProblem({ name: 'AccessDenied', message: '' }, {})).toBeUndefined();
});
