import { rmSync } from 'node:fs';
import { withThirdService } from '../support/project/third-service';

/** Services that were not compiled: `npx cdktf synth` runs main.ts with tsx, which does not check types. */

/** What a program, by default `main.ts`, says of a third service with these edits. */
async function said(
  edits: readonly (readonly [path: string, from: string, to: string])[],
  remove: string[] = [],
  program = 'main.ts',
) {
  const project = withThirdService('third-wrong');
  try {
    for (const edit of edits) project.edit(...edit);
    for (const path of remove) rmSync(project.file(path), { recursive: true });
    const { status, stdout, stderr } = await project.run(program);
    expect([status, stdout]).toEqual([1, '']);
    return stderr.trimEnd().split('\n');
  } finally {
    project.remove();
  }
}
const SERVICE = 'thresholds/broker/service.ts';
const ROWS = 'thresholds/broker/rows.ts';

test('contradictions are reported at once, each with file, row, field and fix', async () => {
  expect(
    await said([
      [SERVICE, 'limits: { brokerJobs: { least: 10, most: 1_000_000, default: 1_000 } }', 'limits: {}'],
      [SERVICE, "{ is: 'flag', variable: 'BROKER_DEAD_LETTERS' }", "{ is: 'flag' }"],
      [SERVICE, "'BROKER_LATE_SECONDS'", "'STATE_TABLE'"],
      [SERVICE, "'Broker/Monitoring'", "'Neon/Monitoring'"],
      [ROWS, 'critical: { value: 50 }', 'critical: { value: 5 }'],
      ['thresholds/broker/series.ts', 'LateJobs:', 'LateJob:'],
      ['thresholds/broker/runbook/index.ts', 'FailedJobs:', 'FailedJob:'],
      ['environments.ts', '"brokerDeadLetters": false', '"brokerDeadLetter": false'],
    ]),
  ).toEqual([
    'environments.ts has 3 problems:',
    expect.stringMatching(
      /^ {2}staging: brokerDeadLetter is not a field of an environment: use one of name, .*, brokerDeadLetters, brokerLateSeconds\.$/,
    ),
    '  staging: brokerDeadLetters is missing: use true or false.',
    expect.stringMatching(
      /^ {2}production: limits\.brokerJobs is not a plan limit: use one of databaseGigabytes/,
    ),
    'thresholds/broker/service.ts has 3 problems:',
    '  namespace is also used by neon: use a different one.',
    '  STATE_TABLE is already used by every function: rename it.',
    '  options.brokerDeadLetters decides about DeadJobs, but the collector cannot see it: give it a variable, or a secret that needs it.',
    'thresholds/broker/runbook/index.ts has 2 problems:',
    '  FailedJobs has alarms but no entry: write what the person on call does.',
    '  FailedJob has an entry but is not a row with alarms: remove the entry.',
    'thresholds/broker/series.ts has 2 problems:',
    '  LateJobs has alarms but no series: add a healthy and a sick series.',
    '  LateJob has a series but is not a row with alarms: remove the series.',
    'thresholds/broker/rows.ts has 3 problems:',
    '  LateJobs warns at 10, beyond critical at 5: put the warning on the healthy side of critical.',
    '  StoredJobs refers in warning to the unknown limit brokerJobs: use one of those defined in service.ts.',
    '  StoredJobs refers in critical to the unknown limit brokerJobs: use one of those defined in service.ts.',
  ]);
});

test('missing parts and parts of the wrong type are reported at once', async () => {
  expect(
    await said([
      [SERVICE, 'limits: { brokerJobs: { least: 10, most: 1_000_000, default: 1_000 } },', ''],
      [SERVICE, "parameter: 'broker-url',", ''],
      [ROWS, "section: 'size'", "section: 'jobs'"],
      [ROWS, 'warning: { value: 10 }', 'warning: { valeu: 10 }'],
      ['thresholds/broker/index.ts', '  series: brokerSeries,\n', ''],
    ]),
  ).toEqual([
    'thresholds/broker/service.ts has 2 problems:',
    '  secrets[0].parameter is missing: write it as thresholds/service.ts says.',
    '  limits is missing: write it as thresholds/service.ts says.',
    'thresholds/broker/rows.ts has 2 problems:',
    '  LateJobs: alarm.warning is {"valeu":10}: use { value }, { perMinute }, { share, ofRow } or { share, ofLimit }.',
    '  StoredJobs: panel.section is "jobs": use one of connections, performance, size, memory and keys, collector health.',
    'thresholds/broker/series.ts has 1 problem:',
    '  series is missing: write it as thresholds/service.ts says.',
  ]);
});

test('a malformed row hides no problem of other rows, services and environments', async () => {
  expect(
    await said([
      [ROWS, "section: 'size'", "section: 'jobs'"],
      [ROWS, 'critical: { value: 50 }', 'critical: { value: 5 }'],
      ['thresholds/upstash/rows.ts', 'warning: { value: 80 }', 'warning: { value: 800 }'],
      ['environments.ts', '"logRetentionDays": 7', '"logRetentionDays": 8'],
    ]),
  ).toEqual([
    'environments.ts has 1 problem:',
    expect.stringMatching(/^ {2}feature: logRetentionDays is 8: use one of 1, 3, 5, .*\.$/),
    'thresholds/broker/rows.ts has 2 problems:',
    '  StoredJobs: panel.section is "jobs": use one of connections, performance, size, memory and keys, collector health.',
    '  LateJobs warns at 10, beyond critical at 5: put the warning on the healthy side of critical.',
    'thresholds/upstash/rows.ts has 1 problem:',
    '  ConnectedClients warns at 800, beyond critical at 100: put the warning on the healthy side of critical.',
  ]);
});

test('a service that is not exported, and one without a collector, are named', async () => {
  expect(await said([['thresholds/broker/index.ts', 'const broker', 'const brocker']])).toEqual([
    'thresholds/services.ts has 1 problem:',
    '  broker is not a service: import what thresholds/broker/index.ts exports.',
  ]);
  expect(await said([], ['handlers/broker'])).toEqual([
    'handlers/broker/index.ts has 1 problem:',
    '  broker has no collector: write it, or take the service out of thresholds/services.ts.',
  ]);
});

test('`npm run check` says it once, and leaves out what the compiler would say about it', async () => {
  const wrong = [ROWS, "unit: 'Count'", "unit: 'Prozent'"] as const;
  expect(await said([wrong], ['handlers/broker'], 'commands/check.ts')).toEqual([
    'thresholds/broker/rows.ts has 1 problem:',
    expect.stringMatching(/^ {2}\w+ has the unit "Prozent": use one of None, Count, /),
    'handlers/broker/index.ts has 1 problem:',
    '  broker has no collector: write it, or take the service out of thresholds/services.ts.',
  ]);
});
