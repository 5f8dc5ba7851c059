import { connect, createServer, type Server } from 'node:net';
import { failOnUncaught } from '../../../handlers/lib/uncaught';
import { listen } from '../../support/servers/listen';

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((socket) => void socket.on('error', () => {}).end('hello'));
  port = await listen(server);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** A driver that throws in the handler of a socket's event, and ends a moment later. */
const visit = (throws: boolean) =>
  failOnUncaught(
    () =>
      new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('close', () => setImmediate(() => resolve('seen')));
        socket.on('data', () => {
          if (throws) throw new TypeError('x is not a function');
        });
      }),
  );

test('of calls at the same time, only the one whose socket it was fails', async () => {
  const [good, bad, other] = await Promise.allSettled([visit(false), visit(true), visit(false)]);
  expect([good, other]).toEqual([
    { status: 'fulfilled', value: 'seen' },
    { status: 'fulfilled', value: 'seen' },
  ]);
  expect(bad).toMatchObject({
    status: 'rejected',
    reason: { name: 'ProtocolError', message: expect.stringContaining('x is not a function') },
  });
});
