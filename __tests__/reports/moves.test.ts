import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../reports/plan/json';
import { movesBetween, movesOf, placeOf } from '../../reports/plan/moves';
import { parsePlan } from '../../reports/plan/parse';
import { slim } from '../../reports/plan/slim';
import { stranded } from '../../reports/warnings/moves';

/** A plan of `plans/make.sh`: real Terraform. */
const planned = (name: string) =>
  JSON.parse(readFileSync(join(__dirname, 'plans', `${name}.json`), 'utf8')) as JsonObject;
const region = planned('region');
const resources = (plan: JsonObject, list: 'resource_changes' | 'resource_drift') =>
  plan[list] as readonly JsonObject[];

const lambda = (name: string, namespace: string, environment = 'production', project = 'macro-ai') => ({
  arn: `arn:aws:lambda:us-east-1:111111111111:function:${name}`,
  tags_all: { Environment: environment, Project: project },
  environment: [{ variables: { METRIC_NAMESPACE: namespace } }],
});
const change = (before: JsonObject | null, after: JsonObject | null, actions: readonly string[]) => ({
  address: 'aws_lambda_function.x',
  type: 'aws_lambda_function',
  mode: 'managed',
  change: { actions, before, after },
});

test('a region that changes is one move, with the command that destroys what is there', () => {
  expect(movesOf(region)).toEqual([
    {
      kind: 'region',
      from: 'us-east-1',
      to: 'eu-west-1',
      advice: expect.stringContaining('run `npm run deploy -- production destroy`'),
    },
  ]);
});

test('the slim plan keeps the moves, without the configuration that they come from', () => {
  const written = slim(region);
  expect(written).not.toHaveProperty('configuration');
  expect(movesOf(JSON.parse(JSON.stringify(written)))).toEqual(movesOf(region));
  expect(parsePlan(JSON.stringify(written), 'x.json').moves).toEqual(movesOf(region));
});

test('the slim plan keeps a move that only the states tell, and the report says it', () => {
  const moves = [{ kind: 'bucket', from: 'another bucket', to: 'b', advice: 'Put it back.' }];
  const plan = parsePlan(JSON.stringify({ ...slim(region), moves }), 'x.json');
  expect(plan.moves).toEqual(moves);
  expect(stranded(plan)).toEqual([
    '**The bucket of the states changes**, `another bucket` → `b`. Put it back.',
  ]);
});

test.each(['first', 'none', 'change', 'destroy'])('the plan "%s" moves nothing', (name) =>
  expect(movesOf(planned(name))).toEqual([]),
);

describe('alarms of uptime checks and their topic, which are in us-east-1', () => {
  const at = (where: string, what: string) => ({ arn: `arn:aws:${what.replace('REGION', where)}` });
  const home = at('eu-central-1', 'sns:REGION:111111111111:production-monitoring-alerts');
  const uptime = [
    at('us-east-1', 'sns:REGION:111111111111:production-uptime-alerts'),
    at('us-east-1', 'sns:REGION:111111111111:production-uptime-alerts:0a1b'),
    at('us-east-1', 'cloudwatch:REGION:111111111111:alarm:production_uptime-shop-down-critical'),
  ];
  const role = { arn: 'arn:aws:iam::111111111111:role/r' };

  test('do not say where an environment is, unless nothing else does', () => {
    expect(placeOf([...uptime, home])).toMatchObject({ region: 'eu-central-1', account: '111111111111' });
    expect(placeOf([...uptime, role])).toMatchObject({ region: 'us-east-1', account: '111111111111' });
  });

  test('hide no move to us-east-1, where they still are', () => {
    const gone = (values: JsonObject) => change(values, null, ['delete']);
    const plan = (there: readonly JsonObject[]) => ({
      configuration: {
        provider_config: { aws: { expressions: { region: { constant_value: 'us-east-1' } } } },
      },
      resource_drift: [gone(home)],
      resource_changes: there.map((values) => change(values, values, ['no-op'])),
    });
    expect(movesOf(plan(uptime))).toMatchObject([{ kind: 'region', from: 'eu-central-1', to: 'us-east-1' }]);
    // Another topic there says that the rest was deleted by hand.
    const own = at('us-east-1', 'sns:REGION:111111111111:production-monitoring-alerts');
    expect(movesOf(plan([own]))).toEqual([]);
  });
});

