import { createServer, type ServerResponse } from 'node:http';
import { askNeon, askUpstash } from '../../../commands/cost/vendors';
import { environment } from '../../fixtures/environments';
import { listen } from '../../support/servers/listen';

const now = Date.parse('2026-11-27T08:00:00Z');
const period = { from: '2026-11-01', to: '2026-11-27' };
const asked: string[] = [];
let respond: (response: ServerResponse, path: string) => void;
const server = createServer((request, response) => {
  asked.push(String(request.url));
  respond(response, String(request.url));
});
let url = '';
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked.length = 0;
});

const production = environment('production', {
  databases: { neon: [{}, { name: 'analytics', projectId: 'named-2' }] },
});
const neon = (env: Readonly<Record<string, string>>, of = period) =>
  askNeon(
    [production],
    of,
    { NEON_API_KEY: 'key-of-neon', NEON_PROJECT_ID: 'one-1', NEON_API_URL: url, ...env },
    now,
  );
const upstash = (env: Readonly<Record<string, string>>, of = period) =>
  askUpstash(
    of,
    {
      UPSTASH_EMAIL: 'a@b.example',
      UPSTASH_API_KEY: 'key-of-upstash',
      UPSTASH_DATABASE_ID: 'd1,d2',
      UPSTASH_API_URL: url,
      ...env,
    },
    now,
  );
const project =
  (plan: string, org_id = 'org-1') =>
  (path: string) =>
    path.startsWith('/projects/')
      ? {
          project: {
            id: path.slice('/projects/'.length),
            ...(org_id && { org_id }),
            owner: { subscription_type: plan },
          },
        }
      : { projects: [] };
const json = (of: (path: string) => unknown) => (response: ServerResponse, path: string) =>
  void response.end(JSON.stringify(of(path)));

test('the projects of the variable and of named databases; the use of paid ones in one request', async () => {
  respond = json(project('launch_v3'));
  const found = await neon({});
  expect('answers' in found && found.answers.map(({ file }) => file)).toEqual([
    'neon-project-1.json',
    'neon-project-2.json',
    'neon-consumption-1.json',
  ]);
  expect(asked.slice(0, 2)).toEqual(['/projects/one-1', '/projects/named-2']);
  const query = new URL(`${url}${asked[2]}`).searchParams;
  expect(Object.fromEntries(query)).toMatchObject({
    ...{ org_id: 'org-1', from: '2026-11-01T00:00:00Z', to: '2026-11-27T00:00:00Z' },
    ...{ granularity: 'daily', project_ids: 'one-1,named-2' },
  });
  // Days are kept for two months.
  await neon({}, { from: '2026-08-01', to: '2026-09-01' });
  expect(asked.at(-1)).toContain('granularity=monthly');
});

test('of the Free plan only the projects are asked for', async () => {
  respond = json(project('free_v3'));
  await neon({});
  expect(asked).toEqual(['/projects/one-1', '/projects/named-2']);
});

test('what is missing or wrong in the variables is said', async () => {
  respond = json(project('enterprise'));
  expect(await askNeon([production], period, {}, now)).toEqual({ absent: 'NEON_API_KEY is not set' });
  await expect(askNeon([environment('feature')], period, { NEON_API_KEY: 'k' }, now)).rejects.toThrow(
    'NEON_PROJECT_ID is not: set the ids',
  );
  await expect(neon({ NEON_PROJECT_ID: '../secrets' })).rejects.toThrow('NEON_PROJECT_ID must be ids');
  for (const NEON_API_URL of [
    'http://example.com',
    'https://u:p@example.com',
    'https://u@example.com',
    'https://example.com?k=1',
    'x',
  ])
    await expect(neon({ NEON_API_URL })).rejects.toThrow('NEON_API_URL must be an HTTPS URL');
  expect(asked).toEqual([]);
  await expect(neon({})).rejects.toThrow('has the plan enterprise, of which no price is known');
  respond = json(project('scale', ''));
  await expect(neon({})).rejects.toThrow('has no organization');
  await expect(upstash({ UPSTASH_EMAIL: '' })).rejects.toThrow('belong together: set UPSTASH_EMAIL, too');
  await expect(upstash({ UPSTASH_API_KEY: '' })).rejects.toThrow('belong together: set UPSTASH_API_KEY, too');
  await expect(upstash({ UPSTASH_DATABASE_ID: '' })).rejects.toThrow(
    'UPSTASH_DATABASE_ID is not: set the ids',
  );
  expect(await upstash({}, { from: '2026-10-01', to: '2026-11-01' })).toMatchObject({
    absent: expect.stringContaining('current month only'),
  });
});

test('each way to fail says what to do, and no key', async () => {
  const failing = async (of: (response: ServerResponse) => void, message: string) => {
    respond = of;
    const error: Error = await upstash({}).then(
      () => new Error('nothing failed'),
      (thrown) => thrown,
    );
    expect([error.name, error.message]).toEqual(['UsageError', expect.stringContaining(message)]);
    expect(error.message).not.toContain('key-of');
  };
  const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end('{}');
  await failing(status(401), 'answered 401 to /redis/stats/d1. The key is wrong');
  await failing(status(403), 'The key may not read this');
  await failing(status(404), 'correct the id');
  await failing(status(429), 'try again in a minute');
  await failing(status(500), 'It is out of order');
  await failing(status(418), 'Check the key');
  await failing((response) => void response.end('<html>'), 'something that is not JSON');
  await failing(
    (response) => void response.writeHead(302, { location: `${url}/other` }).end(),
    'did not answer',
  );
  await failing((response) => void response.destroy(), 'Check the network');
  expect(asked).not.toContain('/other');
});
