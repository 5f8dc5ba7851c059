import { leftBetween, mayStillSound } from '../../../commands/deploy/after';
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

const alarm = (name: string, treat: string, periods = 3) =>
  [
    'aws_cloudwatch_metric_alarm',
    { alarm_name: name, treat_missing_data: treat, period: 300, evaluation_periods: periods },
  ] as const;
const AT_NINE = Date.UTC(2026, 0, 1, 9);
const said = (before: string, after: string) => mayStillSound('production', before, after, AT_NINE);

test('new alarms on silence are named, with the time until which they may sound', () => {
  const before = state([alarm('old', 'breaching', 12)]);
  const after = state([
    alarm('old', 'breaching', 12),
    alarm('up-warning', 'breaching', 1),
    alarm('up-critical', 'breaching'),
    alarm('slow-queries', 'notBreaching', 12),
  ]);
  const [line, ...rest] = said(before, after);
  expect(rest).toEqual([]);
  expect(line).toContain('may be in ALARM until 09:20 UTC');
  expect(line).toContain(': up-critical, up-warning. If one still is then');
  expect(line).toContain('npm run invoke -- production');
});

test('many of them are counted', () => {
  const names = Array.from({ length: 104 }, (_, i) => alarm(`up-${i}`, 'breaching'));
  expect(said('', state(names))[0]).toContain(', 100 more. If');
});

test.each([
  ['it was there before', state([alarm('a', 'breaching')]), state([alarm('a', 'breaching', 5)])],
  ['missing data are not bad', '', state([alarm('a', 'notBreaching')])],
  ['the later state cannot be read', '', ''],
])('an alarm is not named if %s', (_why, before, after) => expect(said(before, after)).toEqual([]));
