import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { examine, signIn } from '../../commands/doctor/examine';
import { environment, environments, remoteState } from '../fixtures/environments';
import { describeWithMoto, startMoto } from '../support/aws/moto';
import { projectCopy } from '../support/project/copy';
import { outcomeOf } from '../support/servers/child';

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const STATE = 'macro-ai/production/terraform.tfstate';

// What is found in a deployment: __tests__/deployment/deploy.test.ts.
describeWithMoto('npm run doctor', () => {
  const project = projectCopy({ name: 'doctor' });
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(async () => {
    await moto.stop();
    project.remove();
  });

  /** As a program: with its own environment, credentials from nowhere else. */
  async function run(args: readonly string[]) {
    return outcomeOf(
      spawn(process.execPath, ['--import', 'tsx', join('commands', 'doctor', 'main.ts'), ...args], {
        cwd: project.path,
        env: {
          ...{ PATH: process.env.PATH, HOME: project.path, AWS_EC2_METADATA_DISABLED: 'true' },
          AWS_ENDPOINT_URL: moto.url,
        },
      }),
    );
  }

  /** In this process, which takes less time. */
  async function examined(url: string, { json = false, colour = false } = {}) {
    Object.assign(process.env, KEYS, { AWS_ENDPOINT_URL: url });
    let text = '';
    const output = {
      write: (piece: unknown) => {
        text += String(piece);
        return true;
      },
    };
    try {
      const options = { json, rows: false, color: colour };
      const env = colour ? { FORCE_COLOR: '1' } : {};
      const code = await examine(options, environment('production'), environments, output, env);
      return { code, text };
    } finally {
      for (const name of [...Object.keys(KEYS), 'AWS_ENDPOINT_URL']) delete process.env[name];
    }
  }

  test('without credentials has not looked, and says what to do', async () => {
    expect(await run(['production'])).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringContaining('There are no AWS credentials: set AWS_PROFILE'),
    });
  });

  test('of an environment that does not exist has not looked, and names those that do', async () => {
    expect(await run(['prod'])).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringMatching(
        /^There is no environment "prod"\. Use one of feature, staging, production/,
      ),
    });
  });

  test('with credentials of another account has not looked', async () => {
    const to = { name: 'production', region: 'us-east-1', accountId: '111111111111' };
    await expect(signIn(to, async () => ({ accountId: '222222222222' }))).rejects.toThrow(
      'The AWS credentials are for account 222222222222, but environments.ts sets 111111111111 for production',
    );
    await signIn(to, async () => ({ accountId: '111111111111' }));
    await signIn(to, async () => ({}));
  });

  test('without an answer has not looked, and says so once', async () => {
    const { code, text } = await examined('http://127.0.0.1:1');
    expect(code).toBe(2);
    expect(text.replace(/\s+/g, ' ')).toContain('AWS does not answer in us-east-1');
    expect(text.match(/could not be looked at$/gm)).toHaveLength(1);
  });

  test('on nothing deployed says that, and where else it may be', async () => {
    const client = { endpoint: moto.url, region: 'us-east-1', forcePathStyle: true };
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const s3 = new S3Client({ ...client, credentials });
    await s3.send(new CreateBucketCommand({ Bucket: remoteState.bucket }));
    const nothing = await examined(moto.url, { json: true });
    expect(nothing.code).toBe(1);
    expect(JSON.parse(nothing.text)).toMatchObject({
      ...{ environment: 'production', exitCode: 1, unknown: {} },
      findings: [{ check: 'deployment', todo: expect.stringContaining('npm run deploy -- production') }],
    });
    // A state of it: then it was destroyed, or the region or the account is the wrong one.
    await s3.send(new PutObjectCommand({ Bucket: remoteState.bucket, Key: STATE, Body: '{}' }));
    s3.destroy();
    const elsewhere = await examined(moto.url, { colour: true });
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.text).toContain('\u001b[');
    expect(elsewhere.text).toContain('Terraform has a state of it');
  });
});
