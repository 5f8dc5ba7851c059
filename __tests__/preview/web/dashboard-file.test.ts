import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDashboard } from '../../../preview/web/dashboard-file';

const folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(content: string | Buffer): string {
  const path = join(folder, 'board.json');
  writeFileSync(path, content);
  return path;
}
const body = { widgets: [{ type: 'text', properties: { markdown: '# Hello' } }] };

test('a body, as it is', () => {
  expect(openDashboard(file(JSON.stringify(body)))).toEqual({ name: 'board', body });
  expect(openDashboard(file(`\ufeff${JSON.stringify(body, null, 2)}\r\n`))).toEqual({ name: 'board', body });
  expect(openDashboard(file('{"widgets": []}'))).toEqual({ name: 'board', body: { widgets: [] } });
});

test('what the AWS CLI wrote: the body is a string in it', () => {
  const answer = { DashboardArn: 'arn:…', DashboardBody: JSON.stringify(body), DashboardName: 'Web shop' };
  expect(openDashboard(file(JSON.stringify(answer)))).toEqual({ name: 'Web shop', body });
});

test.each([
  ['what is not JSON', 'widgets', /is not a dashboard\. It is not JSON: .*aws cloudwatch get-dashboard/],
  ['nothing', '', /It is not JSON/],
  ['a list', '[]', /It is not an object/],
  ['another JSON', '{"metrics": []}', /it has no list "widgets"/],
  ['a body that is not JSON', '{"DashboardBody": "{"}', /Its DashboardBody is not JSON/],
  ['a body that is a number', '{"DashboardBody": "7"}', /Its DashboardBody is not an object/],
  ['widgets that are no list', '{"widgets": {}}', /it has no list "widgets"/],
  ['more than a megabyte', `{"widgets": ["${'x'.repeat(1_000_001)}"]}`, /it has more than 1,000,000 bytes/],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0, 1]), /It is not JSON/],
])('refuses %s, and says what to give', (_, content, message) => {
  expect(() => openDashboard(file(content))).toThrow(message);
});

test('refuses what cannot be read', () => {
  expect(() => openDashboard(join(folder, 'none.json'))).toThrow(
    'none.json cannot be opened: there is no such file.',
  );
  expect(() => openDashboard(folder)).toThrow('cannot be opened: it is a folder.');
  expect(() => openDashboard('/dev/zero')).toThrow('it has more than 1,000,000 bytes');
});
