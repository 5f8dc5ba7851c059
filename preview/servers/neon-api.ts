import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freshPassword } from './place';

/** What the control plane says of the compute: it runs, is suspended, or cannot start for lack of quota. */
export type Compute = 'active' | 'asleep' | 'used up';

/** A project with one compute, as the control plane sees it. */
export interface NeonProject {
  readonly id: string;
  compute: Compute;
  /** The share of the compute time that is used, 0 to 1. */
  used: number;
  /**
   * Lets a compute that runs sleep until somebody asks what is used, as collectors do when it has fallen asleep. It is over when
   * they have seen that it runs again: before, they would not ask the next time.
   */
  nap(): Promise<void>;
}

/** A stand-in for the Neon API, for embedded PostgreSQLs, which have no control plane. */
export interface NeonApi {
  /** Where the collector asks, with this key. */
  readonly url: string;
  readonly key: string;
  readonly projects: readonly NeonProject[];
  stop(): Promise<void>;
}

const HOUR_S = 3_600;
const HOUR_MS = HOUR_S * 1_000;
/** Of the Free plan: 100 hours of compute. */
const QUOTA_S = 100 * HOUR_S;
const USED = 0.07;
/** Compute units. */
const MOST_UNITS = 4;

const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();

/**
 * The fields of an endpoint and a project that collectors read, in the shapes of Neon's OpenAPI
 * (@neondatabase/api-client 2.7.3). While the compute runs, it does not scale to zero: the collector connects on every visit.
 */
const endpointOf = (project: string, compute: Compute) => ({
  id: `ep-${project}`,
  project_id: project,
  type: 'read_write',
  disabled: false,
  autoscaling_limit_min_cu: 0.25,
  autoscaling_limit_max_cu: MOST_UNITS,
  suspend_timeout_seconds: compute === 'active' ? -1 : 0,
  current_state: compute === 'active' ? 'active' : 'idle',
  last_active: inTime(compute === 'active' ? 0 : -HOUR_MS),
});
const projectOf = (id: string, compute: Compute, used: number) => ({
  id,
  compute_time_seconds: QUOTA_S * (compute === 'used up' ? 1 : used),
  settings: { quota: { compute_time_seconds: QUOTA_S } },
  consumption_period_end: inTime(24 * HOUR_MS),
});

/** What a project answers, by path. */
type Answers = Readonly<Record<string, () => object>>;

function openProject(id: string): { readonly project: NeonProject; readonly answers: Answers } {
  let told: Compute = 'active';
  let nap: { seen(): void } | undefined;
  const project: NeonProject = {
    id,
    compute: 'active',
    used: USED,
    nap: () =>
      new Promise((seen) => {
        project.compute = 'asleep';
        nap = { seen };
      }),
  };
  /** From one state to another, a compute has run in between: that is when it used up its quota, or got a new one. */
  const tell = (): Compute => {
    told = told === 'active' || told === project.compute ? project.compute : 'active';
    if (told === 'active' && project.compute !== 'asleep') {
      nap?.seen();
      nap = undefined;
    }
    return told;
  };
  const answers: Answers = {
    [`/projects/${id}/endpoints`]: () => ({ endpoints: [endpointOf(id, tell())] }),
    [`/projects/${id}`]: () => {
      const answer = projectOf(id, told, project.used);
      if (nap && project.compute === 'asleep') project.compute = 'active';
      return { project: answer };
    },
  };
  return { project, answers };
}

/**
 * Starts it on a free port of loopback, only for those who have its key.
 * @param ids of its projects: small letters, digits and hyphens
 */
export async function startNeonApi(ids: readonly string[]): Promise<NeonApi> {
  const key = freshPassword();
  const opened = ids.map(openProject);
  const answers: Answers = Object.assign({}, ...opened.map((one) => one.answers));
  const server = createServer(({ url = '', headers }: IncomingMessage, response: ServerResponse) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const answer = answers[url];
    if (headers.authorization !== `Bearer ${key}`) reply(401, { message: 'the key is not valid' });
    else if (answer) reply(200, answer());
    else reply(404, { message: 'there is no such thing' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    projects: opened.map(({ project }) => project),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
