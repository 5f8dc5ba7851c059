import { createServer } from 'node:net';
import { stop } from 'esbuild';
import { assetsOf, bundlePage } from '../../../preview/web/assets';
import { type About, Hub } from '../../../preview/web/hub';
import type { Run } from '../../../preview/web/protocol';
import { PageServer, type Site } from '../../../preview/web/server';
import { ask, Tab } from '../../support/servers/browser';
import { listen } from '../../support/servers/listen';
import { until } from '../../support/servers/until';

const about: About = {
  ...{ version: 'v1', startedAt: 1, everySeconds: 3, chosen: 'production' },
  ...{ databases: [], environments: [], sicknesses: [] },
};
const run = (at: number): Run => ({
  ...{ service: 'neon', at, durationMs: 1, warnings: [], absent: {}, published: {}, log: [] },
});

/** What was asked to become sick, or to heal. */
let asked: [id: string, sick: boolean][];
/** The services that were asked for a check-up. */
let checked: string[];
const servers: PageServer[] = [];
afterAll(stop);
const siteOf = (hub: Hub): Site => ({
  assets: assetsOf('console.log("page")', 'body { color: red }'),
  hub,
  actions: {
    set(id, sick) {
      if (id === 'leak') asked.push([id, sick]);
      return id === 'leak';
    },
    checkUp(service) {
      if (service === 'neon') checked.push(service);
      return service === 'neon';
    },
  },
});

async function serve(hub = new Hub(about), port = 0): Promise<PageServer> {
  const server = await PageServer.start({ port, site: Promise.resolve(siteOf(hub)) });
  servers.push(server);
  return server;
}
beforeEach(() => {
  asked = [];
  checked = [];
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const text = ({ body }: { body: Buffer }) => body.toString();

test('the page, its script and its style; what has a hash in its name may be kept for ever', async () => {
  const { port } = await serve();
  const page = await ask(port, { path: '/' });
  expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-cache']);
  expect(text(page)).toMatch(/<html lang="en">.*<div id="page"><\/div>.*<noscript>/s);
  const [, style = ''] = /href="(\/assets\/[^"]+\.css)"/.exec(text(page)) ?? [];
  const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(text(page)) ?? [];
  const js = await ask(port, { path: script });
  expect([js.status, js.headers['content-type'], text(js)]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'console.log("page")',
  ]);
  expect(js.headers['cache-control']).toContain('immutable');
  const css = await ask(port, { path: style, headers: { 'accept-encoding': 'br, gzip' } });
  expect([css.status, css.headers['content-encoding'], css.headers['content-type']]).toEqual([
    200,
    'gzip',
    'text/css; charset=utf-8',
  ]);
  const head = await ask(port, { path: '/', method: 'HEAD' });
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
    200,
    `${page.body.length}`,
    0,
  ]);
  expect((await ask(port, { path: '/icon.svg' })).headers['content-type']).toBe('image/svg+xml');
});

