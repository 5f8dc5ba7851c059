import { type Asked, refusalOf } from '../../../preview/web/guard';

const us = { port: 8246, token: 'the-token' };
const ours = { host: 'localhost:8246' };
const get = (headers: Asked['headers'], path = '/api/events') =>
  refusalOf({ method: 'GET', path, headers }, us);
const post = (headers: Asked['headers']) =>
  refusalOf({ method: 'POST', path: '/api/sicknesses/leak', headers: { ...ours, ...headers } }, us);
const allowed = { 'x-token': us.token, 'content-type': 'application/json' };

test.each(['localhost:8246', '127.0.0.1:8246', 'LOCALHOST:8246'])('the Host %s is ours', (host) => {
  expect(get({ host })).toBeUndefined();
});

test.each([
  undefined,
  '',
  'localhost',
  'localhost:8247',
  'evil.example:8246',
  'localhost.evil.example:8246',
  '127.0.0.1:8246.evil.example',
  '192.168.0.7:8246',
  '[::1]:8246',
])('the Host %s is not: a name that was made to point here', (host) => {
  expect(get({ host })).toMatchObject({
    status: 421,
    message: expect.stringContaining('Use http://localhost:8246.'),
  });
});

test.each(['http://localhost:8246', 'http://127.0.0.1:8246'])('the Origin %s is ours', (origin) => {
  expect(get({ ...ours, origin })).toBeUndefined();
});

test.each([
  'null',
  '',
  'http://localhost:3000',
  'https://localhost:8246',
  'http://evil.example',
  'http://localhost:82460',
])('the Origin "%s" is not', (origin) => {
  expect(get({ ...ours, origin })).toMatchObject({ status: 403 });
  expect(post({ ...allowed, origin })).toMatchObject({ status: 403 });
});

test('another site cannot ask in the user’s name, but may link to the page', () => {
  const cross = { ...ours, 'sec-fetch-site': 'cross-site' };
  expect(get(cross)).toMatchObject({ status: 403 });
  expect(get({ ...ours, 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 });
  expect(get(cross, '/')).toMatchObject({ status: 403 });
  expect(get({ ...cross, 'sec-fetch-mode': 'navigate' }, '/')).toBeUndefined();
  expect(post({ ...allowed, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toMatchObject({
    status: 403,
  });
  for (const site of ['same-origin', 'none'])
    expect(get({ ...ours, 'sec-fetch-site': site })).toBeUndefined();
});

test('a change needs the token, and JSON that is short', () => {
  expect(post(allowed)).toBeUndefined();
  expect(post({ ...allowed, 'content-type': 'Application/JSON; charset=utf-8' })).toBeUndefined();
  for (const token of ['', 'the-toke', 'the-token2', 'The-token'])
    expect(post({ ...allowed, 'x-token': token })).toMatchObject({
      status: 403,
      message: expect.stringContaining('Open the address that the terminal shows.'),
    });
  const { 'x-token': _, ...without } = allowed;
  expect(post(without)).toMatchObject({ status: 403 });
  for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
    expect(post({ 'x-token': us.token, ...(type && { 'content-type': type }) })).toMatchObject({
      status: 415,
    });
  expect(post({ ...allowed, 'content-length': '1001' })).toMatchObject({ status: 413 });
});

test('what somebody sent is quoted in one line, shortened, and without what a terminal would obey', () => {
  const { message } = get({ host: `a\n\x1b[2J\x9b1mb${'c'.repeat(5_000)}` }) ?? { message: '' };
  expect(message).toContain('"a??[2J?1mbccc');
  expect(message.length).toBeLessThan(300);
});
