import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { listed } from '../../commands/secrets';
import { askInput, type Given, parseSecrets } from '../../commands/secrets/input';
import { SecretStore } from '../../commands/secrets/store';
import { collectorOf, collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { environment } from '../fixtures/environments';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { describeWithMoto, startMoto } from '../support/aws/moto';
import { projectCopy } from '../support/project/copy';
import { ended, unheld } from '../support/servers/child';

const production = environment('production');
const allSecretsOf = (of: Environment) => collectorsOf(of).flatMap((collector) => collector.secrets);
const secrets = allSecretsOf(production);
const canary = 'canary-7f3a';
const plain = (given: readonly Given[]) => given.map(({ secret, value }) => [secret.variable, value]);

/** Secrets as they are stored. */
const good = { url: 'https://eu1-cat-1.upstash.io', string: `postgresql://u:${canary}@h.example/d?x=1` };

describe('NAME=value lines', () => {
  test('are read as they are meant: with = in the value, in quotes, with export, among comments', async () => {
    const text = `# secrets\n\nUPSTASH_REST_TOKEN=a=b==\r\n  NEON_API_KEY = "Bearer key-1" \nexport NEON_CONNECTION_STRING="psql '${good.string}'"`;
    expect(plain(await parseSecrets(text, secrets))).toEqual([
      ['UPSTASH_REST_TOKEN', 'a=b=='],
      ['NEON_API_KEY', 'key-1'],
      ['NEON_CONNECTION_STRING', good.string],
    ]);
    expect(await parseSecrets('\n # nothing\n', secrets)).toEqual([]);
  });

  test('end with any line break', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `UPSTASH_REST_URL=${good.url}${end}${end}UPSTASH_REST_TOKEN=${canary}`;
      expect(plain(await parseSecrets(text, secrets))).toEqual([
        ['UPSTASH_REST_URL', good.url],
        ['UPSTASH_REST_TOKEN', canary],
      ]);
      const wrong = parseSecrets(`${text}${end}UPSTASH_REST_TOKEN=x`, secrets);
      await expect(wrong).rejects.toThrow('Line 4, UPSTASH_REST_TOKEN: given twice.');
    }
  });

  test('that are wrong are all reported by line, without their content', async () => {
    const text = [
      `OTHER=${canary}`,
      'NEON_API_KEY=""',
      canary,
      `postgresql://${canary}?sslmode=require`,
      'NEON_PROJECT_ID=a',
      'NEON_PROJECT_ID=b',
      `UPSTASH_REST_TOKEN=${canary.repeat(400)}`,
      'UPSTASH_REST_URL=ssm:/other',
      `NEON_CONNECTION_STRING=${canary}`,
    ].join('\n');
    const said = await parseSecrets(text, secrets).catch((error: Error) => error.message);
    for (const message of [
      'Line 1, OTHER: not a secret of this environment; its secrets are NEON_CONNECTION_STRING',
      'Line 2, NEON_API_KEY: the value is empty.',
      'Line 3 is not NAME=value.',
      'Line 4 is not NAME=value.',
      'Line 6, NEON_PROJECT_ID: given twice.',
      'Line 7, UPSTASH_REST_TOKEN: the value is longer than 4096 bytes.',
      'Line 8, UPSTASH_REST_URL: the value is a reference; give the secret itself.',
      'Line 9: NEON_CONNECTION_STRING is not a connection string: it has the form postgresql://',
      'Nothing was stored.',
    ])
      expect(said).toContain(message);
    expect(said).not.toContain(canary);
  });

  test('a secret that the environment does not have is unknown', async () => {
    const without = allSecretsOf(environment('production', { neonApi: false }));
    await expect(parseSecrets('NEON_API_KEY=x', without)).rejects.toThrow('not a secret of this environment');
  });
});

