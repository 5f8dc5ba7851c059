import { asked, failureWords, LookError, read } from '../../../commands/doctor/failure';

const place = { action: 'ssm:GetParameters', region: 'eu-west-1' };
const error = (name: string, more: object = {}) => Object.assign(new Error('said'), { name, ...more });

test.each([
  [error('CredentialsProviderError'), /no AWS credentials: set AWS_PROFILE.* \(said\)$/],
  [
    error('CredentialsProviderError', { message: 'Could not load credentials from any providers' }),
    /no AWS credentials: set AWS_PROFILE.*`\.$/,
  ],
  [error('ExpiredTokenException'), /have expired/],
  [error('UnrecognizedClientException'), /rejected the credentials in eu-west-1/],
  [error('AccessDeniedException'), /do not allow ssm:GetParameters: docs\/doctor\.md/],
  [
    error('AccessDeniedException', { message: 'User: x is not authorized to perform: kms:Decrypt' }),
    /do not allow kms:Decrypt with the key of the secrets/,
  ],
  [error('InvalidKeyId', { $metadata: {} }), /KMS key .* is gone, disabled or not allowed \(said\)/],
  [error('SyntaxError', { $metadata: {} }), /What answers ssm:GetParameters in eu-west-1 is not AWS/],
  [error('AccessDenied', { $metadata: {} }), /do not allow ssm:GetParameters/],
  [error('Error', { code: 'ECONNREFUSED' }), /does not answer in eu-west-1 \(said\)/],
  [
    error('Error', { message: 'wrapper for Error: connect ECONNRESET 127.0.0.1:1', $metadata: {} }),
    /does not answer in eu-west-1/,
  ],
  [error('TimeoutError'), /does not answer in eu-west-1/],
  [
    error('AggregateError', { message: '', errors: [{ code: 'ENOTFOUND' }] }),
    /does not answer in eu-west-1 \(ENOTFOUND\)/,
  ],
  [error('ThrottlingException'), /throttles ssm:GetParameters/],
  [error('PermanentRedirect'), /The bucket is not in eu-west-1/],
  [error('NoSuchBucket'), /npm run bootstrap/],
  [
    error('InternalFailure', { $metadata: {} }),
    /ssm:GetParameters failed in eu-west-1 \(InternalFailure: said\)/,
  ],
])('%s is said in words', (thrown, words) => {
  expect(failureWords(thrown, place)).toMatch(words);
});

test('an error that is not of AWS is a bug, and stays as it is', async () => {
  const bug = new TypeError('x is undefined');
  expect(failureWords(bug, place)).toBeUndefined();
  expect(failureWords(undefined, place)).toBeUndefined();
  await expect(asked(place, () => Promise.reject(bug))).rejects.toBe(bug);
  await expect(read(() => Promise.reject(bug))).rejects.toBe(bug);
});

test('a failed call has no request in its error', async () => {
  const thrown = error('AccessDenied', { $metadata: {}, $response: { body: 'canary' } });
  const failed = await asked(place, () => Promise.reject(thrown)).catch((caught: unknown) => caught);
  expect(failed).toBeInstanceOf(LookError);
  expect(Object.values(failed as object)).toEqual(['LookError']);
  expect(await read(() => Promise.reject(failed))).toEqual({
    unread: expect.stringContaining('do not allow'),
  });
});
