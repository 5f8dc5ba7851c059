import { databasesOf } from '../../../model/databases/table';
import { MOST_DATABASES, namesOf, withDatabases } from '../../../preview/databases/names';
import { environment, environments } from '../../fixtures/environments';

const both = ['neon', 'upstash'] as const;
const listed = environment('production', {
  databases: { neon: [{}, { name: 'ledger', overrides: { SlowQueries: { warning: 3 } } }] },
});

test('one of each service: no names, and environments without named databases', () => {
  expect(namesOf({ environments: [listed] }, both, { count: 1, env: {} })).toEqual({});
  expect(withDatabases(listed, {})).not.toHaveProperty('databases');
});

test('the unnamed one, those that the tables list, and as many more as are needed', () => {
  const names = namesOf({ environments: [...environments, listed] }, both, { count: 3, env: {} });
  expect(names).toEqual({
    neon: [undefined, 'ledger', 'analytics'],
    upstash: [undefined, 'analytics', 'billing'],
  });
  const most = namesOf({ environments: [listed] }, both, { count: MOST_DATABASES, env: {} });
  for (const service of both) expect(new Set(most[service]).size).toBe(MOST_DATABASES);
});

test('no database has the name of an environment', () => {
  const called = { ...environment('staging'), name: 'analytics' };
  const { neon } = namesOf({ environments: [called] }, both, { count: MOST_DATABASES, env: {} });
  expect(neon).toHaveLength(MOST_DATABASES);
  expect(neon).not.toContain('analytics');
});

test('the user’s own database is watched alone', () => {
  const env = { NEON_CONNECTION_STRING: 'postgresql://me:x@db.example/app' };
  expect(namesOf({ environments }, both, { count: 2, env })).toEqual({ upstash: [undefined, 'analytics'] });
});

test('an environment keeps what it says of a database, and has those that it does not list', () => {
  const shown = withDatabases(listed, {
    neon: [undefined, 'ledger', 'analytics'],
    upstash: [undefined, 'analytics'],
  });
  expect(databasesOf(shown, 'neon')).toEqual([
    {},
    { name: 'ledger', overrides: { SlowQueries: { warning: 3 } } },
    { name: 'analytics' },
  ]);
  expect(databasesOf(shown, 'upstash')).toEqual([{}, { name: 'analytics' }]);
});
