import {
  countsOf,
  exitCodeFor,
  type Outcome,
  reportJson,
  reportLines,
} from '../../../commands/checkup/report';
import type { Finding } from '../../../model/evidence';
import type { Result } from '../../../model/result';
import { lengthOf, paint } from '../../../preview/view/lines';
import type { CheckSeverity } from '../../../thresholds/check';

const finding = (severity: CheckSeverity, more: Partial<Finding> = {}): Finding => ({
  check: 'dead rows',
  severity,
  object: 'public.events',
  number: 45,
  unit: '% of all rows',
  advice: 'The table public.events has dead rows. They take space, and every scan reads them.',
  ...more,
});
const outcome = (findings: readonly Finding[] | undefined, warnings: readonly string[] = []): Outcome => ({
  service: 'neon',
  result: { ...(findings && { findings }), warnings } as Result,
});
const failed: Outcome = { service: 'upstash', failure: { errorType: 'DnsError', message: 'no such host' } };
const text = (outcomes: readonly Outcome[], width = 80) =>
  reportLines('Check-up of production', outcomes, width)
    .map((line) => paint(line, false))
    .join('\n');

test('the worst comes first, with its advice and a statement that is not wrapped', () => {
  const statement = `VACUUM (ANALYZE) public.events; ALTER TABLE public.events RESET (autovacuum_enabled)`;
  const all = [finding('notice'), finding('critical', { statement }), finding('warning', { unit: '' })];
  expect(text([outcome(all, ['a warning'])], 60)).toBe(`Check-up of production

Neon Postgres  1 critical, 1 warning, 1 notice

critical  dead rows: public.events, 45 % of all rows
          The table public.events has dead rows. They take
          space, and every scan reads them.
          ${statement}

warning   dead rows: public.events
          The table public.events has dead rows. They take
          space, and every scan reads them.

notice    dead rows: public.events, 45 % of all rows
          The table public.events has dead rows. They take
          space, and every scan reads them.

  Warning: a warning`);
});

test('nothing, notices only, no check-up, and a failure are told apart', () => {
  expect(text([outcome([])])).toMatch(/^Neon Postgres {2}nothing was found$/m);
  expect(text([outcome([finding('notice')])], 100)).toMatch(/nobody has to do anything now\.$/);
  expect(text([outcome(undefined, ['the check-up could not be made'])])).toMatch(
    /^Neon Postgres {2}no check-up was made\n {2}Warning: the check-up could not be made$/m,
  );
  expect(text([outcome([]), failed])).toMatch(
    /^Upstash Redis {2}could not be looked at\n {2}DnsError: no such host$/m,
  );
});

test('only a statement is wider than the terminal', () => {
  const lines = reportLines('Check-up', [outcome([finding('warning', { object: 'x' })]), failed], 50);
  for (const line of lines) expect(lengthOf(line)).toBeLessThanOrEqual(50);
});

test('counts', () => {
  expect(countsOf([finding('notice'), finding('notice'), finding('critical'), finding('critical')])).toBe(
    '2 critical, 2 notices',
  );
});

test.each<[readonly Outcome[], boolean, number]>([
  [[outcome([])], false, 0],
  [[outcome([finding('notice'), finding('warning')])], false, 0],
  [[outcome([finding('notice'), finding('warning')])], true, 1],
  [[outcome([finding('notice')])], true, 0],
  [[outcome([finding('critical')])], false, 1],
  [[outcome([finding('critical')]), failed], false, 2],
  [[outcome(undefined)], false, 2],
  [[outcome([finding('warning', { check: 'not looked at' })])], false, 2],
  [[outcome([finding('notice', { check: 'not looked at' })])], false, 2],
])('%j, strict %s: exit code %i', (outcomes, strict, code) => {
  expect(exitCodeFor(outcomes, strict)).toBe(code);
});

test('as JSON', () => {
  expect(JSON.parse(reportJson('production', [outcome([finding('notice')], ['w']), failed]))).toEqual({
    environment: 'production',
    services: {
      neon: { findings: [finding('notice')], warnings: ['w'] },
      upstash: { failure: { errorType: 'DnsError', message: 'no such host' } },
    },
  });
  expect(JSON.parse(reportJson(undefined, [outcome(undefined)]))).toEqual({
    environment: null,
    services: { neon: { findings: null, warnings: [] } },
  });
});
