import * as v from 'valibot';
import {
  AuthenticationError,
  ConfigurationError,
  NetworkError,
  PermissionError,
  ProtocolError,
  RateLimitError,
} from '../../lib/errors';
import { get } from '../../lib/http';
import { number, parsed, parsedJson } from '../../lib/schema';
import type { NeonApi } from '../target';

/** Milliseconds since the epoch; undefined if it is not a time. */
const time = v.fallback(v.optional(v.pipe(v.string(), v.transform(Date.parse), v.number())), undefined);

/**
 * The fields of a Neon endpoint that decide whether to connect (OpenAPI of @neondatabase/api-client 2.7.3). Only `id`
 * is required: a field that the API drops, or a state that it adds, must not stop the monitoring.
 */
const endpointSchema = v.pipe(
  v.object({
    id: v.string(),
    type: v.fallback(v.string(), ''),
    current_state: v.fallback(v.picklist(['init', 'active', 'idle', 'unknown']), 'unknown'),
    pending_state: v.fallback(v.optional(v.string()), undefined),
    disabled: v.fallback(v.boolean(), false),
    last_active: time,
    started_at: time,
    suspend_timeout_seconds: v.fallback(v.number(), 0),
    autoscaling_limit_max_cu: v.fallback(v.optional(v.pipe(number, v.gtValue(0))), undefined),
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
    /** How many compute units it may scale up to. */
    mostUnits: endpoint.autoscaling_limit_max_cu,
  })),
  v.readonly(),
);
/** One that cannot be read is left out: it may be another endpoint of the project. */
const listingSchema = v.object({
  endpoints: v.pipe(
    v.array(v.unknown()),
    v.transform((all) => all.flatMap((one) => parsed(endpointSchema, one) ?? [])),
  ),
});

export type Endpoint = v.InferOutput<typeof endpointSchema>;

const figure = v.fallback(v.optional(number), undefined);
const figures = {
  compute_time_seconds: figure,
  active_time_seconds: figure,
  written_data_bytes: figure,
  data_transfer_bytes: figure,
};
/** What a project has used since its period began, and its quotas (the same OpenAPI). */
const projectSchema = v.object({
  project: v.object({
    ...figures,
    settings: v.fallback(
      v.optional(v.object({ quota: v.fallback(v.optional(v.object(figures)), undefined) })),
      undefined,
    ),
    owner: v.fallback(v.optional(v.object({ subscription_type: v.string() })), undefined),
    consumption_period_end: v.fallback(v.optional(v.string()), undefined),
  }),
});

export type Project = v.InferOutput<typeof projectSchema>['project'];

/**
 * Lists the endpoints of the project. The control plane responds; no compute is woken.
 * @throws {MonitoringError} of the class that fits the cause
 */
export function listEndpoints(api: NeonApi, ms: number): Promise<Endpoint[]> {
  return ask(api, '/endpoints', ms, parseEndpoints, 'a list of endpoints');
}

/**
 * What the project has used, and its quotas. No compute is woken.
 * @throws {MonitoringError} of the class that fits the cause
 */
export function getProject(api: NeonApi, ms: number): Promise<Project> {
  return ask(api, '', ms, (body) => parsedJson(projectSchema, body)?.project, 'a project');
}

/** @param what the response should be */
async function ask<T>(
  api: NeonApi,
  path: string,
  ms: number,
  parse: (body: string) => T | undefined,
  what: string,
): Promise<T> {
  const { status, body } = await get(`${api.url}/projects/${encodeURIComponent(api.projectId)}${path}`, {
    token: api.key,
    ms,
    service: 'The Neon API',
  });
  if (status === 401)
    throw new AuthenticationError('The Neon API rejected NEON_API_KEY: create a new key and store it.');
  if (status === 403)
    throw new PermissionError('NEON_API_KEY has no access to this project: create a key that has.');
  if (status === 404)
    throw new ConfigurationError(
      'The Neon API has no such project: check NEON_PROJECT_ID, and that the key belongs to its organization.',
    );
  if (status === 429) throw new RateLimitError('The Neon API is limiting requests (429).', true);
  // 423: an operation on the project is under way.
  if (status === 423 || status >= 500)
    throw new NetworkError(`The Neon API answered ${status}: see neonstatus.com.`, true);
  const read = status === 200 ? parse(body) : undefined;
  if (!read) throw new ProtocolError(`The Neon API answered ${status} with something that is not ${what}.`);
  return read;
}

/** Reads the response of `GET /projects/{id}/endpoints`; undefined if it is not one. */
export function parseEndpoints(body: string): Endpoint[] | undefined {
  return parsedJson(listingSchema, body)?.endpoints;
}
