import { fleetOf } from '../../../model/databases/fleet';
import { FunctionLogs } from '../../../stacks/collector/logs';
import { SavedQueries } from '../../../stacks/collector/queries';
import { serviceNames } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';
import { built } from '../../support/stacks/stack';

const saved = (service: (typeof serviceNames)[number], name = 'production') => {
  const fleet = fleetOf(environment('production', { name }), service);
  return built((scope) => {
    const logs = new FunctionLogs(scope, 'logs', { collector: fleet.main });
    return new SavedQueries(scope, 'queries', { fleet, logs });
  });
};
const queriesOf = ({ terraform }: ReturnType<typeof saved>) =>
  Object.values(terraform.resource.aws_cloudwatch_query_definition ?? {});

test.each(serviceNames)('the queries of %s are in its folder, for its log group', (service) => {
  const queries = queriesOf(saved(service, 'a-very-long-name-of-an-environment'));
  const names = queries.map(({ name }) => String(name));
  const folder = `macro-ai/a-very-long-name-of-an-environment/${service}/`;
  for (const title of ['errors', 'warnings', 'findings', 'advice', 'runs'])
    expect(names).toContain(folder + title);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, query_string: query, log_group_names: groups } of queries) {
    // The limits of PutQueryDefinition.
    expect(String(name).length).toBeLessThanOrEqual(255);
    expect(String(query).length).toBeLessThanOrEqual(10_000);
    expect(groups).toEqual([expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.name\}$/)]);
  }
});

test('as Terraform reads it, in both forms', () => {
  const { hcl, terraform } = saved('neon');
  const query =
    '${join("\\n| ", ["fields jsonParse(@message) as r", "unnest r.evidence.rootBlockers into root", ' +
    '"filter ispresent(root.pid)", "sort @timestamp desc", "display @timestamp, root.pid, root.user, ' +
    'root.application, root.state, root.transactionSeconds, root.blocks"])}';
  expect(Object.values(terraform.resource.aws_cloudwatch_query_definition ?? {})).toContainEqual(
    expect.objectContaining({ name: 'macro-ai/production/neon/blockers', query_string: query }),
  );
  expect(hcl).toContain(`query_string = "${query}"`);
});
