import { healthCheckName } from '../../../model/names';
import { orLacksData } from '../../../model/notify/states';
import { environment as fixture } from '../../fixtures/environments';
import { environmentStack, only, statements, type Terraform } from '../../support/stacks/stack';

const email = { protocol: 'email', endpoint: 'oncall@example.com' } as const;
const lambda = (region: string) =>
  ({ protocol: 'lambda', endpoint: `arn:aws:lambda:${region}:123456789012:function:notify` }) as const;
const slack = { workspace: 'T0123456789', channel: 'C0123456789' };
const shop = {
  ...{ name: 'shop', url: 'https://www.example.com/health?deep=0' },
  ...{ contains: '"database":"fresh"', latencyMs: 800 },
};
const plain = { name: 'plain', url: 'http://93.184.216.34:8080' };

const home = environmentStack(
  fixture('production', { uptime: [shop, plain], subscriptions: [email, lambda('us-east-1')] }),
);
const abroad = environmentStack(
  fixture('production', {
    ...{ region: 'eu-central-1', accountId: '123456789012', tags: { Team: 'web' } },
    ...{ uptime: [shop], subscriptions: [email, lambda('eu-central-1')], chat: { slack } },
  }),
);

const ref = (what: string) => expect.stringMatching(new RegExp(`^\\$\\{${what}\\}$`));
const topic = ref('aws_sns_topic\\.alerts_topic_.*\\.arn');
const farTopic = ref('aws_sns_topic\\.uptime-alerts_topic_.*\\.arn');
const tags = (Category: string, Severity: string) => ({ Service: 'uptime', Category, Severity });

/** The only block of a type whose logical id has this in it. */
const one = ({ resource }: Terraform, type: string, part: string) =>
  only(
    { [type]: Object.fromEntries(Object.entries(resource[type] ?? {}).filter(([id]) => id.includes(part))) },
    type,
  );

test('a check has exactly these arguments', () => {
  const shared = {
    ...{ request_interval: 30, failure_threshold: 3 },
    regions: ['ap-southeast-1', 'eu-west-1', 'us-east-1'],
    lifecycle: { create_before_destroy: true },
  };
  expect(one(home, 'aws_route53_health_check', 'shop')).toEqual({
    ...shared,
    ...{ type: 'HTTPS_STR_MATCH', fqdn: 'www.example.com', port: 443, resource_path: '/health?deep=0' },
    // A double quote would not survive in HCL.
    search_string: `\${base64decode("${Buffer.from(shop.contains).toString('base64')}")}`,
    ...{ measure_latency: true, enable_sni: true, tags: { Name: 'macro-ai-production_shop' } },
  });
  expect(one(home, 'aws_route53_health_check', 'plain')).toEqual({
    ...shared,
    ...{ type: 'HTTP', ip_address: '93.184.216.34', port: 8080, resource_path: '/' },
    ...{ measure_latency: false, enable_sni: false, tags: { Name: 'macro-ai-production_plain' } },
  });
  const words = environmentStack(fixture('production', { uptime: [{ ...plain, contains: 'all is well' }] }));
  expect(only(words.resource, 'aws_route53_health_check')).toMatchObject({
    ...{ type: 'HTTP_STR_MATCH', search_string: 'all is well' },
  });
});

test.each([
  ['in us-east-1', home, topic, undefined],
  ['elsewhere', abroad, farTopic, 'aws.us_east_1'],
])('its alarms have exactly these arguments, %s', (_, terraform, to, provider) => {
  const shared = {
    namespace: 'AWS/Route53',
    dimensions: { HealthCheckId: ref('aws_route53_health_check\\.uptime_shop-check_\\w+\\.id') },
    period: 60,
    alarm_description: expect.stringContaining(' for shop in production '),
    ...{ alarm_actions: [to], ok_actions: [to] },
    ...(provider && { provider }),
    // So that the alarm of a check that is replaced begins without a state, and says nothing.
    lifecycle: {
      replace_triggered_by: [expect.stringMatching(/^aws_route53_health_check\.uptime_shop-check_\w+\.id$/)],
    },
  };
  expect(one(terraform, 'aws_cloudwatch_metric_alarm', 'uptime_shop-down')).toEqual({
    ...shared,
    alarm_name: 'production_uptime-shop-down-critical',
    ...{ metric_name: 'HealthCheckStatus', statistic: 'Minimum' },
    ...{ threshold: 1, comparison_operator: 'LessThanThreshold' },
    ...{ evaluation_periods: 1, datapoints_to_alarm: 1, treat_missing_data: 'missing' },
    ...{ insufficient_data_actions: [to], tags: tags('error', 'critical') },
  });
  expect(one(terraform, 'aws_cloudwatch_metric_alarm', 'uptime_shop-slow')).toEqual({
    ...shared,
    alarm_name: 'production_uptime-shop-slow-warning',
    ...{ metric_name: 'TimeToFirstByte', statistic: 'Average' },
    ...{ threshold: 800, comparison_operator: 'GreaterThanThreshold' },
    ...{ evaluation_periods: 5, datapoints_to_alarm: 3, treat_missing_data: 'ignore' },
    tags: tags('performance', 'warning'),
  });
});

