import { secretIn, shownSubscription, withoutPaths } from '../../../model/aws/endpoints';

const UUID = 'eb243592-faa2-4ba2-a551-1afdf565c889';

test.each([
  ['https://user:pass@example.com/hook', 'a user or a password'],
  ['https://user@example.com/hook', 'a user or a password'],
  [
    `https://api.opsgenie.com/v1/json/cloudwatch?apiKey=${UUID}`,
    'a query or a fragment, which may hold a key',
  ],
  ['https://example.com/hook?token=x', 'a query or a fragment, which may hold a key'],
  ['https://example.com/hook?sig=a%2Fb', 'a query or a fragment, which may hold a key'],
  ['https://example.com/hook?id=9f8e7d6c5b4a39281706', 'a query or a fragment, which may hold a key'],
  [
    'https://events.pagerduty.com/integration/0123456789abcdef0123456789abcdef/enqueue',
    'what looks like a key in its path',
  ],
  [
    'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXxxxxXXXXXXXX',
    'what looks like a key in its path',
  ],
  [
    `https://alert.victorops.com/integrations/generic/20131114/alert/${UUID}/ops`,
    'what looks like a key in its path',
  ],
  ['https://example.com/in/AbCd-1234_efGh-5678_iJ', 'what looks like a key in its path'],
  ['https://example.com/hook#key=hunter2', 'a query or a fragment, which may hold a key'],
  ['https://example.com/hook?Zx8kQ2pLmN9vR4tW7yB3', 'a query or a fragment, which may hold a key'],
  ['https://example.com/hook?format=json', 'a query or a fragment, which may hold a key'],
  ['https://example.com/hook;token=hunter2', 'a query or a fragment, which may hold a key'],
  ['https://example.com/trigger/x/with/key/bQx3Yh', 'what looks like a key in its path'],
  ['https://example.com/CloudWatchAlarms-Production-2', undefined],
  ['https://example.com/hooks/kubernetesclusters2024', undefined],
  ['https://example.com/key', undefined],
  [`https://example.com/${'a'.repeat(5_000)}A9`, 'what looks like a key in its path'],
  ['https://example.com/hook', undefined],
  ['https://alerts.example.com/cloudwatch/production-eu-central-1', undefined],
  ['https://example.com/monitoring/notifications', undefined],
  ['oncall@example.com', undefined],
  ['arn:aws:lambda:us-east-1:123456789012:function:NotifySlack:Live', undefined],
])('%s: %s', (endpoint, secret) => {
  expect(secretIn(endpoint)).toBe(secret);
});

test('a text shows of its URLs only where they lead', () => {
  expect(withoutPaths('is ["https://u:p@example.com:8443/in/key?x=1", "https://example.com/"]')).toBe(
    'is ["https://example.com:8443/…", "https://example.com"]',
  );
  expect(withoutPaths('https://a@b@example.com?key=1 and http://h')).toBe(
    'https://example.com/… and http://h',
  );
  expect(withoutPaths('oncall@example.com')).toBe('oncall@example.com');
});

test('of a subscription, protocol and host are shown', () => {
  expect([
    shownSubscription('https', 'https://u:p@example.com/key'),
    shownSubscription('email', 'oncall@example.com'),
    shownSubscription('lambda', 'arn:aws:lambda:us-east-1:123456789012:function:notify'),
  ]).toEqual(['https example.com', 'email example.com', 'lambda notify']);
});
