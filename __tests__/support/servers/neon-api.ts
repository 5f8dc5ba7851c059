import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { listen } from './listen';

/** The Neon API on loopback: one project, and the list of its endpoints. */
export interface NeonApiServer {
  readonly url: string;
  readonly port: number;
  /** The fields of its only endpoint, as in the API; anything but an object makes it respond with a failure. */
  endpoint: Record<string, unknown> | undefined;
  /** Endpoints that it lists besides. */
  others: readonly Record<string, unknown>[];
  /** The fields of the project, as in the API; undefined makes it respond with a failure. */
  project: Record<string, unknown> | undefined;
  /** If set, responds instead. */
  fault: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly asked: string[];
  stop(): Promise<void>;
}

/** @param tls PEM texts; if set, it uses HTTPS */
export async function startNeonApi(tls?: {
  readonly key: string;
  readonly cert: string;
}): Promise<NeonApiServer> {
  const take = (request: IncomingMessage, response: ServerResponse) => {
    api.asked.push(String(request.url));
    if (api.fault) api.fault(request, response);
    else if (!request.url?.endsWith('/endpoints'))
      response.writeHead(api.project ? 200 : 500).end(JSON.stringify({ project: api.project }));
    else if (api.endpoint)
      response.end(
        JSON.stringify({
          endpoints: [{ id: 'ep-cool-1', type: 'read_write', ...api.endpoint }, ...api.others],
        }),
      );
    else response.writeHead(500).end();
  };
  const server = tls ? createTlsServer(tls, take) : createServer(take);
  const port = await listen(server);
  const api: NeonApiServer = {
    url: `http${tls ? 's' : ''}://127.0.0.1:${port}`,
    port,
    endpoint: undefined,
    others: [],
    project: {},
    fault: undefined,
    asked: [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}
