import { expectedOf } from '../../../reports/doctor/expected';
import { environment, environments } from '../../fixtures/environments';
import { code, expectedIn } from '../../fixtures/healthy-facts';

const rowOf = (name: string, collectionMinutes = 5) => {
  const { rows } = expectedIn(environment('production', { collectionMinutes }));
  const found = rows.find(({ row }) => row === name);
  if (!found) throw new Error(`there is no row ${name}`);
  return found;
};
const HOUR = 3600;

test('a count is a sum of its period, and everything else an average', () => {
  expect(['Deadlocks', 'DatabaseSize', 'AverageQueryTime'].map((row) => rowOf(row).statistic)).toEqual([
    ...['Sum', 'Average', 'Average'],
  ]);
});

test('a row is looked for in three hours, three runs, or two days where it is published once a day', () => {
  expect(rowOf('DatabaseSize').windowSeconds).toBe(3 * HOUR);
  expect(rowOf('DatabaseSize', 120).windowSeconds).toBe(6 * HOUR);
  expect(rowOf('Findings').windowSeconds).toBe(50 * HOUR);
});

test('functions and logs are those of the services, and of the forecast where it is asked for', () => {
  const { functions, logs } = expectedIn(environment('production', { forecast: true }));
  expect(logs).toEqual(functions.map(({ name }) => `/aws/lambda/${name}`));
  expect(functions.map(({ everySeconds }) => everySeconds)).toEqual([300, 300, 24 * HOUR]);
});

test('the environment itself is taken as it is given, whatever the table has', () => {
  const databases = { neon: [{}, { name: 'analytics' }] };
  const { parameters } = expectedOf(environment('production', { databases }), environments, code);
  expect(parameters).toContain('/macro-ai/production/analytics/neon-connection-string');
});
