import type { Json, JsonObject } from '../../../reports/plan/json';
import { addressWithoutKeys, withoutKeysIn, withoutSecrets } from '../../../reports/plan/mask';
import { slim } from '../../../reports/plan/slim';
import { change, made, reportOf, written } from './reports';

const CANARY = 'canary-4f1d';

test.each([
  ['https://user:pw@example.com/a?key=1#f', 'https://…@example.com/a?…#…'],
  ['https://example.com/runbook.md#slow-queries', 'https://example.com/runbook.md#slow-queries'],
  ['see //u:key@example.com/a', 'see //…@example.com/a'],
  ['https://example.com/a;token=key/b', 'https://example.com/…'],
  ['[x](https://example.com/a#key).', '[x](https://example.com/a#…).'],
  ['https://example.com/a?key=1 and more', 'https://example.com/a?… and more'],
  ['{"url":"https://example.com/?key=1\\n"}', '{"url":"https://example.com/?…\\n"}'],
  ['postgresql://u:p@host/db?options=x', 'postgresql://…@host/db?…'],
  ['(https://token@example.com)', '(https://…@example.com)'],
  ['https://example.com/a', 'https://example.com/a'],
  // Links to the console say nothing that the report does not.
  [
    'https://console.aws.amazon.com/x?region=eu-west-1#d',
    'https://console.aws.amazon.com/x?region=eu-west-1#d',
  ],
  ['https://console.aws.amazon.com/x?region=a&key=1', 'https://console.aws.amazon.com/x?…'],
  ['why? a:b@c', 'why? a:b@c'],
])('the text %s is shown as %s, and again the same', (text, shown) => {
  expect(withoutKeysIn(text)).toBe(shown);
  expect(withoutKeysIn(shown)).toBe(shown);
});

test.each([
  [
    'aws_sns_topic_subscription.alerts_https-events-example-com-integration-KEY-enqueue_5A',
    'aws_sns_topic_subscription.alerts_https-…',
  ],
  [
    'module.a.aws_sns_topic_subscription.https-example-com-KEY',
    'module.a.aws_sns_topic_subscription.https-…',
  ],
  [
    'aws_sns_topic_subscription.alerts_email-a-example-com_5A',
    'aws_sns_topic_subscription.alerts_email-a-example-com_5A',
  ],
  [
    'aws_sns_topic_subscription.x["https://e.com/?key=1"]',
    'aws_sns_topic_subscription.x["https://e.com/?…"]',
  ],
])('the address %s is shown as %s', (address, shown) => expect(addressWithoutKeys(address)).toBe(shown));

test('of a webhook only the host is shown: its path is a key, too', () => {
  const hook = {
    topic_arn: 'arn:t',
    protocol: 'https',
    endpoint: `https://${CANARY}@hooks.example.com/${CANARY}`,
  };
  const content = written([change('aws_sns_topic_subscription', hook, null)]);
  expect(reportOf(content)).toContain('`https://hooks.example.com/…` is **no longer told**');
  for (const text of [reportOf(content), JSON.stringify(slim(JSON.parse(content)))])
    expect(text).not.toContain(CANARY);
});

/** Where one side marks a secret, and the other has it in plain text. */
test.each<[string, JsonObject]>([
  ['before', { before: { a: CANARY }, after: { a: 'b' }, before_sensitive: { a: true } }],
  ['after', { before: { a: CANARY }, after: { a: 'b' }, after_sensitive: { a: true } }],
  ['after, all of it', { before: { a: CANARY }, after: { a: 'b' }, after_sensitive: true }],
  [
    'an element of a list that has another place',
    { before: { a: ['x', CANARY] }, after: { a: [CANARY, 'x'] }, after_sensitive: { a: [true, false] } },
  ],
  [
    'an attribute in a list of blocks',
    {
      before: { a: [{ n: 1 }, { n: 2, v: CANARY }] },
      after: { a: [{ n: 2, v: CANARY }] },
      after_sensitive: { a: [{ v: true }] },
    },
  ],
  [
    'a value of another shape',
    { before: { a: CANARY }, after: { a: { b: 1 } }, after_sensitive: { a: { b: true } } },
  ],
  [
    'a copy that nothing marks',
    { before: { a: CANARY, b: [`x ${CANARY}`] }, after: {}, before_sensitive: { a: true } },
  ],
  [
    'a copy on the other side',
    { before: { a: CANARY }, after: { b: CANARY }, before_sensitive: { a: true } },
  ],
  [
    'with a quote, and is in JSON',
    {
      before: { a: `"${CANARY}<`, b: JSON.stringify({ v: `"${CANARY}<` }), c: `"\\"${CANARY}\\u003c"` },
      after: {},
      before_sensitive: { a: true },
    },
  ],
  [
    'in the identifier of an import',
    { before: {}, after: { a: CANARY }, after_sensitive: { a: true }, importing: { id: `x/${CANARY}` } },
  ],
])('a secret that is marked %s is hidden on both sides', (_, sides) =>
  expect(JSON.stringify(withoutSecrets(sides))).not.toContain(CANARY),
);

