import {
  dashboardLink,
  logQueryLink,
  partitionOf,
  runbookAnchor,
  runbookLink,
  shortLogQueryLink,
} from '../../model/links';

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

test('a query of a log has the form that the console copies', () => {
  const query = "fields @timestamp\n| filter level = 'ü€'";
  const link = logQueryLink('eu-west-1', { logGroup: '/aws/lambda/shop', query, hours: 6 });
  expect(link).toBe(
    'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D$257E$2528' +
      'end$257E0$257Estart$257E-21600$257EtimeType$257E$2527RELATIVE$257Eunit$257E$2527seconds' +
      '$257EeditorString$257E$2527fields*20*40timestamp*0a*7c*20filter*20level*20*3d*20*27*fc**20ac*27' +
      '$257Esource$257E$2528$257E$2527*2faws*2flambda*2fshop$2529$2529',
  );
  expect(new URL(link).href).toBe(link);
  expect(logQueryLink('cn-north-1', { logGroup: 'x', query: 'x', hours: 1 })).toMatch(
    /^https:\/\/console\.amazonaws\.cn\/cloudwatch\//,
  );
});

test('the short form has the same query, without spaces that mean nothing', () => {
  const search = { logGroup: '/aws/lambda/shop', query: 'fields a, b\n| limit 20', hours: 48 };
  const link = shortLogQueryLink('eu-west-1', search);
  expect(link).toBe(
    'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D' +
      "~(end~0~start~-172800~timeType~'RELATIVE~unit~'seconds~editorString~'fields*20a*2cb*7climit*2020" +
      "~source~(~'*2faws*2flambda*2fshop))",
  );
  expect(new URL(link).href).toBe(link);
  expect(link.length).toBeLessThan(logQueryLink('eu-west-1', search).length * 0.75);
});
