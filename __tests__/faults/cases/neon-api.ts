import type { IncomingMessage, ServerResponse } from 'node:http';
import { effects, type FaultCase } from '../case';
import { onServer } from '../causes';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const send =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

const json = (error: string) => JSON.stringify({ request_id: '1', code: '', message: error });
const notEndpoints =
  /ProtocolError: The Neon API answered 200 with something that is not a list of endpoints/;

const answers: readonly (readonly [fault: string, answer: Answer, says: RegExp, failedCalls: number])[] = [
  [
    '401',
    send(401, json('not authorized')),
    /AuthenticationError: The Neon API rejected NEON_API_KEY: create a new key/,
    1,
  ],
  ['403', send(403, json('forbidden')), /PermissionError: NEON_API_KEY has no access to this project/, 1],
  ['404', send(404, json('project not found')), /ConfigurationError: .*check NEON_PROJECT_ID/, 1],
  [
    '423',
    send(423, json('project already has running operations')),
    /NetworkError: The Neon API answered 423/,
    2,
  ],
  [
    '429, with Retry-After',
    send(429, json('rate limit'), { 'retry-after': '30' }),
    /RateLimitError: .*is limiting requests/,
    2,
  ],
  [
    '500',
    send(500, json('internal error')),
    /NetworkError: The Neon API answered 500: see neonstatus\.com/,
    2,
  ],
  ['503, HTML', send(503, '<html>Service Unavailable</html>'), /NetworkError: The Neon API answered 503/, 2],
  [
    '302, to a login page',
    send(302, '', { location: '/login' }),
    /ProtocolError: The Neon API answered 302/,
    1,
  ],
  ['200, HTML', send(200, '<html>Log in</html>'), notEndpoints, 1],
  ['200, empty', send(200), notEndpoints, 1],
  ['200, JSON that breaks off', send(200, '{"endpoints":[{"id":"ep-cool-1","current_'), notEndpoints, 1],
  ['200, JSON of another shape', send(200, '{"endpoints":{"id":"ep-cool-1"}}'), notEndpoints, 1],
  [
    '200, six megabytes',
    send(200, `{"endpoints":[]}${' '.repeat(6_000_000)}`),
    /ProtocolError: .*answered with more than 5000000 bytes/,
    1,
  ],
  [
    '200, an echo of the request, the key included',
    (response, request) => void response.end(JSON.stringify(request.headers)),
    notEndpoints,
    1,
  ],
];

/** What the Neon API may return. The database is monitored anyway. */
export const neonApi: readonly FaultCase[] = answers.map(([fault, answer, says, failedCalls]) => ({
  system: 'neonApi',
  fault: `answers ${fault}`,
  service: 'neon',
  breaks: onServer(
    async ({ api }) => {
      api.fault = (request, response) => answer(response, request);
    },
    ({ api }) => {
      api.fault = undefined;
    },
  ),
  sees: 'success',
  says,
  failedCalls,
  effect: { ...effects.none, without: ['ComputeActive'] },
}));
