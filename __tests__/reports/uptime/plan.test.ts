import type { JsonObject } from '../../../reports/plan/json';
import { parsePlan } from '../../../reports/plan/parse';
import { uptimeLines } from '../../../reports/uptime/changes';
import { unwatched } from '../../../reports/uptime/warnings';
import { alarm, MUTES, STOPS, stays, testFacts, topic } from '../plan/facts';
import { change, review, under, written } from '../plan/reports';

const TYPE = 'aws_route53_health_check';
const ALARM = 'aws_cloudwatch_metric_alarm';
const check = (more: JsonObject = {}): JsonObject => ({
  ...{ type: 'HTTPS', fqdn: 'www.example.com', port: 443, resource_path: '/health' },
  ...{ request_interval: 30, failure_threshold: 3, measure_latency: false, disabled: false },
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  tags: { Name: 'p-production-shop' },
  ...more,
});
const matching = check({ type: 'HTTPS_STR_MATCH', search_string: 'all is well' });
const said = (before: JsonObject | null, after: JsonObject | null, more: JsonObject = {}) =>
  uptimeLines(parsePlan(written([change(TYPE, before, after, more)]), 'x.json'));

testFacts([
  [
    STOPS,
    'a check that goes',
    TYPE,
    [check(), null],
    'the uptime check `p-production-shop` **is removed**: nobody is told when `https://www.example.com/health` is down',
    [check(), check({ failure_threshold: 5 })],
  ],
  [
    STOPS,
    'a check that is disabled',
    TYPE,
    [check(), check({ disabled: true })],
    '**watches something else**: it is disabled, and Route 53 calls it healthy',
    [check({ disabled: true }), check()],
  ],
  [
    STOPS,
    'a check that is inverted',
    TYPE,
    [check(), check({ invert_healthcheck: true })],
    'it is inverted: it is healthy while the page is down',
    [check(), check({ invert_healthcheck: false })],
  ],
  [
    STOPS,
    'words that are no longer looked for',
    TYPE,
    [matching, check()],
    'it no longer looks for words: any page is good',
    [matching, { ...matching, search_string: 'all is fine' }],
  ],
  [
    STOPS,
    'another page',
    TYPE,
    [check(), check({ port: 8443 })],
    'it no longer asks for `https://www.example.com/health`, but for `https://www.example.com:8443/health`',
    [check(), check({ tags: { Name: 'p-production-shop', Team: 'web' } })],
  ],
]);

test('a check that Terraform only forgets keeps watching', () => {
  const gone = (actions: readonly string[]) =>
    parsePlan(
      written([change(TYPE, check(), null, { change: { actions, before: check(), after: null } })]),
      'x.json',
    ).changes.flatMap(unwatched);
  expect(gone(['delete'])).toHaveLength(1);
  expect(gone(['forget'])).toEqual([]);
});

test('a new check says its requests and its price; one with all options costs more', () => {
  expect(said(null, check())).toEqual([
    '`p-production-shop` asks for `https://www.example.com/health`: about 493,000 requests a month, at most $2.75 a month',
  ]);
  expect(said(null, { ...matching, measure_latency: true })).toEqual([
    '`p-production-shop` asks for `https://www.example.com/health` and looks for `all is well`: about 493,000 requests a month, at most $6.75 a month',
  ]);
  const plain = {
    type: 'HTTP',
    fqdn: '',
    ip_address: '2606:2800::1',
    port: 80,
    regions: [],
    request_interval: 10,
  };
  expect(said(null, check(plain))).toEqual([
    '`p-production-shop` asks for `http://[2606:2800::1]/health`: about 3,942,000 requests a month, at most $2.75 a month',
  ]);
});

test('a check that is replaced says why, and what it was; a change of nothing that matters only what it is', () => {
  const replaced = {
    change: {
      ...{ actions: ['create', 'delete'], before: check(), after: matching, replace_paths: [['type']] },
    },
  };
  expect(said(check(), matching, replaced)).toEqual([
    '`p-production-shop` is replaced, because `type` cannot be changed in place, and its graphs begin anew; asks for `https://www.example.com/health` and looks for `all is well`: about 493,000 requests a month, at most $4.75 a month; so far it asks for `https://www.example.com/health`: about 493,000 requests a month, at most $2.75 a month',
  ]);
  expect(said(check(), check({ failure_threshold: 5 }))).toEqual([
    '`p-production-shop` asks for `https://www.example.com/health`: about 493,000 requests a month, at most $2.75 a month',
  ]);
  expect(said(check(), null)).toEqual([]);
  expect(said(check({ type: 'CALCULATED' }), check({ type: 'CALCULATED', failure_threshold: 5 }))).toEqual(
    [],
  );
});

const uptimeAlarm = (name: string, kind: 'down' | 'slow' = 'down') =>
  alarm({
    alarm_name: `production_uptime-${name}-${kind}-${kind === 'down' ? 'critical' : 'warning'}`,
    ...{ namespace: 'AWS/Route53', metric_name: kind === 'down' ? 'HealthCheckStatus' : 'TimeToFirstByte' },
    comparison_operator: kind === 'down' ? 'LessThanThreshold' : 'GreaterThanThreshold',
    ...{ threshold: kind === 'down' ? 1 : 800, dimensions: { HealthCheckId: `id-${name}` } },
  });
const kept = (type: string, values: JsonObject) => ({
  ...change(type, null, null),
  change: { actions: ['no-op'], before: values, after: values },
});

test('the alarms of two checks are told apart, and are no row of a service', () => {
  const text = review(
    written([
      ...stays,
      kept(ALARM, uptimeAlarm('shop')),
      change(ALARM, null, uptimeAlarm('api')),
      change(ALARM, null, uptimeAlarm('api', 'slow')),
      change(ALARM, uptimeAlarm('docs'), null),
    ]),
  );
  expect(under('Rows and thresholds', text)).toEqual([
    'HealthCheckStatus (api) added: critical below 1',
    'TimeToFirstByte (api) added: warning above 800',
    'HealthCheckStatus (docs) removed: critical below 1',
  ]);
  const fresh = review(written([change(ALARM, null, alarm({})), change(ALARM, null, uptimeAlarm('shop'))]));
  expect(under('Rows and thresholds', fresh)).toEqual(['new, with alarms on 1 rows']);
});

test('an alarm of a check that tells nobody is named by its check', () => {
  const silent = { ...uptimeAlarm('shop'), alarm_actions: [] };
  expect(under(MUTES, review(written([...stays, change(ALARM, uptimeAlarm('shop'), silent)])))).toContain(
    'HealthCheckStatus (shop) critical **tells nobody**: alarm_actions is empty',
  );
});

test('the cost has the check, its options and its alarm', () => {
  const text = review(
    written([...stays, change(TYPE, null, matching), change(ALARM, null, uptimeAlarm('shop'))]),
  );
  expect(text).toMatch(/\| production \| .* \| \+4\.85 \|/);
  expect(under('Uptime checks', text)).toHaveLength(1);
  expect(text).toContain(`added: 1 × \`${TYPE}\` (\`p-production-shop\`)`);
});

test('the topic of checks that goes is said as any other', () => {
  const name = 'production-uptime-alerts';
  const values = { name, arn: topic.replace(/t$/, name) };
  expect(under(MUTES, review(written([...stays, change('aws_sns_topic', values, null)])))).toContain(
    `**destroys** \`${name}\` (\`aws_sns_topic\`): all subscriptions end; e-mail recipients must confirm again`,
  );
});
