import fc from 'fast-check';

/** Names that every object inherits, and one that sets its prototype. */
export const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'];

/** Numbers in a text: huge, negative, in other notations, or invalid. */
export const numberText = fc.oneof(
  fc.constantFrom('0', '-0', '-1', '1e400', '-1e400', '1e308', '1.7e308', '1e109', '5e-324', '1e-7', '1e21'),
  fc.constantFrom(
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '0b1',
    '1_000',
    '1,5',
    '.5',
    '5.',
    '+5',
    '',
    ' ',
    '１２',
  ),
  fc.constantFrom('9007199254740993', '18446744073709551616', '9'.repeat(400), `0.${'0'.repeat(400)}1`),
  fc.double({ noNaN: true }).map(String),
  fc.integer().map(String),
);

/** Long enough that quadratic time is noticed. */
const long = fc
  .tuple(
    fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom('role ', 'a:', '/', '`x', '-')),
    fc.nat(100_000),
  )
  .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)));

/** Texts that something may interpret: markup, templates, line ends, half characters, names of JavaScript. */
export const text = fc.oneof(
  { weight: 4, arbitrary: fc.string() },
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.constantFrom(...inherited) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '\u0000',
        '\ud800',
        '\udfff',
        '\u202e',
        '\ufeff',
        '\r\n',
        '\r',
        '\n\n',
        '"',
        '\\',
        '%s',
        '%',
        `$${'{x}'}`,
      ],
      ...[
        '</details>',
        '```',
        '@everyone',
        '| a |',
        '(sensitive)',
        '(known after apply)',
        'ssm:',
        'null',
        '[]',
      ],
    ),
  },
  { weight: 2, arbitrary: numberText },
  { weight: 1, arbitrary: long },
);

/** Nested deeper than any recursion can go, including that of a failure report. */
const deep = fc.nat(20_000).map((depth): unknown => {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { x: value };
  return depth === 0
    ? value
    : Object.defineProperty(value, fc.toStringMethod, { value: () => `${depth} deep` });
});

/** Objects with their own `__proto__` or `toString`, as JSON.parse creates them. */
const spiked = fc
  .tuple(fc.constantFrom(...inherited), fc.jsonValue({ maxDepth: 1 }))
  .map(([name, value]): unknown => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`));

/** What JSON.parse can give. 1e400 in a text becomes Infinity. */
export const json: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.jsonValue({ stringUnit: 'binary' }) },
  { weight: 3, arbitrary: text },
  { weight: 4, arbitrary: numberText.map(Number).filter((n) => !Number.isNaN(n)) },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [null], [[]]) },
  { weight: 2, arbitrary: spiked },
  { weight: 1, arbitrary: deep },
);

/** Long and unusual enough that no message contains it by chance. */
export const secret = fc
  .tuple(
    fc.stringMatching(/^[A-Z0-9]{12}$/),
    fc.oneof(fc.constantFrom('', '%', '/', '@', '"', '\\', 'é', '\ud800', '\n'), fc.string({ maxLength: 4 })),
  )
  .map(([core, odd]) => `canary${odd}${core}`);