test('in us-east-1 there is one provider and one topic; elsewhere another one there, with the same account and tags', () => {
  expect(home.provider.aws).toHaveLength(1);
  expect(Object.keys(home.resource.aws_sns_topic ?? {})).toHaveLength(1);
  const [own, further] = abroad.provider.aws;
  expect(own).toMatchObject({ region: 'eu-central-1', allowed_account_ids: ['123456789012'] });
  expect(further).toEqual({ ...own, region: 'us-east-1', alias: 'us_east_1' });
  expect(JSON.stringify(further)).toContain('"Team":"web"');
  expect(one(abroad, 'aws_sns_topic', 'uptime-alerts')).toEqual({
    ...{ name: 'production-uptime-alerts', provider: 'aws.us_east_1' },
  });
  expect(abroad.output).toHaveProperty('uptime_topic');
  expect(home.output).not.toHaveProperty('uptime_topic');
});

test('the topic in us-east-1 lets CloudWatch of this account publish, and nobody else', () => {
  const of = statements(abroad).filter((statement) =>
    JSON.stringify(statement).includes('production-uptime-alerts'),
  );
  expect(of).toEqual([
    {
      ...{ sid: 'AlarmsOfThisAccount', actions: ['sns:Publish'] },
      principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
      resources: [expect.stringMatching(/:sns:us-east-1:\$\{.*\}:production-uptime-alerts$/)],
      condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [ref('.*\\.account_id')] }],
    },
  ]);
  expect(one(abroad, 'aws_sns_topic_policy', 'uptime-alerts')).toMatchObject({ provider: 'aws.us_east_1' });
});

test('it has the subscriptions of the environment; a function may be invoked by both topics, from its own region', () => {
  const subscribed = (part: string) =>
    Object.entries(abroad.resource.aws_sns_topic_subscription ?? {}).flatMap(([id, values]) =>
      id.startsWith(part) ? [values] : [],
    );
  const filter = { filter_policy: orLacksData, filter_policy_scope: 'MessageBody' };
  const endpoints = [email, lambda('eu-central-1')];
  expect(subscribed('uptime-alerts')).toEqual(
    endpoints.map((endpoint) => ({ ...endpoint, ...filter, topic_arn: farTopic, provider: 'aws.us_east_1' })),
  );
  expect(subscribed('alerts')).toEqual(
    endpoints.map((endpoint) => ({ ...endpoint, ...filter, topic_arn: topic })),
  );
  expect(one(abroad, 'aws_lambda_permission', 'uptime-alerts')).toEqual({
    ...{ action: 'lambda:InvokeFunction', principal: 'sns.amazonaws.com' },
    function_name: lambda('eu-central-1').endpoint,
    ...{ source_arn: farTopic, statement_id: 'macro-ai-production-uptime-alerts' },
  });
  // Version 0.1 had one topic: nothing is moved to the other one.
  expect(JSON.stringify(abroad.moved)).not.toContain('uptime');
});

test('chat hears both topics', () => {
  expect(only(abroad.resource, 'aws_chatbot_slack_channel_configuration')).toMatchObject({
    sns_topic_arns: [topic, farTopic],
  });
});

test('the dashboards get the ids of the checks; without checks nothing of all this is there', () => {
  for (const { dashboard_body: body } of Object.values(home.resource.aws_cloudwatch_dashboard ?? {}))
    for (const check of ['shop', 'plain'])
      expect(body).toContain(`"check_${check}" = aws_route53_health_check.uptime_${check}-check_`);
  expect(JSON.stringify(environmentStack(fixture('production')))).not.toMatch(/uptime|route53/i);
});

test('a health check has the five tags of the project that its rule counts', () => {
  const { default_tags: defaults } = home.provider.aws[0] as {
    readonly default_tags: readonly [{ readonly tags: object }];
  };
  const { tags: own } = one(home, 'aws_route53_health_check', 'plain') as { readonly tags: object };
  expect(Object.keys({ ...defaults[0].tags, ...own }).sort()).toEqual([
    'Environment',
    'ManagedBy',
    'Name',
    'Project',
    'Service',
  ]);
});

test('an address has no name for TLS; words keep what Terraform would read as its own', () => {
  const words = 'C:\\path';
  const { resource } = environmentStack(
    fixture('production', { uptime: [{ name: 'raw', url: 'https://93.184.216.34/', contains: words }] }),
  );
  expect(only(resource, 'aws_route53_health_check')).toMatchObject({
    ...{ type: 'HTTPS_STR_MATCH', ip_address: '93.184.216.34', enable_sni: false },
    search_string: `\${base64decode("${Buffer.from(words).toString('base64')}")}`,
  });
});

test('a budget tells the own topic only: subscriptions of the one in us-east-1 keep their filter', () => {
  const { resource } = environmentStack(
    fixture('production', {
      ...{ region: 'eu-central-1', uptime: [shop], subscriptions: [email] },
      budget: { monthlyDollars: 25 },
    }),
  );
  const filters = Object.values(resource.aws_sns_topic_subscription ?? {}).map((one) => [
    one.provider,
    one.filter_policy,
  ]);
  expect(filters).toHaveLength(2);
  expect(filters).toEqual(
    expect.arrayContaining([
      [undefined, undefined],
      ['aws.us_east_1', orLacksData],
    ]),
  );
});

test('no names of checks collide, nor those of two environments', () => {
  const checks = ['shop', 'shop-down', 'shop-check', 'constructor'];
  const url = 'https://www.example.com/';
  const uptime = checks.map((name) => ({ name, url, latencyMs: 800 }));
  const { resource } = environmentStack(fixture('production', { uptime }));
  expect(Object.keys(resource.aws_route53_health_check ?? {})).toHaveLength(checks.length);
  const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {}).map((one) => one.alarm_name);
  expect(new Set(alarms).size).toBe(alarms.length);
  expect(healthCheckName('p', 'production', 'eu-shop')).not.toBe(
    healthCheckName('p', 'production-eu', 'shop'),
  );
});
