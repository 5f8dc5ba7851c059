import { type NeonApi, type NeonProject, startNeonApi } from '../../../preview/servers/neon-api';

interface Listing {
  readonly endpoints: readonly { readonly current_state: string }[];
}
interface Project {
  readonly project: {
    readonly compute_time_seconds: number;
    readonly settings: { readonly quota: { readonly compute_time_seconds: number } };
  };
}

let api: NeonApi;
let project: NeonProject;
let other: NeonProject;
beforeEach(async () => {
  api = await startNeonApi(['shop', 'analytics']);
  [project, other] = api.projects as [NeonProject, NeonProject];
});
afterEach(() => api.stop());

const ask = async (path: string, key = api.key) => {
  const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return [response.status, await response.json()] as const;
};
const state = async ({ id } = project) => {
  const [, { endpoints }] = (await ask(`/projects/${id}/endpoints`)) as [number, Listing];
  return endpoints[0]?.current_state;
};
const used = async () => {
  const [, { project: told }] = (await ask(`/projects/${project.id}`)) as [number, Project];
  return told.compute_time_seconds / told.settings.quota.compute_time_seconds;
};

test('answers only who has the key, and only for its projects', async () => {
  expect(await ask(`/projects/${project.id}`, 'guess')).toEqual([401, expect.anything()]);
  expect((await ask('/projects/elsewhere/endpoints'))[0]).toBe(404);
});

test('says what the compute does; from one kind of rest to the other it has run', async () => {
  expect([await state(), await used()]).toEqual(['active', 0.07]);
  project.compute = 'asleep';
  expect([await state(), await used()]).toEqual(['idle', 0.07]);
  project.compute = 'used up';
  expect([await state(), await state(), await used()]).toEqual(['active', 'idle', 1]);
  project.compute = 'asleep';
  expect([await state(), await state(), await used()]).toEqual(['active', 'idle', 0.07]);
});

test('it naps until somebody asks what is used', async () => {
  project.used = 0.95;
  const slept = project.nap();
  expect([await state(), await state(), await used(), await state()]).toEqual([
    'idle',
    'idle',
    0.95,
    'active',
  ]);
  await slept;

  // It uses up its quota before anybody has seen that it runs again.
  void project.nap();
  expect([await state(), await used()]).toEqual(['idle', 0.95]);
  project.compute = 'used up';
  expect([await state(), await state(), await used(), await state()]).toEqual(['active', 'idle', 1, 'idle']);
});

test('each of its projects has a compute of its own', async () => {
  project.compute = 'asleep';
  expect([await state(), await state(other)]).toEqual(['idle', 'active']);
});
