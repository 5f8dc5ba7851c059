import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { awsVariables, FakeAws, refuse, reply } from '../support/aws/fake-aws';
import { projectCopy } from '../support/project/copy';
import { outcomeOf } from '../support/servers/child';
import { listen } from '../support/servers/listen';

const november = join(__dirname, '../fixtures/bills/november');
const answer = (file: string) => JSON.parse(readFileSync(join(november, `${file}.json`), 'utf8'));
const project = projectCopy({ name: 'cost' });
const aws = new FakeAws();
const asked: string[] = [];
let respond: (request: IncomingMessage, response: ServerResponse) => void;
const api = createServer((request, response) => {
  asked.push(`${request.headers.authorization} ${request.url}`);
  respond(request, response);
});
let url = '';

beforeAll(async () => {
  await aws.start();
  url = `http://127.0.0.1:${await listen(api)}`;
});
afterAll(async () => {
  await aws.stop();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  project.remove();
});

interface Input {
  readonly TimePeriod: { readonly Start: string; readonly End: string };
  readonly NextPageToken?: string;
  readonly Filter?: {
    readonly And: readonly { readonly Dimensions?: { readonly Values: readonly string[] } }[];
  };
  readonly GroupBy: readonly unknown[];
}
const files: Readonly<Record<string, string>> = {
  AmazonCloudWatch: 'cloudwatch',
  'AWS Lambda': 'lambda',
  'Amazon DynamoDB': 'dynamodb',
};
beforeEach(() => {
  aws.calls.length = 0;
  asked.length = 0;
  aws.fault = ({ input }, response) => {
    const { Filter, NextPageToken, TimePeriod } = input as unknown as Input;
    const service = Filter?.And[0]?.Dimensions?.Values[0];
    const name = service === undefined ? `total-${NextPageToken ? 2 : 1}` : `${files[service]}-1`;
    const value = answer(`aws-${name}`);
    value.ResultsByTime[0].TimePeriod = TimePeriod;
    reply(response, 200, value);
    return true;
  };
  respond = ({ url: path = '' }, response) => {
    const name = path.includes('/stats/')
      ? 'upstash-1'
      : path.includes('consumption')
        ? 'neon-consumption-1'
        : path.includes('small')
          ? 'neon-project-2'
          : 'neon-project-1';
    response.end(JSON.stringify(answer(name)));
  };
});

const AWS = () => awsVariables(aws.url);
const NEON = () => ({
  NEON_API_KEY: 'neon-secret',
  NEON_PROJECT_ID: 'quiet-lake-12345678, small-hill-23456789',
  NEON_API_URL: `${url}/neon`,
});
const UPSTASH = () => ({
  UPSTASH_EMAIL: 'a@example.com',
  UPSTASH_API_KEY: 'up-secret',
  UPSTASH_DATABASE_ID: 'd1',
  UPSTASH_API_URL: url,
});

/** The days that are asked for must not depend on when the tests run. */
const CLOCK = `data:text/javascript,${encodeURIComponent(`
  const [Real, at] = [Date, Date.parse('2026-11-27T08:00:00Z')];
  globalThis.Date = class extends Real {
    constructor(...args) { super(...(args.length > 0 ? args : [at])); }
    static now() { return at; }
  };
`)}`;

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH } = process.env;
  const { code, stdout, stderr } = await outcomeOf(
    spawn(process.execPath, ['--import', CLOCK, '--import', 'tsx', join('commands', 'cost.ts'), ...args], {
      cwd: project.path,
      // Without anybody's credentials.
      env: {
        PATH,
        HOME: join(project.path, 'no-home'),
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      },
    }),
  );
  expect(stdout + stderr).not.toMatch(/neon-secret|up-secret/);
  return { code, stdout, stderr };
}

