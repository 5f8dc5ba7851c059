import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * Makes a server listen on loopback. Neither it nor its connections keep the process alive: a test that fails before it
 * stops its servers must not keep the whole run from ending.
 * @param port by default a free one
 * @returns the port
 */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  server.removeAllListeners('error').unref();
  // Before TLS or HTTP take over: this is the socket that the event loop waits for.
  server.on('connection', (socket: Socket) => socket.unref());
  return (server.address() as AddressInfo).port;
}
