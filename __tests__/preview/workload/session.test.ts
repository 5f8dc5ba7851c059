import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Session } from '../../../preview/workload/session';

/** Accepts connections, and never says anything: a server that is about to stop, or that swaps. */
let mute: Server;
beforeAll(async () => {
  mute = createServer((socket) => socket.on('error', () => {}).resume());
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
});
afterAll(() => new Promise((resolve) => mute.close(resolve)));

test('a statement whose session is closed while it is being opened fails, and is not waited for', async () => {
  const { port } = mute.address() as AddressInfo;
  const session = new Session(`postgresql://shop:x@127.0.0.1:${port}/shop`, 'visitor');
  const accepted = once(mute, 'connection');
  const statement = session.query('SELECT 1');
  await accepted;
  await session.close();
  await expect(statement).rejects.toThrow('the session has ended');
  await expect(session.query('SELECT 1')).rejects.toThrow('has been closed');
});
