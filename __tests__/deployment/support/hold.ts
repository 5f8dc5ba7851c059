import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../support/servers/listen';
import type { Call } from './actions';

/** What a call is told by: method, path and body, such as `POST / Action=PutMetricAlarm&…`. */
type Matches = (call: string) => boolean;

/** The emulator behind a proxy that can hold calls back, so that a deployment stands still at a known moment. */
export interface Holder {
  readonly url: string;
  /** All that it was asked. */
  readonly calls: readonly Call[];
  /** Holds the calls that match from now on. @returns when so many of them wait */
  hold(matches: Matches, calls?: number): Promise<void>;
  /** Lets all calls through. */
  release(): void;
  close(): Promise<void>;
}

export async function startHolder(target: string): Promise<Holder> {
  const calls: Call[] = [];
  let matches: Matches = () => false;
  let arrived = () => {};
  let enough = 1;
  let waiting: (() => void)[] = [];
  const answer = async (from: IncomingMessage, to: ServerResponse) => {
    const body = await buffer(from);
    const { method = '', url = '', headers } = from;
    const { authorization = '' } = headers;
    const operation = String(headers['x-amz-target'] ?? '');
    calls.push({ method, path: url, target: operation, authorization, body: body.toString('latin1') });
    if (matches(`${method} ${url} ${operation} ${body.toString('latin1')}`)) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length >= enough) arrived();
      });
      // Whoever gave up meanwhile has not called at all.
      if (to.destroyed) return;
    }
    const out = request(`${target}${url}`, { method, headers }, (response) => {
      to.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(to);
    });
    out.on('error', () => to.destroy());
    out.end(body);
  };
  const server = createServer((from, to) => void answer(from, to).catch(() => to.destroy()));
  const port = await listen(server);
  const release = () => {
    matches = () => false;
    for (const go of waiting) go();
    waiting = [];
  };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    hold: (which, calls = 1) =>
      new Promise((resolve) => {
        [matches, enough, arrived] = [which, calls, resolve];
      }),
    release,
    close: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
