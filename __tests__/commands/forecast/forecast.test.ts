import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, dayOf } from '../../../model/forecast/method/days';
import { tables } from '../../fixtures/environments';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { metricHistory } from '../../support/aws/metric-history';
import { environmentsFile, projectCopy } from '../../support/project/copy';
import { outcomeOf } from '../../support/servers/child';

const aws = new FakeAws();
const project = projectCopy({ name: 'forecast' });
const today = dayOf(Date.now());

beforeAll(async () => {
  await aws.start();
  const limits = { monthlyCommands: 500_000, databaseGigabytes: 1 };
  const environments = tables.environments.map((one) =>
    one.name === 'production'
      ? { ...one, limits, forecast: true }
      : one.name === 'feature'
        ? { ...one, accountId: '222222222222' }
        : one,
  );
  writeFileSync(join(project.path, 'environments.ts'), environmentsFile({ ...tables, environments }));
});
afterAll(async () => {
  await aws.stop();
  project.remove();
});

async function run(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = awsVariables(aws.url),
) {
  return outcomeOf(
    spawn(process.execPath, ['--import', 'tsx', join('commands', 'forecast', 'main.ts'), ...args], {
      cwd: project.path,
      env: { ...process.env, ...variables },
    }),
  );
}

/** Values of the last days; the last one is of yesterday. */
const until = (values: readonly (number | undefined)[]) =>
  new Map(
    values.flatMap((value, i): [number, number][] =>
      value === undefined ? [] : [[(today - values.length + i) * DAY_MS, value]],
    ),
  );
const line = (count: number, last: number, slope: number) =>
  Array.from({ length: count }, (_, i) => last - slope * (count - 1 - i));
const values: Readonly<Record<string, readonly (number | undefined)[]>> = {
  DatabaseSize: line(60, 0.9, 0.01),
  TotalConnections: line(3, 80, 1),
  ConnectionLimit: line(60, 100, 0),
  MemoryUsagePercent: line(60, 90, -0.1),
  ClientsPercent: line(30, 80, 1).map((one, i) => (i % 3 === 2 ? one : undefined)),
};

test('says of each row in how many days it is at its limit, and on which date, or why not', async () => {
  aws.fault = metricHistory(({ name }) => values[name] && until(values[name] ?? []));
  const { code, stdout, stderr } = await run(['production']);
  expect(stderr).toBe('Asking CloudWatch in us-east-1 for 6 rows over 60 days …\n');
  const date = (days: number) => new Date((today + days) * DAY_MS).toISOString().slice(0, 10);
  expect(stdout.split('\n').map((text) => text.trimEnd())).toEqual([
    `production, ${date(0)}`,
    '',
    'Neon Postgres',
    expect.stringMatching(/^ {2}TotalConnections +– +there are values of 3 days, and it takes 7$/),
    expect.stringMatching(new RegExp(`^  DatabaseSize +10 days, ${date(10)}  warning$`)),
    expect.stringMatching(/^ {2}ComputeQuotaPercent +– +there is no value of this period yet$/),
    '',
    'Upstash Redis',
    expect.stringMatching(/^ {2}MemoryUsagePercent +– +it does not grow$/),
    expect.stringMatching(/^ {2}ClientsPercent +– +only 10 of 28 days have values$/),
    expect.stringMatching(/^ {2}CommandQuotaPercent +– /),
    '',
  ]);
  expect(code).toBe(1);
  expect(aws.count('PutMetricData')).toBe(0);
});

test('for programs; and where nothing is near or deployed, says so', async () => {
  aws.fault = metricHistory(() => undefined);
  const { code, stdout, stderr } = await run(['staging', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    environment: 'staging',
    forecasts: ['TotalConnections', 'DatabaseSize', 'MemoryUsagePercent'].map((row) =>
      expect.objectContaining({
        row,
        database: 'default',
        days: null,
        reason: expect.any(String),
        severity: null,
      }),
    ),
  });
  expect(stderr).toContain('Of no row is enough known.');
  expect(stderr).toContain('npm run doctor -- staging');
  expect(stderr).toContain('Nothing is published and no alarm sounds in staging: set forecast to true');
});

test.each<[string, readonly string[], RegExp]>([
  [
    'an environment that does not exist',
    ['nowhere'],
    /^There is no environment "nowhere"\. Use one of feature,/,
  ],
  ['no environment', [], /^Name one environment\.\nnpm run forecast -- --help$/],
  ['an option that does not exist', ['production', '--days', '3'], /^There is no option --days\./],
])('%s ends in 2, and in words', async (_, args, words) => {
  const { code, stderr } = await run(args);
  expect([code, stderr.trim()]).toEqual([2, expect.stringMatching(words)]);
});

test('credentials of another account end in 2', async () => {
  const other = await run(['feature'], { ...awsVariables(aws.url), AWS_ACCOUNT_ID: '111111111111' });
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('account 111111111111')]);
});

test('without credentials, and with ones that may not read, ends in 2 and says what to do', async () => {
  const none = await run(['production'], {
    ...awsVariables(aws.url),
    ...{
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_SESSION_TOKEN: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    ...{ AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_CONFIG_FILE: '/dev/null' },
  });
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringContaining('There are no AWS credentials: set AWS_PROFILE'),
  ]);
  aws.failing('GetMetricData');
  const refused = await run(['production']);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/cloudwatch:GetMetricData failed in us-east-1 \(AccessDenied.*permissions\./),
  ]);
});
