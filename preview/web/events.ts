import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Hub } from './hub';

/** Pages that may be connected at once. Each holds a socket, and a compressor of about 100 kB. */
export const MOST_PAGES = 100;
/** A comment now and then, so that neither side takes silence for the end of the connection. */
const HEARTBEAT_MS = 15_000;
/** How soon a page tries again after the connection has ended. */
const RETRY_MS = 1_000;

export interface Patience {
  /** How long a page may leave unread what it was sent. Longer than a browser stops a tab for; it can always reconnect. */
  readonly unreadMs: number;
  /** How many messages may wait meanwhile. */
  readonly unread: number;
}
const patience: Patience = { unreadMs: 30_000, unread: 100 };

/**
 * Sends a snapshot and then every message, as server-sent events. A page that does not read is disconnected, so that what
 * waits for it is bounded; when it reads again, it reconnects by itself and gets a new snapshot.
 * @param compressed whether the page understands gzip
 */
export function sendEvents(
  response: ServerResponse,
  hub: Hub,
  compressed: boolean,
  { unreadMs, unread }: Patience = patience,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    ...(compressed && { 'content-encoding': 'gzip' }),
  });
  // The fastest level: the snapshot should be read by now, not be a little smaller.
  const gzip = compressed ? createGzip({ level: 1, memLevel: 7 }) : undefined;
  gzip?.pipe(response);
  const stream: Writable = gzip ?? response;

  let since: number | undefined;
  let waiting = 0;
  const send = (text: Buffer | string): void => {
    if (since !== undefined && (++waiting > unread || performance.now() - since > unreadMs)) {
      response.destroy();
      return;
    }
    if (!stream.write(text)) since ??= performance.now();
    gzip?.flush(constants.Z_SYNC_FLUSH);
  };
  stream.on('drain', () => {
    since = undefined;
    waiting = 0;
  });

  const timer = setInterval(() => send(':\n\n'), Math.min(HEARTBEAT_MS, unreadMs));
  let disconnect: (() => void) | undefined;
  response.on('close', () => {
    clearInterval(timer);
    disconnect?.();
    gzip?.destroy();
  });
  send(`retry: ${RETRY_MS}\n\n`);
  disconnect = hub.connect(send);
}
