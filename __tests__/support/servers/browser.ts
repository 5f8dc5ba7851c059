import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { Message } from '../../../preview/web/protocol';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request as it is: browsers and `fetch` do not let anybody set Host, Origin or Sec-Fetch-Site. */
function send(
  port: number,
  options: RequestOptions,
  body?: string | readonly string[],
): Promise<IncomingMessage> {
  const headers = { host: `localhost:${port}`, ...options.headers };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent: false, ...options, headers });
    asked.once('response', resolve).once('error', reject);
    if (typeof body === 'string') asked.end(body);
    else {
      // In chunks: without a length.
      for (const chunk of body ?? []) asked.write(chunk);
      asked.end();
    }
  });
}

/** A whole answer. */
export async function ask(
  port: number,
  options: RequestOptions = {},
  body?: string | readonly string[],
): Promise<Answer> {
  const response = await send(port, options, body);
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

/** A page that follows the events. */
export class Tab {
  readonly messages: Message[] = [];
  closed = false;
  private chunks: string[] = [];

  private constructor(readonly response: IncomingMessage) {
    const compressed = response.headers['content-encoding'] === 'gzip';
    const stream: Readable = compressed
      ? response.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }))
      : response;
    const close = () => {
      this.closed = true;
    };
    response.on('close', close).on('error', close);
    stream
      .on('error', close)
      .setEncoding('utf8')
      .on('data', (text: string) => this.read(text));
  }

  static async open(port: number, headers: IncomingHttpHeaders = {}): Promise<Tab> {
    return new Tab(await send(port, { path: '/api/events', headers }));
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }
  close(): void {
    this.response.destroy();
  }

  private read(text: string): void {
    this.chunks.push(text);
    // A snapshot has hundreds of chunks: they are joined once.
    if (!text.includes('\n')) return;
    const events = this.chunks.join('').split('\n\n');
    this.chunks = [events.pop() ?? ''];
    for (const event of events)
      if (event.startsWith('data: ')) this.messages.push(JSON.parse(event.slice('data: '.length)) as Message);
  }
}
