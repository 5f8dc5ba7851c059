import { leaksIn, planted } from './planted';

const secrets = Object.entries(planted);
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each<[string, (secret: string) => string]>([
  ['plain', (secret) => secret],
  ['in part', (secret) => secret.slice(9, 18)],
  ['in JSON', (secret) => JSON.stringify({ secret })],
  ['in JSON in JSON', (secret) => JSON.stringify(JSON.stringify({ secret }))],
  ['percent-encoded', (secret) => `postgresql://u:${encodeURIComponent(secret)}@h/d`],
  ['in base64', base64],
  ['in base64, behind a user name', (secret) => base64(`me:${secret}`)],
  ['in base64, behind a longer one', (secret) => base64(`user:${secret}`)],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
])('a secret is found %s', (_, form) => {
  for (const [name, secret] of secrets) expect(leaksIn(`before ${form(secret)} after`)).toEqual([name]);
});

test('nothing is found in a text without secrets', () => {
  expect(
    leaksIn('NEON_CONNECTION_STRING refers to ssm:/neon at 127.0.0.1, "***", AWS_SESSION_TOKEN'),
  ).toEqual([]);
  expect(leaksIn(secrets.map(([, secret]) => secret.slice(0, 5)).join(' '))).toEqual([]);
});