test.each<[string, Json]>([
  ['nothing that is not there', null],
  ['no attribute', {}],
  ['no element', []],
])('hiding adds %s', (_, before) => {
  const hidden = withoutSecrets({ before, after: before, after_sensitive: { a: true, b: [true] } });
  const whole = withoutSecrets({
    before: { list: [{ a: 1 }] },
    after: {},
    after_sensitive: { list: [{}, { b: true }] },
  });
  expect(hidden.before).toEqual(before ?? undefined);
  expect(whole.before).toEqual({ list: [{ a: 1 }] });
});

test('a short secret is hidden where it is the whole value, and does not hide parts of words', () => {
  const { after } = withoutSecrets({
    before: {},
    after: { a: 'on', b: 'on', c: 'connection' },
    after_sensitive: { a: true },
  });
  expect(after).toEqual({ a: '(sensitive)', b: '(sensitive)', c: 'connection' });
});

test('in a real plan, no secret is shown, and that it changes is', () => {
  const text = reportOf(made('secret'));
  expect(text).toContain('! description changes (sensitive)');
  expect(text).toContain('! tags_all changes (sensitive)');
});

test('an output that is secret on one side is hidden; that it changes is said', () => {
  const output_changes = {
    a: { actions: ['update'], before: CANARY, after: 'x', before_sensitive: false, after_sensitive: true },
    b: { actions: ['update'], before: `https://e.com/?${CANARY}`, after: 'https://e.com/?x' },
  };
  const text = reportOf(written([], { output_changes }));
  expect(text).toContain('`a` changes (sensitive)');
  expect(text).toContain('`b` changes, in a part that is hidden');
  expect(text).not.toContain(CANARY);
});

test.each([
  [`https://u:a "${CANARY}@example.com/a`, 'https://…@example.com/a'],
  [`https://example.com/a?key=a "${CANARY}`, 'https://example.com/a?…'],
  [`https://example.com/a#key=a ${CANARY}`, 'https://example.com/a#…'],
])('of a value that is a URL with a quote or a space, %s, the rest is hidden', (url, shown) =>
  expect(withoutSecrets({ before: { url }, after: {} }).before).toEqual({ url: shown }),
);

test('a number that is secret is hidden as text, too', () => {
  const { after } = withoutSecrets({
    before: {},
    after: { a: 1234567890, b: '1234567890', c: 'pin 1234567890', d: 1234567890, e: 12 },
    after_sensitive: { a: true },
  });
  expect(after).toEqual({
    a: '(sensitive)',
    b: '(sensitive)',
    c: 'pin (sensitive)',
    d: '(sensitive)',
    e: 12,
  });
});

test('what only one of the lists of a plan marks is hidden in the other one', () => {
  const drift = {
    ...change('aws_ssm_parameter', { name: 'p', value: `old-${CANARY}` }, { name: 'p', value: CANARY }),
  };
  const changed = change('aws_ssm_parameter', { name: 'p', value: CANARY }, { name: 'p', value: 'x' });
  const marked = {
    ...changed,
    change: { ...(changed.change as JsonObject), after_sensitive: { value: true } },
  };
  for (const [one, other] of [
    [marked, drift],
    [drift, marked],
  ]) {
    const plan = { format_version: '1.2', resource_changes: [one ?? {}], resource_drift: [other ?? {}] };
    expect(JSON.stringify(slim(plan))).not.toContain(CANARY);
    expect(reportOf(JSON.stringify(plan))).not.toContain(CANARY);
  }
});
