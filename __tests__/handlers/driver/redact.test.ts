import fc from 'fast-check';
import { Redactor } from '../../../handlers/driver/redact';

test('a secret is removed in every form that it takes', () => {
  const secret = 'p@ss/w"rd';
  const redactor = new Redactor();
  redactor.learn(secret);
  const text = `plain ${secret} url ${encodeURIComponent(secret)} json ${JSON.stringify({ secret })}`;
  expect(redactor.clean(text)).toBe('plain *** url *** json {"secret":"***"}');
});

test('a longer secret is removed whole', () => {
  const redactor = new Redactor();
  redactor.learn('hunter2222');
  redactor.learn('postgresql://user:hunter2222@host/db');
  expect(redactor.clean('at postgresql://user:hunter2222@host/db')).toBe('at ***');
});

test('no text still holds a secret', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
      const redactor = new Redactor();
      redactor.learn(secret);
      const clean = redactor.clean(before + secret + after);
      expect(clean.replaceAll('***', '')).not.toContain(secret);
    }),
  );
});
