import fc from 'fast-check';
import { pasted, secretProblems } from '../../handlers/secrets';

const URL = 'postgresql://monitor:s%40fe-pass@ep-cool-1.us-east-2.aws.neon.tech/neondb?sslmode=require';
const REDIS = 'rediss://default:AXs1token@eu1-cat-1.upstash.io:6379';

test.each([
  [URL, URL],
  [`'${URL}'`, URL],
  [`"${URL}"`, URL],
  [`\`${URL}\``, URL],
  [`“${URL}”`, URL],
  [`psql '${URL}'`, URL],
  [`psql ${URL}`, URL],
  [`psql "${URL}" -c 'SELECT 1'`, URL],
  [`\u200b${URL.replace('ep-', 'ep-\u00ad')}\ufeff`, URL],
  [` ${URL}\n`, URL],
  [`NEON_CONNECTION_STRING=${URL}`, URL],
  [`export DATABASE_URL="psql '${URL}'"`, URL],
  [`redis-cli --tls -u ${REDIS}`, REDIS],
  [`redis-cli --tls -u ${REDIS.replace('rediss', 'redis')}`, REDIS],
  [`redis-cli -u '${REDIS.replace('rediss', 'redis')}' --tls`, REDIS],
  [`redis-cli -u ${REDIS} PING`, REDIS],
  ['"https://eu1-cat-1.upstash.io"', 'https://eu1-cat-1.upstash.io'],
  ['UPSTASH_REDIS_REST_TOKEN="AXs1token"', 'AXs1token'],
  ['Bearer AXs1token', 'AXs1token'],
  ['"AXs1token" # of production', 'AXs1token'],
  [`NEON_CONNECTION_STRING="${URL}" # of "production`, URL],
  [`MY_DB=${URL}`, URL],
  ['NEON_PROJECT_ID=quiet-sun-1', 'quiet-sun-1'],
  ['Authorization: Bearer AXs1token', 'AXs1token'],
  ['napi_1\u200b', 'napi_1'],
  ['AXs1\ufe0ftoken\u034f', 'AXs1token'],
  // A = at the end belongs to base64, and one in the middle of a password to the password.
  ['AX_S1==', 'AX_S1=='],
  ['pass=word', 'pass=word'],
  ['MY_APP=secret123', 'MY_APP=secret123'],
  // As typed, in a form that psql and redis-cli read, too.
  ['postgresql://u:pa^ss%word@h/d', 'postgresql://u:pa^ss%25word@h/d'],
  ['rediss://u:p@s s%40@h:6380', 'rediss://u:p%40s%20s%40@h:6380'],
  ['postgresql://u:p@h/d?options=-c%20a%3D%', 'postgresql://u:p@h/d?options=-c%20a%3D%'],
  ['to%ken', 'to%ken'],
  ['""', undefined],
  ["UPSTASH_REST_TOKEN=''", undefined],
  [' \u200b\n', undefined],
])('%j is read as %j', (text, secret) => {
  expect(pasted(text)).toBe(secret);
});

test('two secrets that were pasted together are refused, whatever separates them', async () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const found = await problems({
      NEON_CONNECTION_STRING: pasted(`${URL.replace(/\/neon.*/, '')}${end}PGPASSWORD=AXsecret@x`) ?? '',
      UPSTASH_REST_URL: pasted(`A_URL="https://a.upstash.io"${end}A_TOKEN="AXsecret"`) ?? '',
      UPSTASH_REST_TOKEN: pasted(`A_TOKEN="AXsecret"${end}A_URL="https://a.upstash.io"`) ?? '',
    });
    expect(Object.keys(found)).toEqual(['NEON_CONNECTION_STRING', 'UPSTASH_REST_URL', 'UPSTASH_REST_TOKEN']);
    expect(JSON.stringify(found)).not.toContain('secret');
  }
});

