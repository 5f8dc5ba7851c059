import { dashboardLink, partitionOf, runbookAnchor, runbookLink } from '../../model/links';

test('a row links to its entry in the runbook', () => {
  expect(runbookAnchor('neon', 'ActiveConnections')).toBe('neon-active-connections');
  expect(runbookLink('docs/runbook.md', 'upstash', 'Up')).toBe('docs/runbook.md#upstash-up');
});

test.each([
  ['eu-west-1', 'aws', 'console.aws.amazon.com'],
  ['cn-north-1', 'aws-cn', 'console.amazonaws.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'console.amazonaws-us-gov.com'],
])('a dashboard in %s', (region, partition, host) => {
  expect(partitionOf(region)).toBe(partition);
  const link = new URL(dashboardLink(region, 'production-neon-monitoring-dashboard'));
  expect([link.host, link.searchParams.get('region')]).toEqual([host, region]);
  expect(link.hash).toBe('#dashboards/dashboard/production-neon-monitoring-dashboard');
});
