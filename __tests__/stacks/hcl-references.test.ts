import { withReferences } from '../../stacks/hcl-references';

test('references lose their quotes, and nothing else does', () => {
  const hcl = [
    'resource "aws_cloudwatch_metric_alarm" "a" {',
    '  provider = "aws.us_east_1"',
    '  alarm_name = "provider = \\"x\\""',
    '  alarm_actions = [',
    `    "\${aws_sns_topic.t.arn}",`,
    '  ]',
    '  lifecycle {',
    'replace_triggered_by = [',
    '"aws_route53_health_check.c.id",',
    ']',
    '}',
    'depends_on = [',
    '"aws_cloudwatch_event_target.t",',
    ']',
    '}',
  ];
  const expected = hcl.map((line, i) => ([1, 8, 12].includes(i) ? line.replaceAll('"', '') : line));
  expect(withReferences(hcl.join('\n'))).toBe(expected.join('\n'));
  expect(withReferences('provider "aws" {\n}\n')).toBe('provider "aws" {\n}\n');
});
