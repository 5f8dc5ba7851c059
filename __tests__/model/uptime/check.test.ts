import { checkOfAlarm, isOfUptime, uptimeAlarmName, uptimeTopicName } from '../../../model/names';
import { uptimeAlarms } from '../../../model/uptime/alarms';
import { optionsOf, requestsPerMonth, requestWords, targetOf } from '../../../model/uptime/check';

test.each([
  ['https://www.example.com', { host: 'www.example.com', port: 443, path: '/', isHttps: true }],
  ['http://www.example.com./a?b=c', { host: 'www.example.com', port: 80, path: '/a?b=c', isHttps: false }],
  ['https://www.example.com:443/', { port: 443 }],
  ['http://www.example.com:8080/', { port: 8080, isAddress: false }],
  ['http://1.2.3.4/', { host: '1.2.3.4', isAddress: true }],
  ['https://[2606:2800::1]:8443/', { host: '2606:2800::1', port: 8443, isAddress: true }],
  ['https://bücher.example.com/ä', { host: 'xn--bcher-kva.example.com', path: '/%C3%A4' }],
])('%s', (url, target) => expect(targetOf(url)).toMatchObject(target));

test('requests depend on regions and interval', () => {
  expect(requestWords(requestsPerMonth())).toBe('493,000');
  expect(requestWords(requestsPerMonth(8))).toBe('1,314,000');
  expect(requestsPerMonth(0)).toBe(requestsPerMonth(8));
  expect(requestsPerMonth(3, 10)).toBe(3 * requestsPerMonth(3));
});

test('what is priced by itself', () => {
  const name = 'a';
  expect(optionsOf({ name, url: 'http://example.com' })).toBe(0);
  expect(optionsOf({ name, url: 'https://example.com' })).toBe(1);
  expect(optionsOf({ name, url: 'https://example.com', contains: 'x', latencyMs: 5 })).toBe(3);
});

test('names of alarms are no others’, and tell the check', () => {
  const names = [
    ['prod', 'uptime-x'],
    ['prod-uptime', 'x'],
    ['prod', 'x-down-critical'],
  ].map(([environment = '', check = '']) => uptimeAlarmName(environment, check, 'down', 'critical'));
  expect(new Set(names).size).toBe(3);
  expect(names.map(checkOfAlarm)).toEqual(['uptime-x', 'x', 'x-down-critical']);
  expect(checkOfAlarm('prod-neon-up-critical')).toBeUndefined();
  // CloudWatch allows 255 characters; a function's name leaves an environment less than 64.
  const longest = uptimeAlarmName('e'.repeat(64), 'c'.repeat(64), 'slow', 'warning');
  expect(longest.length).toBeLessThanOrEqual(255);
});

test('ARNs of what belongs to checks are told from others', () => {
  const arn = (service: string, what: string) => `arn:aws:${service}:us-east-1:123456789012:${what}`;
  const topic = uptimeTopicName('prod');
  expect(isOfUptime(arn('sns', topic))).toBe(true);
  expect(isOfUptime(arn('sns', `${topic}:0a1b`))).toBe(true);
  expect(isOfUptime(arn('cloudwatch', 'alarm:prod_uptime-a-down-critical'))).toBe(true);
  expect(isOfUptime(arn('sns', 'prod-monitoring-alerts'))).toBe(false);
  expect(isOfUptime(arn('cloudwatch', 'alarm:prod-neon-up-critical'))).toBe(false);
});

test('an alarm on the time to answer exists where a time is given', () => {
  const url = 'https://example.com';
  const kinds = (latencyMs?: number) =>
    uptimeAlarms({ name: 'p', uptime: [{ name: 'a', url, ...(latencyMs && { latencyMs }) }] });
  expect(kinds().map(({ kind }) => kind)).toEqual(['down']);
  expect(kinds(800)).toMatchObject([{ threshold: 1 }, { kind: 'slow', threshold: 800 }]);
  expect(uptimeAlarms({ name: 'p' })).toEqual([]);
});
