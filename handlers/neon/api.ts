import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import * as v from 'valibot';
import {
  AuthenticationError,
  ConfigurationError,
  MonitoringError,
  NetworkError,
  PermissionError,
  ProtocolError,
  RateLimitError,
} from '../lib/errors';
import { limitAnswer, networkError } from '../lib/network';
import { parsedJson } from '../lib/schema';
import { verified } from '../lib/tls';
import type { NeonApi } from './target';

/** Milliseconds since the epoch; undefined where it is no time. */
const time = v.fallback(v.optional(v.pipe(v.string(), v.transform(Date.parse), v.number())), undefined);

/**
 * The fields of a Neon endpoint that decide whether we connect (OpenAPI of @neondatabase/api-client 2.7.3). Only what
 * names it and its state must be there: a field that the API drops must not end the monitoring.
 */
const endpointSchema = v.pipe(
  v.object({
    id: v.string(),
    type: v.fallback(v.string(), ''),
    current_state: v.picklist(['init', 'active', 'idle']),
    pending_state: v.fallback(v.optional(v.string()), undefined),
    disabled: v.fallback(v.boolean(), false),
    last_active: time,
    started_at: time,
    suspend_timeout_seconds: v.fallback(v.number(), 0),
  }),
  v.transform((endpoint) => ({
    id: endpoint.id,
    type: endpoint.type,
    currentState: endpoint.current_state,
    pendingState: endpoint.pending_state,
    disabled: endpoint.disabled,
    /** Milliseconds since the epoch. */
    lastActive: endpoint.last_active,
    /** Milliseconds since the epoch. */
    startedAt: endpoint.started_at,
    /** 0: the default of 5 minutes; −1: never. */
    suspendTimeoutSeconds: endpoint.suspend_timeout_seconds,
  })),
  v.readonly(),
);
const listingSchema = v.object({ endpoints: v.array(endpointSchema) });

export type Endpoint = v.InferOutput<typeof endpointSchema>;

/**
 * Lists the endpoints of the project. The control plane answers; no compute is woken.
 * @throws {MonitoringError} of the class that fits the cause
 */
export async function listEndpoints(api: NeonApi, ms: number): Promise<Endpoint[]> {
  const { status, body } = await get(
    `${api.url}/projects/${encodeURIComponent(api.projectId)}/endpoints`,
    api.key,
    ms,
  );
  if (status === 401)
    throw new AuthenticationError('The Neon API refused NEON_API_KEY: create a new key and store it.');
  if (status === 403)
    throw new PermissionError('NEON_API_KEY may not read this project: create a key that may.');
  if (status === 404)
    throw new ConfigurationError(
      'The Neon API knows no such project: check NEON_PROJECT_ID, and that the key is of its organization.',
    );
  if (status === 429) throw new RateLimitError('The Neon API asks to come back later (429).', true);
  // 423: an operation on the project is under way.
  if (status === 423 || status >= 500)
    throw new NetworkError(`The Neon API answered ${status}: see neonstatus.com.`, true);
  const endpoints = status === 200 ? parseEndpoints(body) : undefined;
  if (!endpoints)
    throw new ProtocolError(
      `The Neon API answered ${status} with something that is not a list of endpoints.`,
    );
  return endpoints;
}

/** Reads the answer of `GET /projects/{id}/endpoints`; undefined when it is not one. */
export function parseEndpoints(body: string): Endpoint[] | undefined {
  return parsedJson(listingSchema, body)?.endpoints;
}

/** One GET on a connection of its own: nothing is left open when it ends, however it ends. */
function get(url: string, key: string, ms: number): Promise<{ status: number; body: string }> {
  const { host, protocol } = new URL(url);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        error instanceof MonitoringError
          ? error
          : (networkError(error, host, 'The Neon API') ??
              new ProtocolError(`The answer of the Neon API at ${host} cannot be read: ${error.message}`)),
      );
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      { ...verified, agent: false, headers: { accept: 'application/json', authorization: `Bearer ${key}` } },
      (response) => {
        limitAnswer(response, host, 'The Neon API');
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    // A deadline for the whole exchange, not for silence: a server that drips bytes is as dead as a silent one.
    // First the reason, then the end: a request that is destroyed says of itself only that it was.
    const timer = setTimeout(() => {
      fail(new Error(`timeout after ${ms} ms`));
      request.destroy();
    }, ms);
    request.on('error', fail);
    request.on('close', () => {
      clearTimeout(timer);
      // An answer that is none, such as 101, ends without response or error; after either this does nothing.
      fail(new Error('the connection was closed before an answer'));
    });
    request.end();
  });
}
