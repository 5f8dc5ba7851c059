import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Link, type LinkFault } from './link';
import { listen } from './listen';
import { until } from './until';

const ANSWER = 'a whole answer';

let server: Server;
let link: Link;
beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) =>
    socket.on('error', () => {}).once('data', () => socket.end(ANSWER)),
  );
  link = await Link.open(await listen(server));
});
afterEach(() => link.mend());
afterAll(async () => {
  await link.stop();
  server.close();
});

interface Answer {
  text: string;
  end: string;
}
/** How long to watch a connection that should stay open. */
const STILL_MS = 200;

/** What a client has received a moment after the expected response, and how its connection has ended by then. */
async function ask(expected: (answer: Answer) => boolean): Promise<Answer> {
  const socket = connect(link.port, link.host);
  const answer = { text: '', end: 'open' };
  socket.on('data', (bytes) => (answer.text += bytes));
  socket.once('end', () => (answer.end = 'closed'));
  socket.once('error', (error: NodeJS.ErrnoException) => (answer.end = error.code ?? ''));
  socket.write('hello');
  await until(() => expected(answer), 10_000).catch(() => {});
  if (answer.end === 'open') await sleep(STILL_MS);
  socket.destroy();
  return answer;
}
const isWhole = ({ text, end }: Answer) => text === ANSWER && end === 'closed';

test('an intact link forwards data, and counts it', async () => {
  const before = { ...link.carried };
  expect(await ask(isWhole)).toEqual({ text: ANSWER, end: 'closed' });
  await until(() => link.held === 0);
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
  await link.break(fault);
  const answer = await ask((now) => now.text === text && now.end === end);
  expect(answer).toEqual({ text, end });
});

test('a dripping link forwards a byte from time to time', async () => {
  await link.break({ is: 'drips', ms: 40 });
  const { text, end } = await ask((now) => now.text.length > 0);
  expect(ANSWER.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThan(ANSWER.length);
  expect(end).toBe('open');
});

test.each<LinkFault>([{ is: 'refused' }, { is: 'silent' }])('%j can be repaired', async (fault) => {
  const { port } = link;
  await link.break(fault);
  await ask(() => true);
  await link.mend();
  expect(link.port).toBe(port);
  expect(await ask(isWhole)).toEqual({ text: ANSWER, end: 'closed' });
});

test('a connection stays open until its client closes it, even if the server does not', async () => {
  await link.break({ is: 'silent' });
  const socket = connect(link.port, link.host);
  await once(socket, 'connect');
  await until(() => link.held === 1);
  socket.destroy();
  await until(() => link.held === 0);
});