test('every answer has the headers that keep other pages out, and none lets them in', async () => {
  const { port } = await serve();
  const answers = await Promise.all([
    ask(port, { path: '/' }),
    ask(port, { path: '/missing' }),
    ask(port, { path: '/', headers: { host: 'evil.example' } }),
    ask(port, { path: '/api/events', method: 'HEAD' }),
    ask(port, { path: '/api/sicknesses/leak', method: 'POST' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 421, 200, 403]);
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('a click needs the token; what is wrong with a request is said', async () => {
  const server = await serve();
  const { port, token } = server;
  const click = (id: string, body: string | readonly string[], headers = {}) =>
    ask(
      port,
      {
        method: 'POST',
        path: `/api/sicknesses/${id}`,
        headers: { 'content-type': 'application/json', 'x-token': token, ...headers },
      },
      body,
    );
  expect((await click('leak', '{"sick": true}')).status).toBe(204);
  expect((await click('leak', '{"sick": false}')).status).toBe(204);
  expect(asked).toEqual([
    ['leak', true],
    ['leak', false],
  ]);
  const refused = await Promise.all([
    click('leak', '{"sick": true}', { 'x-token': 'wrong' }),
    click('leak', '{"sick": true}', { origin: 'http://evil.example' }),
    click('leak', '{"sick": true}', { 'content-type': 'text/plain' }),
    click('leak', '{"sick": "yes"}'),
    click('leak', 'sick'),
    click('leak', 'null'),
    click('leak', ['{"sick": true', ' '.repeat(2_000), '}']),
    click('flu', '{"sick": true}'),
    ask(port, { path: '/api/sicknesses/leak' }),
    ask(port, { method: 'DELETE', path: '/' }),
    ask(port, {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json', 'x-token': token },
    }),
    ask(port, { path: '/../package.json' }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([
    403, 403, 415, 400, 400, 400, 400, 404, 405, 405, 405, 404,
  ]);
  for (const { body } of refused)
    expect(JSON.parse(body.toString())).toEqual({ message: expect.stringMatching(/\.$/) });
  expect(refused[8]?.headers.allow).toBe('POST');
  expect(asked).toHaveLength(2);
  const checkUp = (service: string, body: string, headers = {}) =>
    ask(
      port,
      {
        method: 'POST',
        path: `/api/checkups/${service}`,
        headers: { 'content-type': 'application/json', 'x-token': token, ...headers },
      },
      body,
    );
  const checks = [
    await checkUp('neon', '{}'),
    await checkUp('neon', '{}', { 'x-token': 'wrong' }),
    await checkUp('neon', '{}', { 'sec-fetch-site': 'cross-site' }),
    await checkUp('neon', 'now'),
    await checkUp('oracle', '{}'),
    await ask(port, { path: '/api/checkups/neon' }),
  ];
  expect(checks.map(({ status }) => status)).toEqual([204, 403, 403, 400, 404, 405]);
  expect(checked).toEqual(['neon']);
  // The terminal says each once, and not without end.
  expect([...server.notices].filter((notice) => notice.includes('token'))).toHaveLength(1);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => ask(port, { headers: { host: `evil${i}.example` } })),
  );
  expect(server.notices.size).toBe(3);
});

test.each([['gzip'], ['identity']])('events (%s): a snapshot, and then what happens', async (encoding) => {
  const hub = new Hub(about);
  hub.run(run(1));
  const { port } = await serve(hub);
  const tab = await Tab.open(port, { 'accept-encoding': encoding });
  expect(tab.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  await until(() => tab.messages.length === 1);
  hub.run(run(2));
  hub.sickness({ id: 'leak', state: 'sick' });
  const checkup = { id: 'neon', running: false, made: { at: 2, findings: [] } };
  hub.checkup({ id: 'neon', running: true });
  hub.checkup(checkup);
  await until(() => tab.messages.length === 5);
  expect(tab.messages).toEqual([
    { type: 'snapshot', ...about, runs: [run(1)], changes: [], sick: [], checkups: [], problems: [] },
    { type: 'run', ...run(2) },
    { type: 'sickness', id: 'leak', state: 'sick' },
    { type: 'checkup', id: 'neon', running: true },
    { type: 'checkup', ...checkup },
  ]);
  const later = await Tab.open(port);
  await until(() => later.messages.length === 1);
  expect(later.messages[0]).toMatchObject({
    runs: [run(1), run(2)],
    sick: [{ id: 'leak', state: 'sick' }],
    checkups: [checkup],
  });
  for (const one of [tab, later]) one.close();
});

test('who asks before there is anything to show waits', async () => {
  let show: (site: Site) => void = () => {};
  const site = new Promise<Site>((resolve) => {
    show = resolve;
  });
  const server = await PageServer.start({ port: 0, site });
  servers.push(server);
  const page = ask(server.port, { path: '/' });
  // What is refused is refused at once.
  expect((await ask(server.port, { headers: { host: 'evil.example' } })).status).toBe(421);
  show(siteOf(new Hub(about)));
  expect((await page).status).toBe(200);
});

test('after a restart on the same port, a page that was left open gets what is new, but may change nothing', async () => {
  const before = await serve();
  const { port } = before;
  const tab = await Tab.open(port);
  await until(() => tab.messages.length === 1);
  await before.close();
  await until(() => tab.closed);
  const after = await serve(new Hub({ ...about, version: 'v2', startedAt: 2 }), port);
  expect(after.port).toBe(port);
  const again = await Tab.open(port);
  await until(() => again.messages.length === 1);
  expect(again.messages[0]).toMatchObject({ version: 'v2', startedAt: 2 });
  again.close();
  const headers = { 'content-type': 'application/json', 'x-token': before.token };
  const old = await ask(port, { method: 'POST', path: '/api/sicknesses/leak', headers }, '{"sick": true}');
  expect([old.status, text(old)]).toEqual([403, expect.stringContaining('before the preview was restarted')]);
});

test('a port that is taken: the user’s is an error that says what to do, the usual one is not', async () => {
  const other = createServer();
  const taken = await listen(other);
  await expect(serve(undefined, taken)).rejects.toThrow(
    `Port ${taken} is taken, perhaps by a preview that still runs in another terminal. Use another one, or leave out --port`,
  );
  other.close();
  // Whether the usual port is free on this machine or not: the second one gets another.
  const start = () => PageServer.start({ port: undefined, site: Promise.resolve(siteOf(new Hub(about))) });
  const [first, second] = [await start(), await start()];
  servers.push(first, second);
  expect(first.port).not.toBe(second.port);
  expect(second.address).toBe(`http://localhost:${second.port}/#token=${second.token}`);
  expect((await ask(second.port, { path: '/' })).status).toBe(200);
});

test('the page’s own sources become a script and a style, with that of the charts', async () => {
  const { version, byPath } = await bundlePage();
  const paths = [...byPath.keys()];
  expect(version).toMatch(/^[0-9a-f]{12}$/);
  expect(paths[0]).toBe('/');
  expect(paths.slice(-2)).toEqual([expect.stringMatching(/\.js$/), expect.stringMatching(/\.css$/)]);
  expect(byPath.get(paths.at(-1) ?? '')?.body.toString()).toContain('.uplot');
  const sizes = [...byPath.values()].map(({ gzip }) => gzip.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
});
