import { awsVariables, FakeAws, refuse, reply } from '../../support/aws/fake-aws';
import { scripted } from '../../support/collectors/scripted';

const ARN = 'arn:aws:ssm:us-east-1:111122223333:parameter/app/token';

let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.calls.length = 0;
  // A parameter as Parameter Store returns it, by whatever it was asked for (API: GetParameters, Parameter).
  aws.fault = ({ operation, input }, response) => {
    if (operation !== 'GetParameters') return false;
    const [asked = ''] = input.Names as string[];
    const [, selector] = /:parameter/.test(asked)
      ? (/:parameter[^:]*(:.*)?$/.exec(asked) ?? [])
      : (/(:.*)?$/.exec(asked) ?? []);
    const found = { Name: '/app/token', ARN, Version: 7, Value: `value of ${asked}`, Type: 'SecureString' };
    reply(response, 200, { Parameters: [{ ...found, ...(selector && { Selector: selector }) }] });
    return true;
  };
});

const asked = () =>
  aws.calls.filter(({ operation }) => operation === 'GetParameters').map(({ input }) => input.Names);
const run = async (value: string) => {
  const { script, handler } = scripted(aws, { SCRIPT_PASSWORD: value });
  const error = await handler({}).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return { passwords: script.passwords, error };
};

test.each([
  ['/app/token'],
  ['/app/token:3'],
  ['/app/token:current'],
  [ARN],
  [`${ARN}:3`],
  [`${ARN}:current`],
])('ssm:%s is read', async (parameter) => {
  const { passwords, error } = await run(`ssm:${parameter}`);
  expect(error).toBeUndefined();
  expect(asked()).toEqual([[parameter]]);
  expect(passwords).toEqual([`value of ${parameter}`]);
});

test.each([
  ['"ssm:/app/token"'],
  [' ssm: /app/token\n'],
  ['SSM:/app/token'],
  ['SCRIPT_PASSWORD=ssm:/app/token'],
])('a reference as it is pasted is read: %j', async (pasted) => {
  expect((await run(pasted)).passwords).toEqual(['value of /app/token']);
});

test.each([
  ['ssm:'],
  ['ssm:/app/token:3:4'],
  ['ssm:/app/my token'],
  ['ssm:arn:aws:secretsmanager:us-east-1:111122223333:secret:token'],
  ['ssm:postgresql://u:canary7Qx@h/db'],
  ['ssm:https://canary7Qx'],
  ['ssm:canary7Qx+/=='],
])('%s is rejected before AWS is asked, and not repeated', async (value) => {
  const { error } = await run(value);
  expect(error).toMatchObject({
    name: 'ConfigurationError',
    message: expect.stringMatching(
      /^SCRIPT_PASSWORD has no reference to a parameter behind ssm:\. Use ssm:<parameter name>, .* or ssm:<ARN>\./,
    ),
  });
  expect(`${error?.message} ${error?.stack}`).not.toMatch(/canary|app\/|secretsmanager/);
  expect(asked()).toEqual([]);
});

/** It is a valid name, but a token may look the same. */
test.each([['ssm:canary7Qx'], ['ssm:canary7Qx:3'], ['SSM:/canary7Qx']])(
  'what is behind ssm: is not repeated where it may be the secret: %s',
  async (value) => {
    aws.fault = undefined;
    const { error } = await run(value);
    expect(error?.message).toMatch(
      /refers to the parameter behind ssm:, which does not exist\. If the secret itself is there, remove ssm:\./,
    );
    aws.fault = ({ operation, input }, response) => {
      if (operation !== 'GetParameters') return false;
      refuse(response, 400, 'AccessDeniedException', `not authorized on parameter/${input.Names}`);
      return true;
    };
    const refused = await run(value);
    expect(refused.error).toMatchObject({ name: 'AwsError', message: expect.stringContaining('***') });
    for (const { message, stack } of [error, refused.error] as Error[])
      expect(`${message} ${stack}`).not.toContain('canary');
  },
);

test.each([
  ['/app/token', /--name \/app\/token --value/],
  [ARN, /--name \/app\/token --value/],
  ['/app/token:9', /Check the version or label behind the colon: .* --name \/app\/token$/],
])('ssm:%s that does not exist is named, with what to run', async (parameter, message) => {
  aws.fault = undefined;
  const { error } = await run(`ssm:${parameter}`);
  expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(message) });
  expect(error?.message).toContain(`refers to the parameter ${parameter}, which does not exist`);
});

test('a value that is a reference itself is rejected', async () => {
  aws.fault = undefined;
  aws.parameters.set('/app/token', 'ssm:/elsewhere');
  expect((await run('ssm:/app/token')).error?.message).toBe(
    'The parameter that SCRIPT_PASSWORD refers to holds another reference: store the secret itself.',
  );
});

/** What AWS says, and what to do. Texts: answers of AWS in public bug reports. */
test.each([
  [
    'AccessDeniedException',
    'User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1',
    /allow kms:Decrypt on the parameter's KMS key/,
  ],
  [
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400)',
    /allow kms:Decrypt on the parameter's KMS key/,
  ],
  [
    'AccessDeniedException',
    'User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:us-east-1:111122223333:parameter/app/token',
    /allow this call in the function's role/,
  ],
  [
    'InvalidKeyId',
    'arn:aws:kms:us-east-1:111122223333:key/1 is disabled. (Service: AWSKMS)',
    /enable the KMS key/,
  ],
  ['ParameterVersionNotFound', 'no such version', /correct its version/],
  ['ThrottlingException', 'Rate exceeded', /request a higher quota/],
  [
    'ExpiredTokenException',
    'The security token included in the request is expired',
    /check the AWS credentials/,
  ],
  ['RequestExpired', 'Request has expired.', /check the AWS credentials/],
])('%s: %s', async (type, text, advice) => {
  aws.fault = ({ operation }, response) => {
    if (operation !== 'GetParameters') return false;
    refuse(response, 400, type, text);
    return true;
  };
  const { error } = await run('ssm:/app/token');
  expect(error).toMatchObject({ name: 'AwsError', message: expect.stringMatching(advice) });
  expect(error?.message).toContain(type);
  expect(error?.message).toMatch(/ Parameters: \/app\/token\.$/);
});