describe('the prompts', () => {
  // One answer per secret; the secrets of services that users have added are unknown here.
  const secrets = (['neon', 'upstash'] as const).flatMap(
    (service) => collectorOf(production, service).secrets,
  );
  const ask = (answers: readonly string[]) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let shown = '';
    let asked = 0;
    output.on('data', (chunk) => {
      shown += chunk;
      if (!String(chunk).endsWith(': ')) return;
      const answer = /more\): $/.test(String(chunk)) ? '\r' : answers[asked++];
      if (answer === undefined) input.end();
      else input.write(answer);
    });
    // After the secrets come two questions about endpoints.
    return { given: askInput(secrets, input, output).then(({ given }) => given), shown: () => shown };
  };

  test('do not echo the input; Enter keeps the stored value', async () => {
    const { given, shown } = ask(['\r', `${canary}\r`, '\r', `  "${good.url}" \r`, '\r']);
    expect(plain(await given)).toEqual([
      ['NEON_API_KEY', canary],
      ['UPSTASH_REST_URL', good.url],
    ]);
    for (const { variable, description } of secrets)
      expect(shown()).toContain(`${variable} (${description})`);
    expect(shown()).not.toContain(canary);
  });

  test('Ctrl-C or the end of the input stores nothing', async () => {
    await expect(ask([`${canary}\r`, '\u0003']).given).rejects.toThrow('Stopped: nothing was stored.');
    await expect(ask([`${canary}\r`]).given).rejects.toThrow('Stopped: nothing was stored.');
  });

  test('ask again for a value that a collector cannot use, and keep the others', async () => {
    const { given, shown } = ask([
      ...[`${canary}\r`, 'ssm:x\r', `psql '${good.string}'\r`],
      ...['\r', '\r', `${good.url}\r`, `${good.url}/${canary}\r`, `${canary}-token\r`],
    ]);
    expect(plain(await given)).toEqual([
      ['NEON_CONNECTION_STRING', good.string],
      ['UPSTASH_REST_URL', good.url],
      ['UPSTASH_REST_TOKEN', `${canary}-token`],
    ]);
    for (const said of [
      '  NEON_CONNECTION_STRING is not a connection string',
      '  NEON_CONNECTION_STRING: the value is a reference; give the secret itself. Enter it again.',
      '  UPSTASH_REST_TOKEN is not a token',
    ])
      expect(shown()).toContain(said);
    expect(shown()).not.toContain(canary);
  });

  test('Ctrl-C after a value that was refused stores nothing', async () => {
    await expect(ask([`${canary}\r`, '\u0003']).given).rejects.toThrow('Stopped: nothing was stored.');
  });
});

describe('the account', () => {
  let aws: FakeAws;
  let account = '';
  beforeEach(async () => {
    aws = await new FakeAws().start();
    Object.assign(process.env, awsVariables(aws.url));
    aws.fault = ({ operation }, response) => {
      if (operation !== 'GetServiceSetting') return false;
      const ARN = `arn:aws:ssm:us-east-1:${account}:servicesetting/ssm/parameter-store/default-parameter-tier`;
      response.end(JSON.stringify({ ServiceSetting: { ARN } }));
      return true;
    };
  });
  afterEach(async () => {
    delete process.env.AWS_ACCOUNT_ID;
    await aws.stop();
  });
  const check = async (accountId?: string) => {
    const store = new SecretStore({ ...production, ...(accountId !== undefined && { accountId }) });
    await store.checkAccount().finally(() => store.close());
  };

  test('must be the environment’s account', async () => {
    account = '222222222222';
    await expect(check('111111111111')).rejects.toThrow(
      'The AWS credentials are for account 222222222222, but environments.ts sets 111111111111 for production. Nothing was stored.',
    );
    account = '111111111111';
    await expect(check('111111111111')).resolves.toBeUndefined();
  });

  test('is taken from the credentials if they contain it', async () => {
    process.env.AWS_ACCOUNT_ID = '333333333333';
    await expect(check('111111111111')).rejects.toThrow('for account 333333333333');
    expect(aws.calls).toEqual([]);
  });

  test('is not checked if the environment names none', async () => {
    await check();
    expect(aws.calls).toEqual([]);
  });
});

