import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences, digestOf } from '../../reports/plan/digest';
import type { Json, JsonObject } from '../../reports/plan/json';
import { parsePlan } from '../../reports/plan/parse';
import { slim } from '../../reports/plan/slim';

/** A plan of `plans/make.sh`: real Terraform. */
const raw = (name: string) => readFileSync(join(__dirname, 'plans', `${name}.json`), 'utf8');
const planned = (name: string) => JSON.parse(raw(name)) as JsonObject;
const names = ['first', 'none', 'change', 'destroy', 'region'];

const plan = (change: JsonObject, more: JsonObject = {}, resource: JsonObject = {}): JsonObject => ({
  format_version: '1.2',
  resource_changes: [{ address: 'aws_x.y', type: 'aws_x', mode: 'managed', change, ...resource }],
  ...more,
});
const update = (before: JsonObject, after: JsonObject, more: JsonObject = {}): JsonObject =>
  plan({ actions: ['update'], before, after, ...more });
const base = update({ id: 'i', threshold: 5, noise: 1 }, { id: 'i', threshold: 8, noise: 1 });

/** The same JSON with the names of all objects in the opposite order. */
const reversed = (value: Json): Json =>
  Array.isArray(value)
    ? value.map(reversed)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([name, part]) => [name, reversed(part as Json)]),
        )
      : value;

test.each(names)('of the plan "%s" is in its slim form, and does not depend on order and time', (name) => {
  const of = planned(name);
  const digest = digestOf(of);
  expect(digest).toMatch(/^[0-9a-f]{32}$/);
  const { digest: said, ...written } = JSON.parse(JSON.stringify(slim(of))) as JsonObject;
  expect([said, digestOf(written), parsePlan(raw(name), 'x.json').digest]).toEqual([digest, digest, digest]);
  const changes = of.resource_changes as readonly Json[];
  const later = {
    ...(reversed(of) as JsonObject),
    resource_changes: [...changes].reverse().map(reversed),
    timestamp: '2030-01-01T00:00:00Z',
    terraform_version: '1.99.0',
    resource_drift: [],
    prior_state: { ...(of.prior_state as JsonObject), serial: 7 },
  };
  expect(digestOf(later)).toBe(digest);
  expect(differences(slim(of), slim(later))).toEqual([]);
});

test('plans that do different things have different digests', () => {
  const digests = names.map((name) => digestOf(planned(name)));
  expect(new Set(digests).size).toBe(names.length);
});

test.each<[string, JsonObject]>([
  ['another new value', update({ id: 'i', threshold: 5 }, { id: 'i', threshold: 9 })],
  ['another old value', update({ id: 'i', threshold: 4 }, { id: 'i', threshold: 8 })],
  ['one more attribute', update({ id: 'i', threshold: 5, x: 1 }, { id: 'i', threshold: 8, x: 2 })],
  [
    'what is known only later',
    update({ id: 'i', threshold: 5, x: 1 }, { id: 'i', threshold: 8 }, { after_unknown: { x: true } }),
  ],
  [
    'another action',
    plan({ actions: ['delete', 'create'], before: { threshold: 5 }, after: { threshold: 8 } }),
  ],
  [
    'another reason',
    {
      ...base,
      resource_changes: [
        { ...(base.resource_changes as JsonObject[])[0], action_reason: 'replace_because_tainted' },
      ],
    },
  ],
  [
    'another name in the configuration',
    {
      ...base,
      resource_changes: [{ ...(base.resource_changes as JsonObject[])[0], previous_address: 'aws_x.z' }],
    },
  ],
  ['an output', { ...base, output_changes: { o: { actions: ['update'], before: 'a', after: 'b' } } }],
  [
    'a change that is put off',
    {
      ...base,
      deferred_changes: [
        { reason: 'provider_config_unknown', resource_change: (base.resource_changes as JsonObject[])[0] },
      ],
    },
  ],
  ['an action', { ...base, action_invocations: [{ address: 'action.aws_lambda_invoke.x' }] }],
  ['a plan that is not complete', { ...base, complete: false }],
  ['a plan that failed', { ...base, errored: true }],
])('%s is a difference', (_, other) => {
  expect(digestOf(other)).not.toBe(digestOf(base));
  expect(digestOf(slim(other))).toBe(digestOf(other));
});

/** The base, with the same change of the same object in a place. */
const inPlace = (tags: JsonObject, region = 'us-east-1', account = '1'): JsonObject => ({
  ...update({ id: 'i', threshold: 5, tags_all: tags }, { id: 'i', threshold: 8, tags_all: tags }),
  configuration: { provider_config: { aws: { expressions: { region: { constant_value: region } } } } },
  prior_state: {
    values: {
      root_module: { resources: [{ type: 'aws_caller_identity', values: { account_id: account } }] },
    },
  },
});

