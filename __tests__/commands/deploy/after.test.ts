import { alarmsIn, leftBetween } from '../../../commands/deploy/after';
import type { JsonObject } from '../../../reports/plan/json';

const FUNCTION = 'p-production-neon-monitoring';
const functionOf = {
  function_name: FUNCTION,
  arn: `arn:aws:lambda:eu-west-1:123456789012:function:${FUNCTION}`,
  environment: [
    {
      variables: {
        ...{ METRIC_NAMESPACE: 'Neon/Monitoring', ENVIRONMENT: 'production', STATE_TABLE: 'states' },
        NEON_CONNECTION_STRING: 'ssm:/p/production/neon-connection-string',
      },
    },
  ],
};
/** What `terraform state pull` writes for these resources. */
const state = (resources: readonly (readonly [type: string, attributes: JsonObject])[]): string =>
  JSON.stringify({
    ...{ version: 4, lineage: 'a' },
    resources: resources.map(([type, attributes]) => ({
      ...{ mode: 'managed', type },
      instances: [{ attributes }],
    })),
  });
const visiting = (...names: readonly string[]): string =>
  state([
    ['aws_lambda_function', functionOf],
    [
      'aws_cloudwatch_event_target',
      {
        rule: FUNCTION,
        input_transformer: [
          {
            input_template: JSON.stringify({
              databases: Object.fromEntries(names.map((name) => [name, {}])),
            }),
          },
        ],
      },
    ],
  ]);

test('a database that is no longer visited is named, with the commands that delete what it leaves', () => {
  expect(leftBetween(visiting('a', 'b'), visiting('b'))).toEqual([
    expect.stringMatching(
      /^database a is removed; .*`aws ssm delete-parameters --names \/p\/production\/a\/neon-connection-string --region eu-west-1` and `aws dynamodb delete-item --table-name states /,
    ),
  ]);
});

test.each([
  ['nothing is removed', visiting('a'), visiting('a', 'b')],
  ['nothing was deployed', '', visiting('a')],
  ['the function is destroyed with its table', visiting('a'), state([])],
  ['the later state cannot be read', visiting('a'), ''],
])('nothing is said if %s', (_why, before, after) => {
  expect(leftBetween(before, after)).toEqual([]);
});

test('the alarms of a state are read; without a state there are none', () => {
  const written = state([
    ['aws_cloudwatch_metric_alarm', { alarm_name: 'up' }],
    ['aws_sns_topic', { name: 'alerts' }],
  ]);
  expect([alarmsIn(written), alarmsIn('')]).toEqual([[{ alarm_name: 'up' }], []]);
});
