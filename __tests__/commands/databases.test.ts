import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { secretsOf } from '../../commands/secrets';
import type { Tables } from '../../model/project';
import { environment, tables } from '../fixtures/environments';
import { awsVariables } from '../support/aws/fake-aws';
import { describeWithMoto, startMoto } from '../support/aws/moto';
import { environmentsFile, projectCopy } from '../support/project/copy';
import { outcomeOf } from '../support/servers/child';
import { listen } from '../support/servers/listen';

const databases = {
  neon: [{}, { name: 'analytics', slowQueryMs: 500 }],
  upstash: [{ name: 'analytics' }],
} as const;
const withDatabases: Tables = {
  ...tables,
  environments: tables.environments.map((one) => (one.name === 'production' ? { ...one, databases } : one)),
};
const project = projectCopy({ name: 'databases', environments: environmentsFile(withDatabases) });
afterAll(() => project.remove());

async function run(command: string, args: readonly string[], url: string, input = '') {
  return outcomeOf(
    spawn(process.execPath, ['--import', 'tsx', join('commands', `${command}.ts`), ...args], {
      cwd: project.path,
      env: { ...process.env, ...awsVariables(url) },
    }),
    input,
  );
}

describe('the secrets', () => {
  const production = environment('production', { databases });
  const names = (database?: string) => secretsOf(production, database).map(({ name }) => name);

  test('of an environment are those of its unnamed databases, and those that all have in common', () => {
    expect(names()).toEqual([
      '/macro-ai/production/neon-connection-string',
      '/macro-ai/production/neon-api-key',
      '/macro-ai/production/neon-project-id',
    ]);
    expect(secretsOf(environment('production')).map(({ variable }) => variable)).toContain(
      'UPSTASH_REST_URL',
    );
  });

  test('of a named database are its own, of every service that has it', () => {
    expect(names('analytics')).toEqual([
      '/macro-ai/production/analytics/neon-connection-string',
      '/macro-ai/production/analytics/upstash-rest-url',
      '/macro-ai/production/analytics/upstash-rest-token',
    ]);
  });
});

describeWithMoto('npm run secrets for a named database', () => {
  test('stores and lists its own, and refuses what it does not have', async () => {
    const moto = await startMoto();
    try {
      const given = 'UPSTASH_REST_TOKEN=canary-5';
      const stored = await run('secrets', ['production', 'analytics'], moto.url, given);
      expect([stored.stderr, stored.code]).toEqual(['', 0]);
      expect(stored.stdout).toMatch(
        /^UPSTASH_REST_TOKEN .*version 1 +\(\/macro-ai\/production\/analytics\/upstash-rest-token\)$/m,
      );
      expect(stored.stdout).not.toContain('canary');
      const shared = await run('secrets', ['production', 'analytics'], moto.url, 'NEON_API_KEY=canary-6');
      expect(shared.stderr).toContain('NEON_API_KEY: not a secret');
      const unknown = await run('secrets', ['production', 'canary-7'], moto.url, given);
      expect(unknown.stderr).toBe(
        'production has no database of that name for neon or upstash. Use one of default, analytics, or add it to environments.ts.\n',
      );
    } finally {
      await moto.stop();
    }
  });
});

describe('npm run invoke', () => {
  let lambda: Server;
  let url: string;
  let calls: { readonly path: string | undefined; readonly payload: unknown }[] = [];
  let answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  beforeAll(async () => {
    lambda = createServer(async (request, response) => {
      calls.push({ path: request.url, payload: JSON.parse(await text(request)) });
      response
        .writeHead(answer.status, answer.headers)
        .end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
    url = `http://127.0.0.1:${await listen(lambda)}`;
  });
  beforeEach(() => {
    calls = [];
    answer = { status: 200, body: { service: 'neon', failed: [] } };
  });
  afterAll(() => lambda.close());
  const invoke = (...args: readonly string[]) => run('invoke', args, url);

  test('sends what the schedule would, and prints the result', async () => {
    const { code, stdout, stderr } = await invoke('production', 'neon', 'analytics', '--dry-run');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(answer.body);
    expect(calls).toEqual([
      {
        path: '/2015-03-31/functions/macro-ai-production-neon-monitoring/invocations',
        payload: { databases: { analytics: { SLOW_QUERY_MS: '500' } }, dryRun: true },
      },
    ]);
  });

  test('without a database asks for all of them; where none has a name, as the schedule does', async () => {
    await invoke('production', 'neon');
    await invoke('staging', 'neon', '--checkup');
    expect(calls.map(({ payload }) => payload)).toEqual([
      { databases: { analytics: { SLOW_QUERY_MS: '500' }, default: {} } },
      { checkup: true },
    ]);
  });

  test('fails where a database could not be read, and where the function failed', async () => {
    answer = { status: 200, body: { failed: ['analytics'] } };
    expect(await invoke('production', 'neon')).toMatchObject({ code: 1, stderr: '' });
    answer = {
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'NetworkError', errorMessage: 'did not answer' },
    };
    const failed = await invoke('staging', 'neon');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('did not answer');
  });

  test('says what was returned where that is not JSON', async () => {
    answer = { status: 200, body: 'no Docker' };
    const { code, stderr } = await invoke('staging', 'upstash');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^What macro-ai-staging-upstash-monitoring returned in us-east-1 is not JSON: "no Docker"\. An emulator/,
    );
  });

  test('says what to do where the function cannot be invoked, and tries once', async () => {
    answer = {
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: { Message: 'Function not found' },
    };
    const { code, stderr } = await invoke('staging', 'upstash');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^macro-ai-staging-upstash-monitoring could not be invoked in us-east-1 \(ResourceNotFoundException: .*\)\. Deploy staging first/,
    );
    answer = { status: 500, body: {} };
    calls = [];
    expect((await invoke('staging', 'upstash')).code).toBe(1);
    expect(calls).toHaveLength(1);
  });

  test.each([
    [[], 'Name an environment and a service.'],
    [['production'], 'Name an environment and a service.'],
    [['production', 'mysql'], 'The second argument is no service. Use one of neon, upstash, forecast.'],
    [['production', 'neon', '--live'], 'There is no option --live.'],
    [['production', 'neon', '--dry-run=no'], '--dry-run takes no value.'],
    [['prod', 'neon'], 'There is no environment "prod".'],
    [
      ['production', 'neon', 'canary'],
      'production has no database of that name for neon. Use one of default, analytics',
    ],
    [['staging', 'neon', 'analytics'], 'staging has no database of that name for neon. Use one of default'],
  ])('%j is refused, and nothing is sent', async (args, message) => {
    const { code, stderr } = await invoke(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('canary');
    expect(calls).toEqual([]);
  });
});
