import { remedyFor } from '../../../../handlers/neon/advice/refused';

const USAGE = /^run: GRANT USAGE ON SCHEMA /;

/** A name of a schema decides only where the message is about that schema. */
test.each<[string, schema: string, expected: RegExp | undefined]>([
  ['permission denied for schema a', 'a', USAGE],
  ['permission denied for schema pg_stat_statements', 'pg_stat_statements', USAGE],
  ['permission denied for schema Odd "one"', '"Odd ""one"""', USAGE],
  ['keine Berechtigung für Schema a', 'a', USAGE],
  ['スキーマaへのアクセスが拒否されました', 'a', USAGE],
  ['permission denied for function format', 'a', undefined],
  ['permission denied for function format', 'for', undefined],
  ['keine Berechtigung für Funktion format', 'a', undefined],
  ['permission denied for function pg_stat_statements', 'p', /FUNCTION p\.pg_stat_statements\(boolean\)/],
  ['permission denied for view pg_stat_statements_info', 'p', /SELECT ON p\.pg_stat_statements_info/],
  ['permission denied for function query_to_xml', 'xml', /pg_catalog\.query_to_xml/],
])('%s, schema %s: %s', (message, schema, expected) => {
  const remedy = remedyFor({ code: '42501', message }, schema, '"watcher"');
  if (expected) expect(remedy).toMatch(expected);
  else expect(remedy).toBeUndefined();
});
