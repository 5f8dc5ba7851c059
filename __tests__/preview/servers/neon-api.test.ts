import { type NeonApi, startNeonApi } from '../../../preview/servers/neon-api';

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
beforeEach(async () => {
  api = await startNeonApi();
});
afterEach(() => api.stop());

const ask = async (path: string, key = api.key) => {
  const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return [response.status, await response.json()] as const;
};
const state = async () => {
  const [, { endpoints }] = (await ask(`/projects/${api.projectId}/endpoints`)) as [number, Listing];
  return endpoints[0]?.current_state;
};
const used = async () => {
  const [, { project }] = (await ask(`/projects/${api.projectId}`)) as [number, Project];
  return project.compute_time_seconds / project.settings.quota.compute_time_seconds;
};

test('answers only who has the key, and only for its project', async () => {
  expect(await ask(`/projects/${api.projectId}`, 'guess')).toEqual([401, expect.anything()]);
  expect((await ask('/projects/other/endpoints'))[0]).toBe(404);
});

test('says what the compute does; from one kind of rest to the other it has run', async () => {
  expect([await state(), await used()]).toEqual(['active', 0.07]);
  api.compute = 'asleep';
  expect([await state(), await used()]).toEqual(['idle', 0.07]);
  api.compute = 'used up';
  expect([await state(), await state(), await used()]).toEqual(['active', 'idle', 1]);
  api.compute = 'asleep';
  expect([await state(), await state(), await used()]).toEqual(['active', 'idle', 0.07]);
});

test('it naps until somebody asks what is used', async () => {
  api.used = 0.95;
  const slept = api.nap();
  expect([await state(), await state(), await used(), await state()]).toEqual([
    'idle',
    'idle',
    0.95,
    'active',
  ]);
  await slept;

  // It uses up its quota before anybody has seen that it runs again.
  void api.nap();
  expect([await state(), await used()]).toEqual(['idle', 0.95]);
  api.compute = 'used up';
  expect([await state(), await state(), await used(), await state()]).toEqual(['active', 'idle', 1, 'idle']);
});
