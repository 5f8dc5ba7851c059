import { connect, createServer, type Server, type Socket } from 'node:net';
import { listen } from './listen';

/** A fault of a link, for every connection that is made while it lasts. */
export type LinkFault =
  /** Nobody listens. */
  | { readonly is: 'refused' }
  /** Accepts and never responds. */
  | { readonly is: 'silent' }
  /** Forwards this many bytes of the response, then stalls. */
  | { readonly is: 'stalls'; readonly after: number }
  /** Forwards this many bytes of the response, then closes. */
  | { readonly is: 'closes'; readonly after: number }
  /** The same, but with a reset (RST). */
  | { readonly is: 'resets'; readonly after: number }
  /** Responds with these bytes to any request. */
  | { readonly is: 'garbage'; readonly bytes: Buffer }
  /** Responds to requests instead of the server, and stays connected. */
  | { readonly is: 'scripted'; readonly answer: (asked: Buffer) => Buffer | string }
  /** Forwards one byte of the response at this interval in milliseconds. */
  | { readonly is: 'drips'; readonly ms: number };

const HOST = '127.0.0.1';

/** A TCP link on loopback to a server on loopback, which can be broken and repaired while in use. */
export class Link {
  readonly host = HOST;
  /** The number of response bytes on the last connection that ended without a fault. */
  answered = 0;
  /** The number of connections, and of bytes in each direction. */
  readonly carried = { connections: 0, asked: 0, answered: 0 };
  private fault: LinkFault | undefined;
  private server: Server = this.serve();
  private kept = 0;
  private readonly sockets = new Set<Socket>();
  private readonly clients = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(private to: readonly number[]) {}

  /** @param to the server's port; of several servers each connection gets the next one */
  static async open(...to: readonly number[]): Promise<Link> {
    const link = new Link(to);
    await link.listen(0);
    return link;
  }

  get port(): number {
    return this.kept;
  }

  /** Connections that clients have open now. */
  get held(): number {
    return [...this.clients].filter((socket) => !socket.destroyed && !socket.readableEnded).length;
  }

  /** Leads future connections to these servers, in turns. */
  lead(...to: readonly number[]): void {
    this.to = to;
  }

  /** Breaks the link for future connections. */
  async break(fault: LinkFault): Promise<void> {
    this.fault = fault;
    if (fault.is === 'refused') await this.close();
  }

  /** Repairs it; connections held by a fault are cut. */
  async mend(): Promise<void> {
    this.fault = undefined;
    this.cut();
    if (!this.server.listening) {
      this.server = this.serve();
      await this.listen(this.kept);
    }
  }

  async stop(): Promise<void> {
    this.cut();
    await this.close();
  }

  private serve(): Server {
    return createServer({ allowHalfOpen: true }, (client) => this.carry(client));
  }

  private async listen(port: number, tries = 100): Promise<void> {
    try {
      this.kept = await listen(this.server, port);
    } catch (error) {
      // While nobody listened, the system may have given the port to another connection.
      if (tries === 0 || (error as { code?: string }).code !== 'EADDRINUSE') throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await this.listen(port, tries - 1);
    }
  }

  private async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.cut();
    });
  }

  private cut(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => {}).once('close', () => this.sockets.delete(socket));
    return socket.setNoDelay();
  }

  private carry(client: Socket): void {
    this.keep(client);
    this.clients.add(client);
    client.once('close', () => this.clients.delete(client));
    this.carried.connections += 1;
    const { fault } = this;
    client.on('data', (chunk) => {
      this.carried.asked += chunk.length;
    });
    if (fault?.is === 'silent') return void client.once('end', () => client.destroy());
    if (fault?.is === 'garbage') return void client.once('data', () => client.end(fault.bytes));
    if (fault?.is === 'scripted') return void this.script(client, fault.answer);
    const to = this.to[(this.carried.connections - 1) % this.to.length] ?? 0;
    const server = this.keep(connect(to, HOST).unref());
    client.pipe(server);
    client.once('close', () => server.destroy());
    // A pipe that has lost its far end stops reading, and would not notice that the near end closes.
    server.once('close', () => client.resume());
    server.once('error', () => client.destroy());
    this.answer(client, server, fault);
  }

  private answer(client: Socket, server: Socket, fault: LinkFault | undefined): void {
    let sent = 0;
    const send = (bytes: Buffer) => {
      sent += bytes.length;
      this.carried.answered += bytes.length;
      client.write(bytes);
    };
    // A stalled or dripping connection does not even signal its end.
    if (fault?.is !== 'stalls' && fault?.is !== 'drips') server.once('end', () => client.end());
    client.once('close', () => {
      if (!fault) this.answered = sent;
    });
    if (fault?.is === 'drips') {
      this.drip(client, server, send, fault.ms);
      return;
    }
    server.on('data', (chunk: Buffer) => {
      if (!fault || !('after' in fault)) return send(chunk);
      const room = fault.after - sent;
      if (room > 0) send(chunk.subarray(0, room));
      if (chunk.length < room || fault.is === 'stalls') return;
      if (fault.is === 'resets') client.resetAndDestroy();
      else client.end();
    });
  }

  private script(client: Socket, answer: (asked: Buffer) => Buffer | string): void {
    client.on('data', (asked) => client.write(answer(asked)));
    client.once('end', () => client.end());
  }

  private drip(client: Socket, server: Socket, send: (bytes: Buffer) => void, ms: number): void {
    const waiting: number[] = [];
    server.on('data', (chunk: Buffer) => waiting.push(...chunk));
    const timer = setInterval(() => {
      const next = waiting.shift();
      if (next !== undefined) send(Buffer.of(next));
    }, ms).unref();
    this.timers.add(timer);
    // The server may finish long before the last byte is forwarded.
    client.once('close', () => {
      clearInterval(timer);
      this.timers.delete(timer);
    });
  }
}
