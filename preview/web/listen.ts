import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port of the page. A page that was left open finds the preview again after a restart, because it stays the same. */
export const USUAL_PORT = 8246;

/**
 * `localhost` is either of these, depending on the program that asks. Who listened on only one of them would leave the
 * other one to any program on this machine.
 */
const LOOPBACK = ['127.0.0.1', '::1'] as const;
/** This machine has no IPv6: nobody can listen there. */
const NO_IPV6: readonly (string | undefined)[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];
const ATTEMPTS = 20;

/** The servers of one port. */
export interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
}

/**
 * Listens on loopback only.
 * @param wanted the user's port; undefined: the usual one, or else any free one
 * @throws {Error} if the user's port cannot be used; it says what to do
 */
export async function listenOnLoopback(
  listener: RequestListener,
  wanted: number | undefined,
): Promise<Listening> {
  try {
    return await onPort(listener, wanted ?? USUAL_PORT);
  } catch (error) {
    if (wanted !== undefined) throw new Error(unusable(wanted, error));
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await onPort(listener, 0);
    } catch (error) {
      if (attempt === ATTEMPTS) throw new Error(`The page needs a free port: ${(error as Error).message}.`);
    }
  }
}

async function onPort(listener: RequestListener, port: number): Promise<Listening> {
  const servers: Server[] = [];
  try {
    for (const host of LOOPBACK) {
      const chosen = servers[0] ? portOf(servers[0]) : port;
      const server = await bound(listener, chosen, host).catch((error: NodeJS.ErrnoException) => {
        if (host === '::1' && NO_IPV6.includes(error.code)) return undefined;
        throw error;
      });
      if (server) servers.push(server);
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return { port: servers[0] ? portOf(servers[0]) : port, servers };
}

function bound(listener: RequestListener, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject).listen({ port, host, ipv6Only: true }, () => {
      server.removeListener('error', reject);
      resolve(server);
    });
  });
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function unusable(port: number, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const others = 'Use another one, or leave out --port: then a free one is taken.';
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken, perhaps by a preview that still runs in another terminal. ${others}`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. ${others}`;
  return `Port ${port} cannot be used: ${message}. ${others}`;
}
