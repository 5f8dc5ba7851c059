import type { DatabaseResults } from '../../../../model/result';
import { ControlPlane } from '../../../support/collectors/control-plane';

const plane = new ControlPlane();
const names = ['default', 'orders', 'customers'];

/** A collector whose databases are on one compute. */
function collector() {
  const { url } = plane.db;
  const handler = plane.collector({
    ...plane.variables(),
    ...{ NEON_CONNECTION_STRING_ORDERS: url, NEON_CONNECTION_STRING_CUSTOMERS: url },
  });
  return async (databases: unknown = names) => {
    plane.api.asked.length = 0;
    return (await handler({ databases })) as DatabaseResults;
  };
}
const units = ({ databases }: DatabaseResults) =>
  Object.values(databases).map(({ metrics }) => metrics.ComputeLimit);

test('the project of several databases is asked once, and its answer is for all', async () => {
  plane.api.endpoint = { current_state: 'active', autoscaling_limit_max_cu: 2 };
  const collect = collector();
  const results = await collect();
  expect(results.failed).toEqual([]);
  expect(plane.api.asked).toEqual(['/projects/quiet-sun/endpoints', '/projects/quiet-sun']);
  expect(units(results)).toEqual(names.map(() => ({ value: 2, unit: 'Count' })));
});

test('another project is asked on its own', async () => {
  plane.api.endpoint = { current_state: 'active' };
  await collector()({ default: {}, orders: { NEON_PROJECT_ID: 'calm-sea' }, customers: {} });
  expect(plane.api.asked.filter((path) => path.endsWith('/endpoints')).sort()).toEqual([
    '/projects/calm-sea/endpoints',
    '/projects/quiet-sun/endpoints',
  ]);
});

test('an API that fails is asked as often as for one, and counts for each', async () => {
  plane.api.endpoint = undefined;
  const { databases } = await collector()();
  expect(plane.api.asked).toHaveLength(2);
  for (const name of names) expect(databases[name]?.metrics.ApiErrors).toEqual({ value: 2, unit: 'Count' });
});
