import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector } from 'ioredis';
import { verifiedAs } from '../lib/tls';
import type { UpstashTarget } from './target';

/**
 * Connects as ioredis does, and says when the first byte is sent. ioredis tells of a connection over TLS only after the
 * handshake, which is most of what a new connection costs.
 * @param closeMs after which a socket that does not close is destroyed
 * @param opened is called when TCP is connected: over TLS, the handshake begins
 */
export function connectorFor(
  { host, port, tls }: Pick<UpstashTarget, 'host' | 'port' | 'tls'>,
  closeMs: number,
  opened: () => void,
) {
  return class extends AbstractConnector {
    constructor() {
      super(closeMs);
    }

    async connect(): Promise<Socket> {
      this.connecting = true;
      const stream = tls ? connectTls({ host, port, ...verifiedAs(host) }) : connectTcp({ host, port });
      this.stream = stream;
      stream.once('error', (error) => {
        this.firstError = error;
      });
      // On a socket of TLS this event is that of TCP, too.
      return stream.once('connect', opened);
    }
  };
}
