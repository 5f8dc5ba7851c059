import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Link, type LinkFault } from './link';

const ANSWER = 'a whole answer';

let server: Server;
let link: Link;
beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) =>
    socket.on('error', () => {}).once('data', () => socket.end(ANSWER)),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  link = await Link.open(typeof address === 'object' ? (address?.port ?? 0) : 0);
});
afterEach(() => link.mend());
afterAll(async () => {
  await link.stop();
  server.close();
});

/** What a client gets within 200 ms, and how its connection ends. */
async function ask(): Promise<{ text: string; end: string }> {
  const socket = connect(link.port, link.host);
  let [text, end] = ['', 'open'];
  socket.on('data', (bytes) => (text += bytes));
  socket.once('end', () => (end = 'closed'));
  socket.once('error', (error: NodeJS.ErrnoException) => (end = error.code ?? ''));
  socket.write('hello');
  for (let i = 0; i < 20 && end === 'open'; i++) await sleep(10);
  socket.destroy();
  return { text, end };
}
const broken = async (fault: LinkFault) => {
  await link.break(fault);
  return ask();
};

test('a whole link carries, and counts what it carries', async () => {
  const before = { ...link.carried };
  expect(await ask()).toEqual({ text: ANSWER, end: 'closed' });
  for (let i = 0; i < 20 && link.held > 0; i++) await sleep(10);
  expect(link.answered).toBe(ANSWER.length);
  expect(link.carried).toEqual({
    connections: before.connections + 1,
    asked: before.asked + 5,
    answered: before.answered + ANSWER.length,
  });
});

test.each<[LinkFault, string, string]>([
  [{ is: 'refused' }, '', 'ECONNREFUSED'],
  [{ is: 'silent' }, '', 'open'],
  [{ is: 'stalls', after: 7 }, 'a whole', 'open'],
  [{ is: 'stalls', after: 100 }, ANSWER, 'open'],
  [{ is: 'closes', after: 7 }, 'a whole', 'closed'],
  [{ is: 'closes', after: 0 }, '', 'closed'],
  [{ is: 'resets', after: 0 }, '', 'ECONNRESET'],
  [{ is: 'garbage', bytes: Buffer.from('?') }, '?', 'closed'],
  [{ is: 'scripted', answer: (asked) => `${asked}!` }, 'hello!', 'open'],
])('%j', async (fault, text, end) => {
  expect(await broken(fault)).toEqual({ text, end });
});

test('a link that drips lets a byte through now and then', async () => {
  const { text, end } = await broken({ is: 'drips', ms: 40 });
  expect(ANSWER.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThan(ANSWER.length);
  expect(end).toBe('open');
});

test.each<LinkFault>([{ is: 'refused' }, { is: 'silent' }])('%j is mended', async (fault) => {
  const { port } = link;
  await broken(fault);
  await link.mend();
  expect(link.port).toBe(port);
  expect(await ask()).toEqual({ text: ANSWER, end: 'closed' });
});

test('a connection is held until its client lets go, though the server does not', async () => {
  await link.break({ is: 'silent' });
  const socket = connect(link.port, link.host);
  await once(socket, 'connect');
  for (let i = 0; i < 20 && link.held === 0; i++) await sleep(10);
  expect(link.held).toBe(1);
  socket.destroy();
  for (let i = 0; i < 50 && link.held > 0; i++) await sleep(10);
  expect(link.held).toBe(0);
});