test('what was deleted by hand in the same region is no move', () => {
  const configuration = {
    provider_config: { aws: { expressions: { region: { constant_value: 'us-east-1' } } } },
  };
  expect(movesOf({ ...region, configuration })).toEqual([]);
});

test('if something is still in the region of the table, the rest was deleted by hand', () => {
  const stays = { ...lambda('y', 'Neon/Monitoring'), arn: 'arn:aws:lambda:eu-west-1:1:function:y' };
  const resource_changes = [...resources(region, 'resource_changes'), change(stays, stays, ['no-op'])];
  expect(movesOf({ ...region, resource_changes })).toEqual([]);
});

test('a plan that only destroys looks in the wrong region, too', () => {
  expect(movesOf({ ...region, resource_changes: [] })).toMatchObject([{ kind: 'region', from: 'us-east-1' }]);
});

test('another account is another place, even in the same region', () => {
  const prior_state = {
    values: {
      root_module: {
        resources: [{ mode: 'data', type: 'aws_caller_identity', values: { account_id: '222222222222' } }],
      },
    },
  };
  expect(movesOf({ ...region, prior_state })).toMatchObject([
    { kind: 'region', from: 'us-east-1, account 123456789012', to: 'eu-west-1, account 222222222222' },
  ]);
});

test('a namespace that changes is one move for all functions', () => {
  const resource_changes = ['Neon', 'Upstash'].map((service) =>
    change(lambda(service, `${service}/Monitoring`), lambda(service, `${service}/Monitoring/production`), [
      'update',
    ]),
  );
  expect(movesOf({ resource_changes })).toEqual([
    {
      kind: 'namespace',
      from: 'Neon/Monitoring, Upstash/Monitoring',
      to: 'Neon/Monitoring/production, Upstash/Monitoring/production',
      advice: expect.stringContaining('begin empty'),
    },
  ]);
});

test('another project or environment in one state is a rename of everything', () => {
  const resource_changes = [
    change(lambda('a', 'N'), lambda('b', 'N', 'live', 'other'), ['delete', 'create']),
  ];
  expect(movesOf({ resource_changes })).toMatchObject([
    { kind: 'project', from: 'macro-ai', to: 'other' },
    { kind: 'environment', from: 'production', to: 'live' },
  ]);
});

test('what nothing tells does not move', () => {
  expect(movesBetween({}, { region: 'us-east-1', project: 'p', namespaces: ['N'] })).toEqual([]);
  expect(placeOf([])).toEqual({ namespaces: [] });
  expect(
    movesOf({ resource_changes: 'x', resource_drift: null, moves: [1] } as unknown as JsonObject),
  ).toEqual([]);
});

test('most resources decide where they are', () => {
  const arns = [
    'arn:aws-cn:sns:cn-north-1:1:a',
    'arn:aws-cn:logs:cn-north-1:1:b',
    'arn:aws:iam::2:role/c',
    'x',
  ];
  expect(placeOf([...arns.map((arn) => ({ arn })), { arn: null }])).toMatchObject({
    region: 'cn-north-1',
    account: '1',
  });
});

test('where only a tag changes, nothing is renamed', () => {
  const [was, is] = [lambda('f', 'Neon'), lambda('f', 'Neon', 'staging', 'other')];
  const moves = (actions: readonly string[]) =>
    movesOf({ resource_changes: [change(was, is, actions)] }).map(({ kind }) => kind);
  expect(moves(['update'])).toEqual([]);
  expect(moves(['delete', 'create'])).toEqual(['project', 'environment']);
});

test('a region that changes is noticed also where nobody looked whether something is there', () => {
  const { resource_drift, ...unrefreshed } = region;
  const resource_changes = resources({ resource_drift }, 'resource_drift').map((gone) => {
    const { before } = gone.change as JsonObject;
    return { ...gone, change: { actions: ['update'], before, after: before } };
  });
  const [move, ...others] = movesOf({ ...unrefreshed, resource_changes });
  expect(move).toMatchObject({ kind: 'region', from: 'us-east-1' });
  expect(others).toEqual([]);
});
