import fc from 'fast-check';
import { isShown, MOST_SHOWN, redact } from '../../../../handlers/neon/evidence/redact';
import { MOST_READ } from '../../../../handlers/neon/evidence/texts';
import { text } from '../../../support/fuzz/arbitraries';
import { fuzz } from '../../../support/fuzz/fuzz';
import { hasSecret, planted, plantedWithBackslashes, soup } from '../../../support/fuzz/planted';

test.each([
  ['SELECT $1', 'SELECT $1'],
  [
    `SELECT * FROM t WHERE a = 'x' AND b IN (1, 2.5, .5, 1e-3, $3)`,
    'SELECT * FROM t WHERE a = ? AND b IN (?, ?, ?, ?, $3)',
  ],
  [`SELECT 'it''s' , E'\\'' , U&'\\0061' , B'01' , x'ff' , N'n'`, 'SELECT ? , ? , ? , ? , ? , ?'],
  ['SELECT $$a$$, $tag$ $$ ' + "'" + ' $tag$', 'SELECT ?, ?'],
  ['SELECT 0xFF, 0b01, 1_000', 'SELECT ?, ?, ?'],
  ['/* a /* b */ c */ SELECT -- d\n 1', 'SELECT ?'],
  ['SELECT a-- x', 'SELECT a'],
  ['SELECT a*/* x */b', 'SELECT a* b'],
  ['SELECT "it\'s -- a /* name" FROM "T""x"', 'SELECT "it\'s -- a /* name" FROM "T""x"'],
  ['SELECT t1.a$1, b.c FROM t1', 'SELECT t1.a$1, b.c FROM t1'],
  ['SELECT date\'2026-01-01\', e"x"', 'SELECT date?, e"x"'],
  ['SELECT\n\t "a\nb\u0000c\u0085d"', 'SELECT "a b c d"'],
  ['SELECT "\u202eevil\u200b\u2066\ufeff" , "a\u2028b"', 'SELECT "evil" , "a b"'],
  ['SELECT "\ud83d\ude00"', 'SELECT "\ud83d\ude00"'],
])('%j is shown as %j', (statement, shown) => {
  expect(redact(statement)).toBe(shown);
  expect(redact(shown)).toBe(shown);
});

test.each([
  // What standard_conforming_strings decides.
  [`SELECT a, 'x\\' , b`, 'SELECT a,…'],
  [`SELECT a, 'x\\'' , b`, 'SELECT a,…'],
  // A name to PostgreSQL 14, an error later.
  ['SELECT 1a$x$', 'SELECT…'],
  ['SELECT 0xZ', 'SELECT…'],
  // What does not end.
  [`SELECT 'x`, 'SELECT…'],
  [`SELECT E'x\\'`, 'SELECT…'],
  ['SELECT $a$ x', 'SELECT…'],
  ['SELECT a /* /* */', 'SELECT a…'],
  ['SELECT "x', 'SELECT…'],
  ['SELECT $a', 'SELECT…'],
  ['SELECT \\', 'SELECT…'],
])('%j ends where what follows is not certain: %j', (statement, shown) => {
  expect(redact(statement)).toBe(shown);
});

test('a text is cut between tokens, and says so', () => {
  const name = '\ud83d\ude00'.repeat(20);
  const shown = redact(`SELECT ${Array(20).fill(`"${name}"`).join(', ')}`);
  expect(shown.length).toBeLessThanOrEqual(MOST_SHOWN);
  expect(shown).toMatch(/^SELECT ("(\ud83d\ude00){20}",? )+"(\ud83d\ude00){20}",?…$/);
  // What the server has cut ends in the middle of a token.
  expect(redact('SELECT a, passw', true)).toBe('SELECT a,…');
  expect(redact('SELECT a, "b', true)).toBe('SELECT a,…');
});

test.each([
  ['SELECT ?', true],
  ['((select ?', true],
  ['WITH x AS (SELECT ?) INSERT INTO t', true],
  ['MERGE INTO t', true],
  ['DELETE…', true],
  ['CREATE ROLE x PASSWORD ?', false],
  ['PREPARE p AS SELECT ?', false],
  ['SELECTED', false],
  ['…', false],
  ['', false],
])('%j is shown: %p', (redacted, shown) => {
  expect(isShown(redacted)).toBe(shown);
});

describe('a planted secret', () => {
  test('does not survive, whatever is cut off', () => {
    fuzz([fc.oneof(planted, plantedWithBackslashes), fc.nat()], (statement, n) => {
      expect(hasSecret(redact(statement))).toBe(false);
      expect(hasSecret(redact(statement.slice(0, n % statement.length), true))).toBe(false);
    });
  });

  test('any text becomes one short line', () => {
    fuzz([fc.oneof(planted, soup, text), fc.boolean()], (statement, isCut) => {
      const shown = redact(statement, isCut);
      expect(shown.length).toBeLessThanOrEqual(MOST_SHOWN);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}|^ | $/u);
    });
  });
});

test('the longest text that is read takes no time, whatever is in it', () => {
  for (const piece of ["'", '/*', '$a$', '--\n', '"', 'a', '1', ' ', "E'\\", '(', "''"]) {
    const started = performance.now();
    redact(`SELECT ${piece.repeat(MOST_READ)}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});
