import { get } from '../../../handlers/lib/http';
import { type OddServer, startOddServer } from '../../support/servers/odd-server';

/** Each collector's own tests cover what a status and a body mean; those for the Neon API are in neon/api.test.ts. */
let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.stop());
const answer = (text: string, end = true) => {
  server.script = (received, moves) =>
    moves === 0 && received.includes('\r\n\r\n') ? { write: Buffer.from(text), end } : undefined;
};
const ask = (ms = 20_000) =>
  get(`http://127.0.0.1:${server.port}/x`, { token: 'token', ms, service: 'The broker' });

test('a response is returned whatever its status', async () => {
  answer('HTTP/1.1 503 No\r\ncontent-length: 4\r\n\r\nbusy');
  expect(await ask()).toEqual({ status: 503, body: 'busy' });
});

test('one that is not HTTP, none at all, and one that never ends are errors that name the service and the host', async () => {
  const at = `The broker at 127.0.0.1:${server.port}`;
  answer('SSH-2.0\r\n');
  await expect(ask()).rejects.toThrow(`${at}: the response cannot be read`);
  answer('');
  await expect(ask()).rejects.toThrow(`${at}: the connection was closed before an answer`);
  answer('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nslow', false);
  await expect(ask(50)).rejects.toThrow(`${at}: no answer in time`);
});
