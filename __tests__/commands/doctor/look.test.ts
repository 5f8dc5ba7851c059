import { openClients } from '../../../commands/doctor/clients';
import { look } from '../../../commands/doctor/look';
import { each } from '../../../commands/doctor/pages';
import { diagnose, exitCodeFor } from '../../../reports/doctor/diagnose';
import { environment } from '../../fixtures/environments';
import { expectedIn, functionArn, NOW, POLICY, TOPIC } from '../../fixtures/healthy-facts';
import { documentedStatements, policyDifferences } from '../../support/aws/doctor-policy';
import { type Answers, stubs } from '../../support/aws/stubs';

const expected = expectedIn(environment('production'));
const STATE = 'macro-ai/production/terraform.tfstate';
const refuse = () => {
  throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: {} });
};

/** Of another environment, of another project, and of somebody who has names of his own. */
const alarmsOfOthers = ['staging-neon-up-critical', 'shop-neon-up-critical', 'production-cpu', 'neon'];

/** An account with a little of everything, of which each listing has two pages where it can have several. */
const answers: Answers = {
  GetParameters: ({ Names }) => ({
    Parameters: (Names as readonly string[]).map((Name) => ({ Name, Type: 'SecureString', Value: 'canary' })),
  }),
  ListFunctions: ({ Marker }) =>
    Marker === undefined
      ? { Functions: [{ FunctionName: 'foreign' }], NextMarker: 'more' }
      : {
          Functions: expected.functions.map(({ name, sha256, variables, ...size }) => ({
            ...{ FunctionName: name, FunctionArn: functionArn(name), CodeSha256: sha256 },
            ...{ Handler: size.handler, Timeout: size.timeoutSeconds, MemorySize: size.memoryMegabytes },
            ...{ Environment: { Variables: variables }, LastModified: '2026-01-02T03:04:05.000+0000' },
          })),
        },
  ListRules: ({ NextToken }) =>
    NextToken === undefined
      ? { Rules: [], NextToken: 'more' }
      : {
          Rules: expected.rules.map(({ name, expression }) => ({
            ...{ Name: name, State: 'ENABLED', ScheduleExpression: expression },
          })),
        },
  ListTargetsByRule: ({ Rule }) => ({ Targets: [{ Arn: functionArn(String(Rule)) }] }),
  DescribeAlarms: ({ NextToken }) => {
    const all = [...expected.alarms.map(({ name }) => name), ...alarmsOfOthers];
    const some = NextToken === undefined ? all.slice(0, 5) : all.slice(5);
    return {
      MetricAlarms: some.map((name) => ({
        ...{
          AlarmName: name,
          AlarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`,
          StateValue: 'OK',
        },
        ...{ AlarmActions: [TOPIC], OKActions: [TOPIC] },
      })),
      ...(NextToken === undefined && { NextToken: 'more' }),
    };
  },
  ListDashboards: () => ({
    DashboardEntries: expected.dashboards.map((DashboardName) => ({ DashboardName })),
  }),
  ListTopics: () => ({ Topics: [{ TopicArn: TOPIC }, { TopicArn: TOPIC.replace('production', 'old') }] }),
  ListTagsForResource: () => ({ Tags: [{ Key: 'Project', Value: 'another' }] }),
  DescribeLogGroups: ({ nextToken }) =>
    nextToken === undefined
      ? { logGroups: [], nextToken: 'more' }
      : {
          logGroups: expected.logs.map((logGroupName) => ({
            ...{ logGroupName, retentionInDays: expected.environment.logRetentionDays },
          })),
        },
  DescribeParameters: ({ NextToken }) =>
    NextToken === undefined
      ? { Parameters: [], NextToken: 'more' }
      : { Parameters: expected.parameters.map((Name) => ({ Name })) },
  GetTopicAttributes: () => ({ Attributes: { Policy: POLICY } }),
  ListSubscriptionsByTopic: () => ({
    Subscriptions: [{ SubscriptionArn: `${TOPIC}:1`, Protocol: 'email', Endpoint: 'oncall@example.com' }],
  }),
  ListTables: () => ({ TableNames: [expected.table, 'foreign'] }),
  BatchGetItem: ({ RequestItems }) => {
    const { Keys } = (RequestItems as Record<string, { Keys: object[] }>)[expected.table] ?? { Keys: [] };
    // DynamoDB may leave some out.
    const rest = Keys.slice(1);
    return {
      Responses: { [expected.table]: Keys.slice(0, 1) },
      UnprocessedKeys: rest.length > 0 ? { [expected.table]: { Keys: rest } } : {},
    };
  },
  ListObjectsV2: () => ({ Contents: [{ Key: STATE }, { Key: `${STATE}.tflock` }] }),
  GetObject: () => ({
    Body: { transformToString: async () => '{"ID":"8a1f","Who":"ann@laptop","Created":"2026-01-02"}' },
  }),
  GetMetricData: ({ MetricDataQueries, NextToken }) => ({
    MetricDataResults: (
      MetricDataQueries as { Id: string; MetricStat: { Metric: { MetricName: string } } }[]
    ).map(({ Id, MetricStat }) => ({
      Id,
      ...(/^(SlowQueries|Errors|Throttles)$/.test(MetricStat.Metric.MetricName)
        ? {}
        : {
            Timestamps: [new Date(NOW.getTime() - (NextToken === undefined ? 5 : 10) * 60_000)],
            Values: [1],
          }),
    })),
    ...(NextToken === undefined && { NextToken: 'more' }),
  }),
  ListMetrics: () => ({
    Metrics: ['production', 'staging', 'Production'].map((Value) => ({
      Dimensions: [{ Name: 'Environment', Value }],
    })),
  }),
};

async function saidBy(of: Answers) {
  const { clients, calls } = stubs(of);
  const facts = await look(clients, expected, NOW);
  const said = diagnose(expected, facts);
  const lines = said.flatMap(({ name, findings }) =>
    findings.map((one) => `${name}: ${one.subject} ${one.what}`),
  );
  return { facts, calls, said, lines };
}

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

test('so are those for uptime checks of an environment in another region', async () => {
  const uptime = [{ name: 'shop', url: 'https://www.example.com/' }];
  const far = expectedIn(environment('production', { region: 'eu-west-1', uptime }));
  const topics = [
    TOPIC,
    TOPIC.replace('monitoring', 'uptime'),
    TOPIC.replace('production-monitoring', 'old-uptime'),
  ];
  const { clients, calls } = stubs({
    ...answers,
    ListTopics: () => ({ Topics: topics.map((TopicArn) => ({ TopicArn })) }),
  });
  await look(clients, far, NOW);
  expect(calls.map(({ input }) => input.TopicArn)).toContain(topics[1]);
  expect(calls.map(({ input }) => input.ResourceArn)).toContain(topics[2]);
  expect(
    policyDifferences(documentedStatements(), calls).filter((one) => one.includes('not allowed')),
  ).toEqual([]);
});

test('an alarm whose name has the form of ours is ours if its tags say so', async () => {
  const Project = 'macro-ai';
  const tags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'old-neon-up-critical': { Project, Environment: 'old' },
    'old_uptime-shop-down-critical': { Project, Environment: 'old' },
    'production-basket-errors-warning': { Project, Environment: 'production' },
    'shop-neon-up-critical': { Project: 'shop', Environment: 'shop' },
    'production-neon-gone-up-critical': { Project: 'shop', Environment: 'production' },
    // Of an environment in another region: its tags are not asked for.
    'staging-neon-up-critical': { Project, Environment: 'old' },
  };
  const { lines, calls } = await saidBy({
    ...answers,
    DescribeAlarms: () => ({
      MetricAlarms: [...expected.alarms.map(({ name }) => name), ...Object.keys(tags)].map((name) => ({
        ...{ AlarmName: name, AlarmArn: `arn:alarm:${name}`, StateValue: 'OK' },
        ...{ AlarmActions: [TOPIC], OKActions: [TOPIC] },
      })),
    }),
    ListTagsForResource: ({ ResourceARN }) => ({
      Tags: Object.entries(tags[String(ResourceARN).split(':').at(-1) ?? ''] ?? {}).map(([Key, Value]) => ({
        ...{ Key, Value },
      })),
    }),
  });
  expect(lines.filter((one) => one.startsWith('strays: '))).toEqual([
    'strays: old-neon-up-critical belongs to old, which environments.ts does not have in us-east-1',
    'strays: old_uptime-shop-down-critical belongs to old, which environments.ts does not have in us-east-1',
    'strays: production-basket-errors-warning is deployed, and no table has it',
  ]);
  expect(calls.map(({ input }) => input.ResourceARN)).not.toContain('arn:alarm:staging-neon-up-critical');
});

test('the alarms of an environment whose name begins with that of this one are its own', async () => {
  const named = 'production-eu-neon-up-critical';
  const { clients, calls } = stubs({
    ...answers,
    DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: named, AlarmArn: `arn:alarm:${named}` }] }),
  });
  const facts = await look(
    clients,
    { ...expected, neighbours: [...expected.neighbours, 'production-eu'] },
    NOW,
  );
  expect(facts.alarms).toEqual({ value: [] });
  expect(calls.flatMap(({ input }) => input.ResourceARN ?? [])).toEqual([]);
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
