import type { JsonObject } from '../../../reports/plan/json';
import { alarm, doc, told } from './facts';
import { change, reportOf, under, written } from './reports';

test('a box with very many lines pushes no other one out, and has the worst ones', () => {
  const many = Array.from({ length: 1500 }, (_, i) => i);
  const of = (type: string, values: (i: number) => JsonObject) =>
    many.map((i) => change(type, values(i), null, { address: `${type}.x${i}` }));
  const text = reportOf(
    written([
      {
        ...change('aws_cloudwatch_metric_alarm', null, null),
        change: { actions: ['no-op'], before: alarm({}), after: alarm({}) },
      },
      ...of('aws_sns_topic_subscription', (i) => ({ ...told, endpoint: `${i}@example.com` })),
      ...of('aws_cloudwatch_log_group', (i) => ({ name: `log-${i}` })),
      change('aws_s3_bucket', { bucket: 'state' }, null),
      ...of('aws_s3_bucket_policy', (i) => ({
        bucket: `b${i}`,
        policy: doc({
          Effect: 'Deny',
          Action: many.slice(0, 20).map((n) => `s3:Action${n}`),
          Resource: '*',
          Principal: '*',
        }),
      })),
    ]),
  );
  expect(under('Alarms reach nobody, or fewer people', text)[0]).toContain('**nobody is told of any alarm**');
  expect(under('Data will be lost', text)[0]).toContain('**destroys** `state` (`aws_s3_bucket`)');
  expect(under('Data will be lost', text).at(-1)).toMatch(/… and 14\d\d more$/);
  expect(text).toMatch(
    /> \[!CAUTION\]\n> \*\*Safeguards end\*\*\n.*\n.*`Deny s3:Action5 on \* to \*` and 14 more/,
  );
  expect(text.length).toBeLessThanOrEqual(65_536);
});