test('the bills of all three, recorded; and from the record the same', async () => {
  const live = await run(['--actual', '--record', 'bills'], { ...AWS(), ...NEON(), ...UPSTASH() });
  expect(live.stderr).toBe(
    'Asking Cost Explorer: at least 4 requests at $0.01 each, and one more for each further page …\nCost Explorer was asked 5 times: $0.05 at list price.\n',
  );
  expect(live.code).toBe(0);
  expect(live.stdout).toMatch(/^\| AWS \| \d+\.\d\d \| 91\.58 \| /m);
  expect(live.stdout).toMatch(/^\| Neon \| 0\.00 \| 7\.62 \| /m);
  expect(live.stdout).toMatch(/^\| Upstash \| \d+\.\d\d \| 2\.57 \| /m);

  // What docs/bill.md allows is what was called, and nothing else.
  const policy = readFileSync(join(__dirname, '../../docs/bill.md'), 'utf8').match(/"Action": "([^"]+)"/g);
  expect(policy).toEqual(['"Action": "ce:GetCostAndUsage"']);
  expect(new Set(aws.calls.map(({ service, operation }) => `${service} ${operation}`))).toEqual(
    new Set(['AWSInsightsIndexService GetCostAndUsage']),
  );
  const inputs = aws.calls.map(({ input }) => input as unknown as Input);
  expect(inputs.map(({ NextPageToken }) => NextPageToken)).toEqual([
    undefined,
    'page-2',
    undefined,
    undefined,
    undefined,
  ]);
  expect(inputs[0]).toMatchObject({
    TimePeriod: { Start: '2026-11-01', End: '2026-11-27' },
    Granularity: 'MONTHLY',
    Metrics: ['UnblendedCost'],
  });
  expect(inputs[2]).toMatchObject({
    Filter: {
      And: [
        { Dimensions: { Key: 'SERVICE', Values: ['AmazonCloudWatch'] } },
        { Tags: { Key: 'Project', Values: ['macro-ai'] } },
      ],
    },
    GroupBy: [
      { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
      { Type: 'TAG', Key: 'Environment' },
    ],
  });
  const basic = `Basic ${Buffer.from('a@example.com:up-secret').toString('base64')}`;
  expect(asked).toEqual([
    'Bearer neon-secret /neon/projects/quiet-lake-12345678',
    'Bearer neon-secret /neon/projects/small-hill-23456789',
    expect.stringMatching(
      /^Bearer neon-secret \/neon\/consumption_history\/v2\/projects\?org_id=org-plain-sun-87654321&.*granularity=daily.*&project_ids=quiet-lake-12345678&limit=100$/,
    ),
    `${basic} /redis/stats/d1`,
  ]);

  aws.calls.length = 0;
  const again = await run(['--actual', '--recorded', 'bills']);
  expect([again.code, again.stdout, again.stderr]).toEqual([0, live.stdout, '']);
  expect(aws.calls).toEqual([]);
}, 60_000);

test('without credentials a vendor is absent, and says why; without any, nothing is compared', async () => {
  const month = '2026-10';
  const found = await run(['--actual', 'production', '--month', month], { ...AWS(), ...UPSTASH() });
  expect(found.code).toBe(0);
  expect(found.stdout).toContain(`US dollars for the whole month of ${month} (UTC)`);
  expect(found.stdout).toContain(
    'Without Neon: NEON_API_KEY is not set.\n\nWithout Upstash: Upstash’s API knows the current month only',
  );
  expect(found.stdout).not.toContain('## Neon');

  const none = await run(['--actual']);
  expect([none.code, none.stdout]).toEqual([1, '']);
  expect(none.stderr).toMatch(
    /^There is no bill to compare with\.\nWithout AWS: no AWS credentials were found; set AWS_PROFILE/,
  );
}, 60_000);

test('wrong credentials end it, with what to do, before what costs money', async () => {
  respond = (_, response) => response.writeHead(401).end('{"message":"neon-secret"}');
  const neon = await run(['--actual'], { ...AWS(), ...NEON() });
  expect([neon.code, neon.stdout, neon.stderr]).toEqual([
    ...[1, ''],
    'The Neon API answered 401 to /neon/projects/quiet-lake-12345678. The key is wrong or was deleted: make another one, and set it again.\n',
  ]);
  expect(aws.calls).toEqual([]);
  aws.fault = (_, response) => {
    refuse(response, 400, 'AccessDeniedException', 'User is not authorized');
    return true;
  };
  const denied = await run(['--actual'], AWS());
  expect([denied.code, denied.stdout]).toEqual([1, '']);
  expect(denied.stderr).toContain(
    'ce:GetCostAndUsage failed (AccessDeniedException: User is not authorized). Allow ce:GetCostAndUsage, and enable',
  );
}, 60_000);
