import { planDocument } from '../../reports/plan/document';
import { parsePlan } from '../../reports/plan/parse';
import { slim } from '../../reports/plan/slim';

const KEY = '0123456789abcdef0123456789abcdef';

/** A plan of a stack of version 0.1, whose addresses had the endpoint in them. */
const plan = {
  format_version: '1.2',
  resource_changes: [
    `https://events.pager.example/integration/${KEY}/enqueue`,
    `https://example.com/hook?apiKey=${KEY}`,
    `https://user:${KEY}@example.com/hook`,
    'https://plain.example/hook',
  ].map((endpoint) => ({
    address: `aws_sns_topic_subscription.alerts_https-${endpoint.replace(/[^A-Za-z0-9]+/g, '-')}_0A1B2C3D`,
    type: 'aws_sns_topic_subscription',
    mode: 'managed',
    change: { actions: ['delete'], before: { topic_arn: 'arn:t', protocol: 'https', endpoint }, after: null },
  })),
};

test('keys in endpoints are neither in the report nor in the plan that it is made of', () => {
  const [content, slimmed] = [plan, slim(plan)].map((one) => JSON.stringify(one)) as [string, string];
  for (const text of [slimmed, planDocument([parsePlan(content, 'production.json')], [])]) {
    expect(text).not.toContain(KEY);
    for (const shown of [
      'https://plain.example/…',
      'https://events.pager.example/…',
      'alerts_https-…_0A1B2C3D',
    ])
      expect(text).toContain(shown);
  }
});

test('addresses without endpoints stay as they are', () => {
  const address = 'aws_sns_topic_subscription.alerts_https-19f1352238b9_5C7E3A01';
  const [change] = slim({ resource_changes: [{ address, type: 't', mode: 'managed', change: null }] })
    .resource_changes as { address: string }[];
  expect(change?.address).toBe(address);
});
