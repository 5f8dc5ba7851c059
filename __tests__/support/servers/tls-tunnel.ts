import { connect, createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { listen } from './listen';

/** A TLS server in front of a plain TCP server. It records what clients send. */
export interface TlsTunnel {
  readonly port: number;
  /** The behaviour for the next connections. */
  offer: SecureContextOptions;
  /** What clients sent before TLS started, and inside TLS. */
  readonly heard: { plain: string; secret: string };
  stop(): Promise<void>;
}

/**
 * @param backend the loopback port that receives the decrypted data
 * @param asks whether clients first request TLS with PostgreSQL's SSLRequest
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
