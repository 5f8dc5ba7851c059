import { MOST_DATABASES } from '../../../../handlers/driver/databases/asked';
import { variablesOfDatabases } from '../../../../handlers/driver/databases/variables';
import { readPayload } from '../../../../handlers/driver/payload';
import { ConfigurationError } from '../../../../handlers/lib/errors';
import { NAME_FORM } from '../../../../model/names';
import { service as neon } from '../../../../thresholds/neon/service';

const NOW = Date.parse('2026-11-23T12:03:20Z');
const known = variablesOfDatabases(neon);
const read = (payload: unknown) => readPayload(payload, NOW, 300_000, known);
const asked = (databases: unknown) => read({ databases }).databases;

test('names have the form of those in environments.ts', () => {
  expect(String(NAME_FORM)).toBe(String(NAME_FORM));
});

test('a database may have its own levels, numbers, limits and project, and no secret', () => {
  expect(known).toEqual([
    'ENABLE_DETAILED_MONITORING',
    'ENABLE_EXTENDED_MONITORING',
    'FIRST_SIGNS',
    'SLOW_QUERY_MS',
    'NEON_DATABASE_LIMIT_GIGABYTES',
    'NEON_COMPUTE_UNITS',
    'NEON_PROJECT_ID',
  ]);
});

test('the schedule sends the variables that differ, with the time of the event', () => {
  const payload = {
    time: '2026-11-23T12:00:01Z',
    databases: { default: {}, analytics: { SLOW_QUERY_MS: '500' } },
  };
  expect(read(payload)).toEqual({
    dryRun: false,
    checkup: false,
    scheduled: true,
    slot: Date.parse('2026-11-23T12:00:00Z'),
    databases: [
      { name: undefined, variables: {} },
      { name: 'analytics', variables: { SLOW_QUERY_MS: '500' } },
    ],
  });
});

test('a person names databases, with a dry run or a check-up', () => {
  expect(read({ databases: ['analytics', 'default'], dryRun: true, checkup: true })).toMatchObject({
    dryRun: true,
    checkup: true,
    databases: [{ name: 'analytics' }, { name: undefined }],
  });
});

test('without databases, the unnamed one is meant', () => {
  expect(read({}).databases).toBeUndefined();
});

const long = 'x'.repeat(5_000);
test.each<[string, unknown, RegExp]>([
  ['a text', 'analytics', /neither a list of names nor an object/],
  ['a number', 3, /neither a list/],
  ['null', null, /neither a list/],
  ['an empty list', [], /is empty/],
  ['an empty object', {}, /is empty/],
  ['a name in capitals', ['Analytics'], /has Analytics, which is not the name of a database/],
  ['a number for a name', [3], /has 3, which is not the name/],
  ['an empty name', [''], /is not the name/],
  ['a very long name', [long], /^databases in the payload has a text of 5000 characters, which/],
  ['a key that is no name', { __proto_: {} }, /is not the name/],
  ['a name twice', ['a', 'b', 'a'], /has a twice/],
  ['the unnamed one twice', ['default', 'default'], /has default twice/],
  ['too many', Array.from({ length: MOST_DATABASES + 1 }, (_, i) => `d${i}`), /has 501 names.*500 at most/],
  ['a text in place of variables', { a: 'x' }, /databases\.a in the payload is not an object of texts/],
  ['a variable that is a number', { a: { SLOW_QUERY_MS: 500 } }, /not an object of texts/],
  [
    'an unknown variable',
    { a: { SLOW_QUERY: '5' } },
    /sets SLOW_QUERY, which no database has.*SLOW_QUERY_MS/,
  ],
  ['a secret', { a: { NEON_CONNECTION_STRING: 'postgresql://u:canary@h/d' } }, /sets NEON_CONNECTION_STRING/],
  ['the namespace', { a: { METRIC_NAMESPACE: 'x' } }, /sets METRIC_NAMESPACE/],
  ['a very long variable', { a: { [long]: 'x' } }, /sets a text of 5000 characters, which/],
])('%s is refused', (_, databases, message) => {
  expect(() => asked(databases)).toThrow(ConfigurationError);
  expect(() => asked(databases)).toThrow(message);
  expect(() => asked(databases)).not.toThrow(/canary/);
});

test('unknown keys are named in short', () => {
  const payload = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}${long}`, 1]));
  expect(() => read(payload)).toThrow(/^.{0,400}$/);
  expect(() => read(payload)).toThrow(/and 6 more: send/);
});
