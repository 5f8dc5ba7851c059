import { openClients } from '../../../commands/doctor/clients';
import { look } from '../../../commands/doctor/look';
import { each } from '../../../commands/doctor/pages';
import { exitCodeFor } from '../../../reports/doctor/diagnose';
import { answers, expected, STATE, saidBy } from '../../fixtures/doctor-answers';
import { environment } from '../../fixtures/environments';
import { expectedIn, NOW } from '../../fixtures/healthy-facts';
import { documentedStatements, policyDifferences } from '../../support/aws/doctor-policy';
import { stubs } from '../../support/aws/stubs';

const refuse = () => {
  throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: {} });
};

test('all pages are read, and what the account has is compared with the tables', async () => {
  const { lines, facts, said } = await saidBy(answers);
  expect(lines.filter((one) => !one.startsWith('secrets: '))).toEqual([
    'rows: neon SlowQueries is published, but not with Environment=production: the nearest in Neon/Monitoring is Environment=Production',
    `lock: ${STATE} is locked by ann@laptop since 2026-01-02: nobody else can deploy`,
  ]);
  // No collector can use this value, and it is in nothing that was read.
  expect(lines.filter((one) => one.startsWith('secrets: ')).length).toBeGreaterThan(0);
  const secrets =
    'value' in facts.secrets ? [...facts.secrets.value.problems, ...facts.secrets.value.stored] : [];
  expect(JSON.stringify([said, secrets])).not.toContain('canary');
  expect(exitCodeFor(said)).toBe(1);
});

test('the calls are those of the documented policy', async () => {
  const { calls } = await saidBy(answers);
  expect(policyDifferences(documentedStatements(), calls)).toEqual([]);
  // The guard sees both sides.
  const [first, ...others] = documentedStatements();
  expect(policyDifferences(others, calls)).toContain('lambda:ListFunctions on * is not allowed');
  const more = [...others, first, { actions: ['s3:PutObject'], resources: ['*'] }].flatMap(
    (one) => one ?? [],
  );
  expect(policyDifferences(more, calls)).toEqual(['s3:PutObject is allowed and never used']);
});

test('it looks as far back as the answer may be, and decrypts as a collector does', async () => {
  const { clients, calls } = stubs({});
  await look(clients, expected, NOW);
  const inputsOf = (operation: string) =>
    calls.flatMap((one) => (one.operation === operation ? [one.input] : []));
  const hoursOf = (namespace: string) =>
    inputsOf('GetMetricData')
      .filter(({ MetricDataQueries }) => JSON.stringify(MetricDataQueries).includes(`"${namespace}"`))
      .map(({ StartTime }) => Math.floor((NOW.getTime() - (StartTime as Date).getTime()) / 3_600_000));
  // A day and an hour for what runs once a day; three hours, 50 for a daily row, and 15 days for what was once there.
  expect(hoursOf('AWS/Lambda')).toEqual([25]);
  expect(hoursOf('Neon/Monitoring').sort((a, b) => a - b)).toEqual([3, 50, 360]);
  expect(inputsOf('GetParameters')).toContainEqual(expect.objectContaining({ WithDecryption: true }));
  expect(inputsOf('DescribeParameters')).toEqual([
    expect.objectContaining({
      ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: ['/macro-ai/'] }],
    }),
  ]);
});

test('the state is looked for in the region of the bucket', async () => {
  const { settings } = environment('production');
  const there = { ...settings, remoteState: { ...settings.remoteState, region: 'eu-central-1' } };
  const clients = openClients({ region: 'eu-west-1', settings: there });
  expect([await clients.s3.config.region(), await clients.ssm.config.region()]).toEqual([
    'eu-central-1',
    'eu-west-1',
  ]);
  clients.close();
});

test('each row is asked for in its own periods', async () => {
  const { clients, calls } = stubs(answers);
  const [first, second, ...rows] = expected.rows;
  if (!first || !second) throw new Error('there are no rows');
  await look(clients, { ...expected, rows: [first, { ...second, periodSeconds: 3600 }, ...rows] }, NOW);
  const queries = calls.flatMap(({ operation, input }) =>
    operation === 'GetMetricData'
      ? (input.MetricDataQueries as { MetricStat: { Period: number; Metric: { MetricName: string } } }[])
      : [],
  );
  const periodsOf = (row: string) =>
    queries
      .filter(({ MetricStat }) => MetricStat.Metric.MetricName === row)
      .map(({ MetricStat }) => MetricStat.Period);
  expect([periodsOf(first.row)[0], periodsOf(second.row)[0]]).toEqual([300, 3600]);
});

test('a call that is refused hides nothing else', async () => {
  const { said } = await saidBy({ ...answers, GetParameters: refuse });
  expect(said.flatMap(({ name, unknown }) => (unknown === undefined ? [] : [[name, unknown]]))).toEqual([
    [
      'secrets',
      'The credentials do not allow ssm:GetParameters: docs/doctor.md has the policy that this command needs.',
    ],
  ]);
  expect(exitCodeFor(said)).toBe(2);
});

test('a metric that CloudWatch withholds is not a row without values', async () => {
  const { said } = await saidBy({
    ...answers,
    GetMetricData: () => ({ MetricDataResults: [{ Id: 'q0', StatusCode: 'Forbidden' }] }),
  });
  expect(said.find(({ name }) => name === 'rows')?.unknown).toMatch(
    /CloudWatch did not give .* \(Forbidden\)/,
  );
});

test('an empty account has nothing deployed, and only reads are made', async () => {
  const { lines, calls } = await saidBy({});
  expect(lines).toEqual([expect.stringContaining('deployment: production is not deployed in us-east-1')]);
  expect(calls.filter(({ operation }) => !/^(Get|List|Describe|BatchGet)/.test(operation))).toEqual([]);
});

test('many databases are read in batches, within the limits of the services', async () => {
  const named = Array.from({ length: 120 }, (_, i) => ({ name: `db-${i}` }));
  const many = expectedIn(environment('production', { databases: { neon: named, upstash: named } }));
  const { clients, calls } = stubs({ ListTables: () => ({ TableNames: [many.table] }) });
  await look(clients, many, NOW);
  const sizes = (operation: string, of: (input: Readonly<Record<string, unknown>>) => unknown) =>
    Math.max(
      ...calls
        .filter((one) => one.operation === operation)
        .map(({ input }) => (of(input) as unknown[]).length),
    );
  expect(sizes('GetParameters', ({ Names }) => Names)).toBe(10);
  expect(sizes('GetMetricData', ({ MetricDataQueries }) => MetricDataQueries)).toBeLessThanOrEqual(500);
  expect(
    sizes(
      'BatchGetItem',
      ({ RequestItems }) => (RequestItems as Record<string, { Keys: unknown }>)[many.table]?.Keys,
    ),
  ).toBe(100);
});

test('the results of work at the same time are in the order of the items', async () => {
  let [running, most] = [0, 0];
  const results = await each([5, 1, 4, 2, 3, 0], async (n) => {
    most = Math.max(most, ++running);
    for (let i = 0; i < n; i++) await Promise.resolve();
    running--;
    return n * 2;
  });
  expect([results, most]).toEqual([[10, 2, 8, 4, 6, 0], 4]);
});
