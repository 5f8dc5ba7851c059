import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Actions, act, actionAt } from './actions';
import type { Asset, Assets } from './assets';
import { MOST_PAGES, type Patience, sendEvents } from './events';
import { type Refusal, refusalOf } from './guard';
import type { Hub } from './hub';
import { type Listening, listenOnLoopback } from './listen';
import { paths } from './protocol';

/** What the server shows. */
export interface Site {
  readonly assets: Assets;
  readonly hub: Hub;
  readonly actions: Actions;
}

/** On every answer. The page's script and style are files of this server, and nothing else is loaded or run. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Refused requests that the terminal tells about: one text each. */
const MOST_NOTICES = 3;

export interface PageServerOptions {
  /** The user's port; undefined: the usual one, or else any free one. */
  readonly port: number | undefined;
  /** Requests wait for it. */
  readonly site: Promise<Site>;
  readonly patience?: Patience;
}

/** Serves the page on loopback. */
export class PageServer {
  /** Needed by everything that changes something; a new one at every start. */
  readonly token = randomBytes(16).toString('base64url');
  /** What was refused, for the terminal. */
  readonly notices = new Set<string>();
  private listening: Listening = { port: 0, servers: [] };
  private pages = 0;

  private constructor(private readonly options: PageServerOptions) {}

  /** @throws {Error} if the user's port cannot be used; it says what to do */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options);
    server.listening = await listenOnLoopback(
      (request, response) => void server.handle(request, response),
      options.port,
    );
    return server;
  }

  get port(): number {
    return this.listening.port;
  }

  /** Browsers do not send what is after `#`: the token gets into no log. */
  get address(): string {
    return `http://localhost:${this.port}/#token=${this.token}`;
  }

  /** The number of pages that get events. */
  get pagesConnected(): number {
    return this.pages;
  }

  async close(): Promise<void> {
    for (const server of this.listening.servers) server.closeAllConnections();
    await Promise.all(
      this.listening.servers.map((server) => new Promise((resolve) => server.close(resolve))),
    );
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    try {
      await this.answer(request, response);
    } catch (error) {
      if (!response.headersSent) say(response, { status: 500, message: (error as Error).message });
      else response.destroy();
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers: sent } = request;
    const [path = '/'] = (request.url ?? '/').split('?');
    const refusal = refusalOf({ method, path, headers: sent }, { port: this.port, token: this.token });
    if (refusal) return this.refuse(response, refusal);
    const site = await this.options.site;
    const action = actionAt(path);
    const asset = site.assets.byPath.get(path);
    const allowed = action ? ['POST'] : ['GET', 'HEAD'];
    if (!action && path !== paths.events && !asset)
      return say(response, {
        status: 404,
        message: `The preview has no ${path.slice(0, 100)}. Its page is at /.`,
      });
    if (!allowed.includes(method)) {
      response.setHeader('allow', allowed.join(', '));
      return say(response, { status: 405, message: `Use ${allowed.join(' or ')} here, not ${method}.` });
    }
    const compressed = /\bgzip\b/.test(String(sent['accept-encoding'] ?? ''));
    if (asset) return sendAsset(response, asset, { compressed, head: method === 'HEAD' });
    if (action) {
      const refused = await act(action, request, site.actions);
      if (refused) return say(response, refused);
      response.writeHead(204).end();
      return;
    }
    return this.sendEvents(response, site.hub, compressed, method);
  }

  private sendEvents(response: ServerResponse, hub: Hub, compressed: boolean, method: string): void {
    if (this.pages >= MOST_PAGES) {
      const message = `${MOST_PAGES} pages are connected to the preview already. Close some of them and reload this one.`;
      this.refuse(response, { status: 503, message });
      return;
    }
    if (method === 'HEAD') {
      response.writeHead(200).end();
      return;
    }
    this.pages++;
    response.on('close', () => this.pages--);
    sendEvents(response, hub, compressed, this.options.patience);
  }

  private refuse(response: ServerResponse, refusal: Refusal): void {
    if (this.notices.size < MOST_NOTICES)
      this.notices.add(`The page’s server refused a request: ${refusal.message}`);
    // The rest of what it sends is not read.
    response.setHeader('connection', 'close');
    say(response, refusal);
  }
}

function sendAsset(
  response: ServerResponse,
  { type, body, gzip, lasting }: Asset,
  { compressed, head }: { compressed: boolean; head: boolean },
): void {
  const content = compressed ? gzip : body;
  response.writeHead(200, {
    'content-type': type,
    'content-length': content.length,
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    ...(compressed && { 'content-encoding': 'gzip' }),
  });
  response.end(head ? undefined : content);
}

/** The page shows the message; who opens the address by hand sees it as text. */
function say(response: ServerResponse, { status, message }: Refusal): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${JSON.stringify({ message })}\n`);
}