test('what is read is read the same once more: the prompt stores it, and the collector reads it again', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...[
        'psql ',
        'redis-cli --tls -u ',
        'Bearer ',
        'A_B=',
        'A_KEY=',
        '#',
        '"',
        "'",
        '\u200b',
        '%',
        '@',
        ' ',
        '\n',
        '://',
        URL,
      ],
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const once = pasted(parts.join(''));
      return pasted(once ?? '') === once;
    }),
    { numRuns: 500 },
  );
});

test.each(['"', '" #', 'psql ', 'A_B=', 'A_KEY=', 'psql x://', '@', '://'])(
  'a text of %j only is read in no time',
  (text) => {
    const started = performance.now();
    pasted(text.repeat(8_192 / text.length));
    pasted(text.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  },
);

const problems = async (given: Record<string, string>) =>
  Object.fromEntries((await secretProblems(given)).map(({ variable, text }) => [variable, text]));

test('what the collectors cannot use is refused in their own words', async () => {
  const found = await problems({
    NEON_CONNECTION_STRING: 'hello',
    NEON_API_KEY: 'napi key',
    UPSTASH_REST_URL: 'redis://eu1-cat-1.upstash.io',
    UPSTASH_REST_TOKEN: REDIS,
  });
  expect(found).toEqual({
    NEON_CONNECTION_STRING: expect.stringMatching(/^NEON_CONNECTION_STRING is not a connection string/),
    NEON_API_KEY: expect.stringMatching(/^NEON_API_KEY is not a token/),
    UPSTASH_REST_URL: expect.stringMatching(/^UPSTASH_REST_URL turns TLS off/),
    UPSTASH_REST_TOKEN: expect.stringMatching(/^UPSTASH_REST_TOKEN is not a token/),
  });
});

test.each([
  'AXsecret # my comment',
  "'AXsecret",
  'AXsecret"',
  'AXsecret other',
  '-H "Authorization: Bearer AXsecret"',
  'Bearer',
  'AX***************==',
  'AX•••••',
  'AX…123',
  'AX...123',
  'AXsecret123;',
  'SSM:/a/AXsecret',
  'arn:aws:ssm:us-east-1:111122223333:parameter/AXsecret',
  `\${UPSTASH_AX}`,
  '{{UPSTASH_AX}}',
  '$UPSTASH_AX',
  '<AX>',
  'undefined',
])('%s is no token', async (typed) => {
  const token = pasted(typed) ?? '';
  const found = await problems({ NEON_API_KEY: token, UPSTASH_REST_TOKEN: token });
  expect(Object.keys(found)).toEqual(['NEON_API_KEY', 'UPSTASH_REST_TOKEN']);
  for (const text of Object.values(found))
    expect(text).toMatch(
      /is not a token|has asterisks or dots|not allowed|a placeholder|an ARN and no|a reference to/,
    );
  expect(JSON.stringify(found)).not.toContain('AX');
});

test('what is wrong with a token is said once', async () => {
  const { UPSTASH_REST_TOKEN: text } = await problems({ UPSTASH_REST_TOKEN: '********' });
  expect((await secretProblems({ UPSTASH_REST_TOKEN: '********' })).map((one) => one.text)).toEqual([text]);
});

test.each(['https://console.neon.tech/app/projects/quiet-sun-1', '../../x', 'Quiet Sun'])(
  '%s is no id of a project',
  async (id) => {
    expect(await problems({ NEON_PROJECT_ID: id })).toEqual({
      NEON_PROJECT_ID: expect.stringMatching(/^NEON_PROJECT_ID is not the id of a project/),
    });
  },
);

test('secrets that are not given count as stored', async () => {
  expect(await problems({})).toEqual({});
  expect(await problems({ UPSTASH_REST_URL: 'https://a.upstash.io' })).toEqual({});
  expect(await problems({ UPSTASH_REST_TOKEN: 'AXs1token' })).toEqual({});
  expect(await problems({ NEON_API_KEY: 'napi_1' })).toEqual({});
});