test.each<[string, JsonObject]>([
  ['environment', inPlace({ Environment: 'staging', Project: 'p' })],
  ['project', inPlace({ Environment: 'production', Project: 'q' })],
  ['region', inPlace({ Environment: 'production', Project: 'p' }, 'eu-west-1')],
  ['account', inPlace({ Environment: 'production', Project: 'p' }, 'us-east-1', '2')],
])('the same change in another %s is a difference', (what, other) => {
  const here = inPlace({ Environment: 'production', Project: 'p' });
  expect(digestOf(slim(here))).toBe(digestOf(here));
  expect(digestOf(other)).not.toBe(digestOf(here));
  expect(differences(slim(here), slim(other)).join('\n')).toContain(`now: plan: ${what}: `);
});

test.each(['id', 'arn', 'name'])('the same change of an object with another %s is a difference', (name) => {
  const of = (value: string) => update({ [name]: value, days: 7 }, { [name]: value, days: 3 });
  expect(digestOf(of('/aws/lambda/b'))).not.toBe(digestOf(of('/aws/lambda/a')));
  expect(differences(slim(of('a')), slim(of('b')))).toContain(`now: aws_x.y: ${name}: b`);
});

test.each<[string, JsonObject]>([
  [
    'an attribute that does not change',
    update({ id: 'i', threshold: 5, noise: 2 }, { id: 'i', threshold: 8, noise: 2 }),
  ],
  [
    'nothing, written differently',
    update({ id: 'i', threshold: 5, a: null, b: [] }, { id: 'i', threshold: 8, a: '', b: null }),
  ],
  [
    'a resource that stays as it is',
    {
      ...base,
      resource_changes: [
        ...(base.resource_changes as JsonObject[]),
        { address: 'aws_x.z', change: { actions: ['no-op'], before: { a: 1 }, after: { a: 1 } } },
      ],
    },
  ],
  [
    'an output that stays as it is',
    { ...base, output_changes: { o: { actions: ['no-op'], before: 'a', after: 'a' } } },
  ],
])('%s is none', (_, other) => expect(digestOf(other)).toBe(digestOf(base)));

describe('a secret', () => {
  const secret = (
    from: string,
    to: string,
    marks: JsonObject = { before_sensitive: { pin: true }, after_sensitive: { pin: true } },
  ) => update({ id: 'i', pin: from }, { id: 'i', pin: to }, marks);

  test('cannot be guessed from the digest, but that it changes is part of it', () => {
    expect(digestOf(secret('1111', '2222'))).toBe(digestOf(secret('3333', '4444')));
    expect(digestOf(secret('1111', '1111'))).not.toBe(digestOf(secret('1111', '2222')));
    expect(digestOf(slim(secret('1111', '2222')))).toBe(digestOf(secret('1111', '2222')));
  });

  test('is one on both sides if it is marked on one', () => {
    const before = { before_sensitive: { pin: true }, after_sensitive: {} };
    expect(digestOf(secret('1111', '2222', before))).toBe(digestOf(secret('3333', '4444', before)));
  });

  test('in an output is none of it', () => {
    const output = (after: string): JsonObject => ({
      output_changes: {
        o: { actions: ['update'], before: 'x', after, before_sensitive: true, after_sensitive: true },
      },
    });
    expect(digestOf(output('1'))).toBe(digestOf(output('2')));
  });

  test('is in no difference that is shown', () => {
    const shown = differences(slim(secret('canary-1', 'canary-2')), slim(base)).join('\n');
    expect(shown).toContain('approved: aws_x.y: pin: (sensitive) → (sensitive)');
    expect(shown).not.toContain('canary');
  });
});

test('differences say what was approved and what is planned now, in one short line each', () => {
  const now = update(
    { id: 'i', threshold: 5 },
    { id: 'i', threshold: 9, text: `a\u001b[2J\n${'b'.repeat(500)}` },
  );
  const lines = differences(slim(base), slim(now));
  expect(lines.slice(0, 1)).toEqual(['approved: aws_x.y: threshold: 5 → 8']);
  expect(lines).toContain('now: aws_x.y: threshold: 5 → 9');
  const long = lines.find((line) => line.includes('text'));
  expect(long).toMatch(/^now: aws_x\.y: text: nothing → a\[2J b+…$/);
  expect(differences(slim(base), slim({ format_version: '1.2' }))).toContain(
    'approved: aws_x.y: action: update',
  );
});
