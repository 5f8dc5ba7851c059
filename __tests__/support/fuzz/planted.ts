import fc from 'fast-check';

/** What must not be seen. The number stands where a word cannot. */
export const SECRET = 'hunter2sesame';
export const NUMBER = '98675309867';

/** Whether a text has a secret, or a piece of one. */
export function hasSecret(text: string): boolean {
  const piece = 4;
  const pieces = [SECRET, NUMBER].flatMap((secret) =>
    Array.from({ length: secret.length - piece + 1 }, (_, at) => secret.slice(at, at + piece)),
  );
  return pieces.some((one) => text.includes(one));
}

/** Literals with a secret, as PostgreSQL accepts them where a value stands. */
const literals = [
  `'${SECRET}'`,
  `'it''s ${SECRET}'`,
  `'-- ${SECRET} /*'`,
  `'$a$ ${SECRET}'`,
  `'${SECRET}'\n'${SECRET}'`,
  `E'${SECRET}'`,
  `e'\\' ${SECRET}'`,
  `E'\\\\' /* ' */`,
  `E'a''\\'${SECRET}'`,
  `E'a'\n'b ${SECRET}'`,
  `U&'\\0061${SECRET}'`,
  `u&'!0061${SECRET}' UESCAPE '!'`,
  `N'${SECRET}'`,
  `X'${NUMBER}0'`,
  `date'2026-01-01' /* ${SECRET} */`,
  `$$${SECRET}$$`,
  `$a$ it's ${SECRET} $$ $b$ $a$`,
  `$a$ $A$ ${SECRET} $aa$ $a$`,
  `$é$${SECRET}$é$`,
  NUMBER,
  `-${NUMBER}.5`,
  `.${NUMBER}`,
  `1.${NUMBER}e-3`,
  `1e2 + ${NUMBER}`,
];
/** Only where a session has `standard_conforming_strings = off`. */
const backslashed = [`'\\' ${SECRET}'`, `'a\\\\' || ' ${SECRET}'`, `'\\'' || '${SECRET} -- '`];
/** What stands between tokens. */
const spaces = [
  ' ',
  '\n',
  '\t\r\n',
  ` /* ${SECRET} */ `,
  `/* /* ' */ ${SECRET} */`,
  `-- ${SECRET} '\n`,
  `--${SECRET}\r`,
  `/**${SECRET}**/`,
  `/*/ ${SECRET}*/`,
];
/** Names that look like something else. */
const names = ['a', 'a$x$', '_1$$', 'é$a$', 'a\u00a0$a$', 'a\u2028b', '"a ""b"" -- /* \'"', 'U&"a\'"', 'n$'];

export const planted = fc
  .array(
    fc.tuple(
      fc.constantFrom(...literals),
      fc.constantFrom(...spaces),
      fc.constantFrom(...names),
      fc.constantFrom(...spaces),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((items) => `SELECT ${items.map(([value, a, name, b]) => `${value}${a}AS${b}${name}`).join(' , ')}`);

export const plantedWithBackslashes = fc
  .array(fc.tuple(fc.constantFrom(...literals, ...backslashed), fc.constantFrom(...spaces)), {
    minLength: 1,
    maxLength: 6,
  })
  // A session without them refuses U&'…'.
  .map((items) => items.filter(([value]) => !/^u&/i.test(value)))
  .map((items) => `SELECT ${[...items, ['1', '']].map(([value, space]) => `${value}${space}`).join(' , ')}`);

/** Anything that a scanner might stumble over, in any order. Few are valid. */
export const soup = fc
  .array(
    fc.constantFrom(
      ...["'", "''", '\\', 'E', 'x', 'U&', '$$', '$a$', '$', 'a', '1', '.', 'e', '"', '--', '/*', '*/', '\n'],
      ...[
        ' ',
        ' ',
        ',',
        ' AS a',
        '||',
        SECRET,
        `'${SECRET}'`,
        `/*${SECRET}*/`,
        'é',
        '\u00a0',
        '+',
        '_',
        '(',
        ')',
      ],
    ),
    { maxLength: 14 },
  )
  .map((parts) => `SELECT ${parts.join('')}`);
