import { withDatabase } from '../../../model/databases/log';
import { parseQuery } from '../../../preview/widgets/logs/query';
import { runQuery } from '../../../preview/widgets/logs/run';
import { serviceNames, serviceOf } from '../../../thresholds/services';

const line = (database: string, calls: number) => ({
  at: calls,
  text: JSON.stringify({
    ...{ level: 'ERROR', message: 'collected', service: 'neon', database, warnings: ['slow'] },
    evidence: { statements: [{ id: '1', text: 'SELECT 1', calls, totalMs: calls, meanMs: 1 }] },
  }),
});
const lines = [line('analytics', 1), line('billing', 2), line('analytics', 3)];

/** The second column is the database, where the first is a time; counts have it first. */
test.each(
  serviceNames.flatMap((service) =>
    Object.entries(serviceOf(service).queries).map(
      ([key, { commands }]) => [service, key, commands] as const,
    ),
  ),
)('what %s asks by %s says of which database it is', (_, __, commands) => {
  const { fields } = parseQuery(withDatabase(commands).join(' | '));
  expect(fields.slice(0, 2).join(' ')).toMatch(/^(?:@timestamp )?(?:r\.)?database\b/);
});

test('its cells are the names of databases, and counts are by database', () => {
  const { errors, warnings, statements } = serviceOf('neon').queries;
  const cells = (query = errors) =>
    runQuery(parseQuery(withDatabase(query?.commands ?? []).join(' | ')), lines, 0).map((row) => row.cells);
  for (const query of [errors, warnings])
    expect(cells(query).map(([, database]) => database)).toEqual(['analytics', 'billing', 'analytics']);
  expect(cells(statements).map(([database, text, ms]) => [database, text, ms])).toEqual([
    ['analytics', 'SELECT 1', '4'],
    ['billing', 'SELECT 1', '2'],
  ]);
});
