import fc from 'fast-check';
import { Redactor, SHORTEST_SECRET } from '../../../handlers/lib/redact';

test('a secret is removed in every form that it takes', () => {
  const secret = 'p@ss/w"rd';
  const redactor = new Redactor();
  redactor.learn(secret);
  const text = `plain ${secret} url ${encodeURIComponent(secret)} json ${JSON.stringify({ secret })}`;
  expect(redactor.clean(text)).toBe('plain *** url *** json {"secret":"***"}');
});

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
const secrets = text.filter((secret) => secret.length >= SHORTEST_SECRET);
const learnt = (secret: string) => {
  const redactor = new Redactor();
  redactor.learn(secret);
  return redactor;
};

test('percent-encoding in lower case is recognized', () => {
  expect(learnt('p@ss/w?rd').clean('p%40ss%2fw%3frd')).toBe('***');
});

test('in base64 a secret is found at every offset', () => {
  fc.assert(
    fc.property(secrets, text, text, (secret, before, after) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        const encoded = Buffer.from(before + secret + after).toString(encoding);
        const clean = learnt(secret).clean(`Basic ${encoded}`);
        expect(clean).toContain('***');
        // What is left is shared with the neighbours: six bits of the secret at each end, at most.
        const bytes = Buffer.byteLength(secret);
        expect(encoded.length - clean.replaceAll('***', '').length + 'Basic '.length).toBeGreaterThanOrEqual(
          Math.floor((bytes * 8 - 10) / 6),
        );
      }
    }),
  );
});

test('an invalid string is registered, too', () => {
  expect(learnt('half \ud800 pair').clean('a half \ud800 pair')).toBe('a ***');
});

test('control characters are removed, after the secrets', () => {
  expect(learnt('p\x1bss').clean('p\x1bss \x1b[2J\x9b2J\u202e\r ok\n\tok é 😀')).toBe(
    '*** \ufffd[2J\ufffd2J\ufffd\ufffd ok\n\tok é 😀',
  );
});

test('a longer secret is removed completely', () => {
  const redactor = new Redactor();
  redactor.learn('hunter2222');
  redactor.learn('postgresql://user:hunter2222@host/db');
  expect(redactor.clean('at postgresql://user:hunter2222@host/db')).toBe('at ***');
});

test.each([[0], [1], [100], [205]])('no part of a secret is left where a long text is cut: %i', (offset) => {
  const secret = `secret${'x'.repeat(200)}`;
  const clean = learnt(secret).clean('*'.repeat(offset) + secret.repeat(600));
  expect(clean).toMatch(/^\*+… \(\d+ characters\)$/);
});

test('no text contains a secret', () => {
  fc.assert(
    fc.property(secrets, text, text, (secret, before, after) => {
      const clean = learnt(secret).clean(before + secret + after);
      expect(clean.replaceAll('***', '')).not.toContain(secret);
    }),
  );
});
