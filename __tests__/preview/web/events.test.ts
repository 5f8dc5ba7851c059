import { connect, type Socket } from 'node:net';
import { assetsOf } from '../../../preview/web/assets';
import { MOST_PAGES, type Patience } from '../../../preview/web/events';
import { type About, Hub } from '../../../preview/web/hub';
import type { Run } from '../../../preview/web/protocol';
import { PageServer } from '../../../preview/web/server';
import { Tab } from '../../support/servers/browser';
import { until } from '../../support/servers/until';

const about: About = {
  ...{ version: 'v1', startedAt: 1, everySeconds: 3, chosen: 'production' },
  ...{ databases: [], environments: [], sicknesses: [] },
};
const patience = { unreadMs: 60_000, unread: 10 };
let hub: Hub;
let server: PageServer;
const serve = (how: Patience) => {
  const site = { assets: assetsOf('', ''), hub, actions: { set: () => false, checkUp: () => false } };
  return PageServer.start({ port: 0, site: Promise.resolve(site), patience: how });
};
beforeEach(async () => {
  hub = new Hub(about);
  server = await serve(patience);
});
afterEach(() => server.close());

/** A page that asks for events, and reads nothing of the answer. */
function sleeper(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /api/events HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  return socket;
}
/** More than the buffers of the operating system take. */
const large = (at: number): Run => ({
  ...{
    service: 'neon',
    at,
    durationMs: 1,
    warnings: ['x'.repeat(2_000_000)],
    absent: {},
    published: {},
    log: [],
  },
});

test('a page that does not read is disconnected; the others get everything', async () => {
  const { port } = server;
  const socket = sleeper(port);
  const reader = await Tab.open(port);
  await until(() => reader.messages.length === 1 && server.pagesConnected === 2);
  let sent = 0;
  await until(async () => {
    hub.run(large(++sent));
    await until(() => reader.messages.length === sent + 1);
    return server.pagesConnected === 1;
  });
  // The buffers of the operating system take a few; after that, no more wait than the limit.
  expect(sent).toBeLessThan(patience.unread + 10);
  expect(reader.closed).toBe(false);
  reader.close();
  socket.destroy();
  await until(() => server.pagesConnected === 0);
});

test('and so is one that has not read its snapshot for long, although nothing happens', async () => {
  for (let at = 0; at < 5; at++) hub.run(large(at));
  const impatient = await serve({ unreadMs: 200, unread: 1_000 });
  try {
    const socket = sleeper(impatient.port);
    await until(() => impatient.pagesConnected === 1);
    await until(() => impatient.pagesConnected === 0);
    socket.destroy();
  } finally {
    await impatient.close();
  }
});

test('a thousand tabs: some are served, the others are told why not, and a place that is free again is given', async () => {
  const { port } = server;
  const tabs = await Promise.all(Array.from({ length: 1_000 }, () => Tab.open(port)));
  const [served, refused] = [200, 503].map((status) => tabs.filter((tab) => tab.status === status));
  expect([served?.length, refused?.length]).toEqual([MOST_PAGES, 1_000 - MOST_PAGES]);
  hub.run({ ...large(1), warnings: [] });
  await until(() => served?.every(({ messages }) => messages.length === 2) === true);
  served?.[0]?.close();
  await until(() => server.pagesConnected === MOST_PAGES - 1);
  const one = await Tab.open(port);
  expect(one.status).toBe(200);
  expect([...server.notices]).toEqual([
    expect.stringContaining('100 pages are connected to the preview already. Close'),
  ]);
  for (const tab of [...tabs, one]) tab.close();
  await until(() => server.pagesConnected === 0);
});
