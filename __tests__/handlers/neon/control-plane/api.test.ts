import { createServer, type RequestListener, type Server } from 'node:http';
import fc from 'fast-check';
import { listEndpoints, parseEndpoints } from '../../../../handlers/neon/control-plane/api';
import { listen } from '../../../support/servers/listen';

const endpoint = {
  id: 'ep-cool-1',
  type: 'read_write',
  current_state: 'active',
  disabled: false,
  last_active: '2026-11-23T12:00:00Z',
  started_at: '2026-11-23T11:00:00Z',
  suspend_timeout_seconds: 0,
};

test('the fields that matter are read', () => {
  expect(
    parseEndpoints(JSON.stringify({ endpoints: [{ ...endpoint, pending_state: 'idle', more: 1 }] })),
  ).toEqual([
    {
      id: 'ep-cool-1',
      type: 'read_write',
      currentState: 'active',
      pendingState: 'idle',
      disabled: false,
      lastActive: Date.parse('2026-11-23T12:00:00Z'),
      startedAt: Date.parse('2026-11-23T11:00:00Z'),
      suspendTimeoutSeconds: 0,
    },
  ]);
});

test('anything else is not a list of endpoints', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      expect(parseEndpoints(body)).toBeUndefined();
    }),
  );
});

test('an endpoint of another form, or in a state that is not known, does not discard the others', () => {
  const listed = [null, { id: 7 }, { ...endpoint, id: 'ep-new-2', current_state: 'napping' }, endpoint];
  expect(parseEndpoints(JSON.stringify({ endpoints: listed }))).toMatchObject([
    { id: 'ep-new-2', currentState: 'unknown' },
    { id: 'ep-cool-1', currentState: 'active' },
  ]);
});

describe('over HTTP', () => {
  let server: Server;
  let port: number;
  let respond: RequestListener;
  const ask = (ms = 2_000) =>
    listEndpoints({ url: `http://127.0.0.1:${port}`, key: 'napi_secret', projectId: 'quiet sun' }, ms);
  beforeAll(async () => {
    server = createServer((request, response) => respond(request, response));
    port = await listen(server);
  });
  afterAll((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  test('the request has the project and the key', async () => {
    let asked = {};
    respond = ({ url, headers }, response) => {
      asked = { url, authorization: headers.authorization };
      response.end(JSON.stringify({ endpoints: [endpoint] }));
    };
    await expect(ask()).resolves.toHaveLength(1);
    expect(asked).toEqual({ url: '/projects/quiet%20sun/endpoints', authorization: 'Bearer napi_secret' });
  });

  test.each([
    [401, 'AuthenticationError', /create a new key/],
    [403, 'PermissionError', /has no access to this project/],
    [404, 'ConfigurationError', /check NEON_PROJECT_ID/],
    [423, 'NetworkError', /423/],
    [429, 'RateLimitError', /is limiting requests/],
    [503, 'NetworkError', /503/],
    [200, 'ProtocolError', /not a list of endpoints/],
  ])('%d is a %s', async (status, name, message) => {
    respond = (_, response) => response.writeHead(status).end('<html>');
    await expect(ask()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test.each<[string, RequestListener]>([
    ['never answers', () => {}],
    ['stops in the middle', (_, response) => void response.writeHead(200).write('{')],
    ['sends a byte now and then', (_, response) => void setInterval(() => response.write(' '), 20).unref()],
  ])('a server that %s times out', async (_, listener) => {
    respond = listener;
    await expect(ask(150)).rejects.toMatchObject({
      name: 'NetworkError',
      message: expect.stringMatching(/no answer in time/),
    });
  });

  test.each([301, 302, 307, 308])(
    'a redirection (%d) is not followed: the key goes nowhere else',
    async (status) => {
      const asked: unknown[] = [];
      const elsewhere = createServer((request, response) => {
        asked.push(request.url);
        response.end(JSON.stringify({ endpoints: [endpoint] }));
      });
      const location = `http://127.0.0.1:${await listen(elsewhere)}/`;
      respond = (_, response) => response.writeHead(status, { location }).end();
      await expect(ask()).rejects.toMatchObject({
        name: 'ProtocolError',
        message: expect.stringContaining(String(status)),
      });
      expect(asked).toEqual([]);
      await new Promise((resolve) => elsewhere.close(resolve));
    },
  );

  test('an endless response is cut off', async () => {
    let sent = 0;
    respond = (_, response) => {
      const pour = (): void => {
        sent += 100_000;
        if (!response.destroyed) response.write(Buffer.alloc(100_000, ' '), pour);
      };
      pour();
    };
    await expect(ask(10_000)).rejects.toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('answered with more than 5000000 bytes'),
    });
    expect(sent).toBeLessThan(50_000_000);
  });

  test('a truncated response is an error', async () => {
    respond = ({ socket }, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"endpoints":', () => socket.destroy());
    };
    await expect(ask()).rejects.toMatchObject({ name: 'NetworkError' });
  });
});
