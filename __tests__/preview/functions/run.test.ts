import type { Result } from '../../../model/result';
import { FunctionError } from '../../../preview/functions/function';
import { findingsOf, type Invocation, runOf, secretsOf } from '../../../preview/functions/run';

const result: Result = {
  ...{
    service: 'neon',
    environment: 'preview',
    collectedAt: '',
    intervalSeconds: 3,
    published: 1,
    durationMs: 5,
  },
  metrics: {
    Up: { value: 1, unit: 'Count' },
    LockWaitTime: { absent: 'nobody waits' },
    ComputeActive: { asleep: true },
    SlowQueries: { failed: 'NetworkError' },
  },
  warnings: ['pg_stat_statements is not installed'],
};
const invocation: Invocation = {
  ...{ service: 'neon', at: 1, durationMs: 9, outcome: result, log: ['{}'], secrets: [] },
  published: { Up: [{ at: 0, value: 1, unit: 'Count', seen: 2 }] },
};

test('a run has what was published, and why the rest was not', () => {
  expect(runOf(invocation)).toEqual({
    ...{ service: 'neon', at: 1, durationMs: 9, log: ['{}'], published: invocation.published },
    warnings: result.warnings,
    absent: { LockWaitTime: 'nobody waits', ComputeActive: 'asleep', SlowQueries: 'NetworkError' },
  });
});

test('a run that failed has its error', () => {
  const outcome = new FunctionError('NetworkError', 'the connection was refused');
  expect(runOf({ ...invocation, outcome, published: {} })).toEqual({
    ...{ service: 'neon', at: 1, durationMs: 9, log: ['{}'], published: {}, warnings: [], absent: {} },
    error: { errorType: 'NetworkError', message: 'the connection was refused' },
  });
});

test('no secret gets into a run, whatever broke', () => {
  const url = 'postgresql://me:p%40ss-word@db.example/app';
  const secrets = secretsOf([url, 'token-1234', '']);
  const said = `process.env: ${url} p@ss-word p%40ss-word token-1234 db.example`;
  const run = runOf({
    ...invocation,
    ...{ secrets, log: [said], outcome: new FunctionError('Runtime.ExitError', said) },
  });
  const clean = 'process.env: *** *** *** *** db.example';
  expect([run.log, run.error?.message]).toEqual([[clean], clean]);
  const finding = {
    check: 'a',
    severity: 'warning',
    object: said,
    number: 1,
    unit: 'x',
    advice: said,
  } as const;
  const told = {
    ...result,
    ...{ warnings: [said], metrics: { Up: { absent: said } }, findings: [finding] },
    evidence: { advice: [said], waits: { [said]: 1 }, statements: { absent: said } },
  };
  expect(runOf({ ...invocation, secrets, outcome: told })).toMatchObject({
    ...{ warnings: [clean], absent: { Up: clean } },
    evidence: { advice: [clean], waits: { [clean]: 1 }, statements: { absent: clean } },
  });
  expect(findingsOf({ ...invocation, secrets, outcome: told })).toEqual([
    { ...finding, object: clean, advice: clean },
  ]);
  expect(findingsOf(invocation)).toBeUndefined();
});