describeWithMoto('npm run secrets', () => {
  const project = projectCopy();
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, awsVariables(moto.url));
  });
  afterAll(async () => {
    project.remove();
    await moto.stop();
  });

  async function run(args: readonly string[], input: string) {
    const child = unheld(
      spawn(join(project.path, 'node_modules', '.bin', 'tsx'), ['commands/secrets.ts', ...args], {
        cwd: project.path,
        // Jest's own copy, with the emulator's address.
        env: process.env,
      }),
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.stdin.end(input);
    return { code: await ended(child), output };
  }
  const stored = async (name: string) => {
    const client = new SSMClient({});
    const found = await client.send(
      new GetParameterCommand({ Name: `/macro-ai/production/${name}`, WithDecryption: true }),
    );
    client.destroy();
    return found.Parameter;
  };

  test('stores piped values as SecureStrings, repeated as the next version, and never prints a value', async () => {
    const before = await run(['production'], '');
    expect(before.code).toBe(0);
    expect(before.output.match(/not stored/g)).toHaveLength(secrets.length);

    const refused = await run(['production'], 'NEON_CONNECTION_STRING=hello\nNEON_API_KEY=key');
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/^Line 1: NEON_CONNECTION_STRING is not a connection string/);

    const first = await run(['production'], `UPSTASH_REST_TOKEN=${canary}-1\nNEON_API_KEY=${canary}-2\n`);
    expect(first.output).toMatch(
      /^UPSTASH_REST_TOKEN +stored \d{4}-.*, version 1 +\(\/macro-ai\/production\/upstash-rest-token\)$/m,
    );
    expect(await stored('upstash-rest-token')).toMatchObject({ Type: 'SecureString', Value: `${canary}-1` });

    const second = await run(['production'], `UPSTASH_REST_TOKEN=${canary}-3`);
    expect(second.output).toMatch(/^UPSTASH_REST_TOKEN .* version 2 /m);
    expect(second.output).toMatch(/^NEON_API_KEY .* version 1 /m);
    expect(await stored('upstash-rest-token')).toMatchObject({ Value: `${canary}-3` });

    const list = await run(['production', '--list'], `NEON_API_KEY=${canary}-4`);
    expect(list.output).toBe(second.output);
    const staging = await run(['staging', '--list'], '');
    expect(staging.output.match(/not stored/g)).toHaveLength(secrets.length);
    for (const { output } of [before, first, second, list, staging]) expect(output).not.toContain(canary);
  });

  test.each([
    [[], 'Usage: npm run secrets'],
    [['production', 'a', 'b'], 'Usage: npm run secrets'],
    [['production', '--show'], 'Usage: npm run secrets'],
    [['prod'], 'There is no environment "prod". Use one of feature, staging, production'],
    [['production'], 'Line 1 is not NAME=value.'],
  ])('%j is refused', async (args, message) => {
    const { code, output } = await run(args, `lower-${canary}`);
    expect(code).toBe(1);
    expect(output).toContain(message);
    expect(output).not.toContain(canary);
    expect(output).not.toContain('    at ');
  });

  test('an AWS error is reported with what was stored before, and without the value', async () => {
    const aws = await new FakeAws().start();
    let puts = 0;
    aws.fault = ({ operation }, response) => {
      if (operation !== 'PutParameter') return false;
      if (++puts > 1) response.writeHead(400, { 'x-amzn-errortype': 'AccessDeniedException' });
      response.end(JSON.stringify(puts > 1 ? { message: `${canary} is not allowed` } : { Version: 1 }));
      return true;
    };
    Object.assign(process.env, awsVariables(aws.url));
    const store = new SecretStore(production);
    const given = await parseSecrets(`NEON_API_KEY=${canary}\nUPSTASH_REST_TOKEN=${canary}`, secrets);
    const storing = store.store(given);
    await expect(storing).rejects.toThrow(
      'ssm:PutParameter for UPSTASH_REST_TOKEN failed in us-east-1 (AccessDeniedException: *** is not allowed)',
    );
    await expect(storing).rejects.toThrow('Stored before that: NEON_API_KEY.');
    await expect(storing).rejects.not.toThrow(canary);
    store.close();
    await aws.stop();
    Object.assign(process.env, awsVariables(moto.url));
  });
});

test('nothing is sent to an unverified server', () => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  expect(() => new SecretStore(production)).toThrow('unset it');
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
});

test('the list has one line per secret', () => {
  const [secret] = secrets;
  if (!secret) throw new Error('no secret');
  const at = new Date('2026-11-23T10:00:00Z');
  expect(listed([{ secret: { ...secret, name: '/p' }, at, version: 3 }])).toBe(
    'NEON_CONNECTION_STRING  stored 2026-11-23T10:00:00.000Z, version 3  (/p)\n',
  );
});
