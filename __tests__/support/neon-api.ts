import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The Neon API on loopback: answers the listing of one project's endpoints. */
export interface NeonApiServer {
  readonly url: string;
  /** Fields of its one endpoint, as the API names them; anything but an object is answered as a failure. */
  endpoint: Record<string, unknown> | undefined;
  readonly asked: string[];
  stop(): Promise<void>;
}

export async function startNeonApi(): Promise<NeonApiServer> {
  const server = createServer((request, response) => {
    api.asked.push(String(request.url));
    if (api.endpoint)
      response.end(JSON.stringify({ endpoints: [{ id: 'ep-cool-1', type: 'read_write', ...api.endpoint }] }));
    else response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: NeonApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    endpoint: undefined,
    asked: [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}
