import { reportLines, valueLines } from '../../../commands/doctor/report';
import { paint } from '../../../preview/view/lines';
import { diagnose } from '../../../reports/doctor/diagnose';
import { doctorJson, valuesOf } from '../../../reports/doctor/json';
import { environment } from '../../fixtures/environments';
import { expectedIn, factsOf, healthy, silent, type Values } from '../../fixtures/healthy-facts';

const expected = expectedIn(environment('production'));
function said(change: Partial<Values> = {}, unread: Parameters<typeof factsOf>[1] = {}) {
  const facts = factsOf({ ...healthy(expected), ...change }, unread);
  return { facts, said: diagnose(expected, facts) };
}
const textOf = (all: ReturnType<typeof diagnose>, width = 100): string =>
  reportLines('production in us-east-1', all, width)
    .map((line) => paint(line, false))
    .join('\n');

test('what is fine is one line for each check, and the last line is the verdict', () => {
  const text = textOf(said().said);
  expect(text).toMatch(/^production in us-east-1\n\n✓ Secrets +\d+ stored and readable\n✓ Functions/);
  expect(text).toContain("✓ Terraform's state");
  expect(text.split('\n').at(-1)).toBe('Nothing is wrong.');
});

test('a finding has its subject, what is wrong and what to do, within the width', () => {
  const topic = { ...healthy(expected).topic, subscriptions: [] };
  const rows = new Map(healthy(expected).rows).set('upstash CommandQuotaPercent', silent());
  const text = textOf(said({ topic, rows }).said, 80);
  expect(text).toContain('Topic\n  ✗ production-monitoring-alerts has no subscription: nobody hears the');
  expect(text).toContain('    → Add one to subscriptions in environments.ts and deploy');
  expect(text).toContain('  · upstash CommandQuotaPercent has never had a value.');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text.split('\n').at(-1)).toBe('1 fault. 1 note may be as it should be.');
});

test('what could not be looked at is said once for each reason', () => {
  const unread = { topic: 'Not allowed.', secrets: 'Not allowed.', lock: 'No bucket.' };
  const text = textOf(said({}, unread).said);
  expect(text).toContain(
    '? Secrets, Alarms, Topic, Chat, Nothing else: could not be looked at\n    Not allowed.',
  );
  expect(text).toContain("? Terraform's state: could not be looked at\n    No bucket.");
  expect(text.split('\n').at(-1)).toBe('Not everything could be looked at.');
});

test('JSON has every finding, what is fine, what is unknown, and the values with their age', () => {
  const rows = new Map(healthy(expected).rows).set('upstash CommandQuotaPercent', silent());
  const { facts, said: all } = said({ rows }, { lock: 'No bucket.' });
  const json = JSON.parse(doctorJson(expected, facts, all));
  expect(json).toMatchObject({
    ...{ environment: 'production', region: 'us-east-1', checkedAt: '2026-11-27T12:00:00.000Z', exitCode: 2 },
    findings: [{ check: 'rows', grade: 'note', subject: 'upstash', todo: expect.any(String) }],
    fine: { secrets: expect.any(String) },
    unknown: { lock: 'No bucket.' },
  });
  expect(json.rows).toHaveLength(expected.rows.length);
  expect(json.rows).toContainEqual({
    ...{ subject: 'neon', row: 'Up', unit: 'Count', value: 1 },
    ...{ at: '2026-11-27T11:55:00.000Z', ageSeconds: 300 },
  });
  expect(json.rows).toContainEqual({
    ...{ subject: 'upstash', row: 'CommandQuotaPercent', unit: 'Percent' },
    ...{ value: null, at: null, ageSeconds: null },
  });
});

test('the values are a table; without metrics there is none', () => {
  const { facts } = said();
  const lines = valueLines(valuesOf(expected, facts)).map((line) => paint(line, false));
  expect(lines).toHaveLength(expected.rows.length);
  expect(lines).toContainEqual(expect.stringMatching(/^neon +Up +1 Count +5 minutes ago$/));
  expect(valuesOf(expected, said({}, { rows: 'Not allowed.' }).facts)).toEqual([]);
});
