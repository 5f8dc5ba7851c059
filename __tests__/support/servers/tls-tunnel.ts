import { connect, createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { listen } from './listen';

/** A TLS server in front of one that speaks plain TCP. It keeps what clients say. */
export interface TlsTunnel {
  readonly port: number;
  /** What the next connections are met with. */
  offer: SecureContextOptions;
  /** What clients said before TLS began, and inside of it. */
  readonly heard: { plain: string; secret: string };
  stop(): Promise<void>;
}

/**
 * @param backend the port on loopback that what is said inside TLS goes to
 * @param asks whether clients ask for TLS by PostgreSQL's SSLRequest first
 */
export async function startTlsTunnel(backend: number, asks = false): Promise<TlsTunnel> {
  const sockets = new Set<Socket>();
  const keep = <S extends Socket>(socket: S): S => {
    sockets.add(socket.on('error', () => {}));
    return socket;
  };
  const server = createServer((raw) => {
    keep(raw);
    const secure = () => {
      const inside = keep(
        new TLSSocket(raw, { isServer: true, secureContext: createSecureContext(tunnel.offer) }),
      );
      const behind = keep(connect(backend, '127.0.0.1').unref());
      inside.on('data', (data) => {
        tunnel.heard.secret += data.toString('latin1');
      });
      inside.pipe(behind).pipe(inside);
      inside.on('close', () => behind.destroy());
    };
    if (!asks) return secure();
    raw.once('data', (data) => {
      tunnel.heard.plain += data.toString('latin1');
      raw.write('S', secure);
    });
  });
  const port = await listen(server);
  const tunnel: TlsTunnel = {
    port,
    offer: {},
    heard: { plain: '', secret: '' },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return tunnel;
}
