import { rmSync } from 'node:fs';
import { withThirdService } from '../support/project/third-service';

/** Services that no compiler has seen: `npx cdktf synth` runs main.ts by tsx, which checks no types. */
jest.setTimeout(120_000);

/** What `main.ts` says of a third service with these edits. */
async function said(
  edits: readonly (readonly [path: string, from: string, to: string])[],
  remove: string[] = [],
) {
  const project = withThirdService('third-wrong');
  try {
    for (const edit of edits) project.edit(...edit);
    for (const path of remove) rmSync(project.file(path), { recursive: true });
    const { status, stdout, stderr } = await project.run('main.ts');
    expect([status, stdout]).toEqual([1, '']);
    return stderr.trimEnd().split('\n');
  } finally {
    project.remove();
  }
}
const SERVICE = 'thresholds/broker/service.ts';
const ROWS = 'thresholds/broker/rows.ts';

test('what does not fit together is said at once, each with file, row, field and fix', async () => {
  expect(
    await said([
      [SERVICE, 'limits: { brokerJobs: 1_000 }', 'limits: {}'],
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
    '  staging: brokerDeadLetter is no field of an environment: use one of name, region, accountId, collectionMinutes, detailed, namespace, subscriptions, overrides, limits, logRetentionDays, tags, neonApi, slowQueryMs, upstashMemoryLimitBytes, brokerDeadLetters, brokerLateSeconds.',
    '  staging: brokerDeadLetters is missing: use true or false.',
    '  production: limits.brokerJobs is no limit of a plan: use one of databaseGigabytes.',
    'thresholds/broker/service.ts has 3 problems:',
    '  namespace is that of neon: use another.',
    '  STATE_TABLE has a meaning in every function: give it another name.',
    '  options.brokerDeadLetters decides about DeadJobs, and the collector cannot know it: give it a variable, or let a secret need it.',
    'thresholds/broker/runbook/index.ts has 2 problems:',
    '  FailedJobs has alarms and no entry: say what the person on call does.',
    '  FailedJob has an entry and is no row with alarms: take the entry out.',
    'thresholds/broker/series.ts has 2 problems:',
    '  LateJobs has alarms and no series: give a healthy and a sick one.',
    '  LateJob has a series and is no row with alarms: take the series out.',
    'thresholds/broker/rows.ts has 3 problems:',
    '  LateJobs warns at 10, beyond critical at 5: put the warning on the healthy side of critical.',
    '  StoredJobs refers in warning to the unknown limit brokerJobs: use one of those that service.ts names.',
    '  StoredJobs refers in critical to the unknown limit brokerJobs: use one of those that service.ts names.',
  ]);
});

test('what is missing or of the wrong kind is said at once', async () => {
  expect(
    await said([
      [SERVICE, 'limits: { brokerJobs: 1_000 },', ''],
      [SERVICE, "parameter: 'broker-url',", ''],
      [ROWS, "section: 'size'", "section: 'jobs'"],
      [ROWS, 'warning: { value: 10 }', 'warning: { valeu: 10 }'],
      ['thresholds/broker/index.ts', '  series: brokerSeries,\n', ''],
    ]),
  ).toEqual([
    'thresholds/broker/service.ts has 2 problems:',
    '  secrets.0.parameter is missing: write it as thresholds/service.ts says.',
    '  limits is missing: write it as thresholds/service.ts says.',
    'thresholds/broker/rows.ts has 2 problems:',
    '  LateJobs: alarm.warning is {"valeu":10}: use { value }, { perMinute }, { share, ofRow } or { share, ofLimit }.',
    '  StoredJobs: panel.section is "jobs": use one of connections, performance, size, memory and keys, collector health.',
    'thresholds/broker/series.ts has 1 problem:',
    '  series is missing: write it as thresholds/service.ts says.',
  ]);
});

test('a service that nothing is exported of, and one without a collector, are named', async () => {
  expect(await said([['thresholds/broker/index.ts', 'const broker', 'const brocker']])).toEqual([
    'thresholds/services.ts has 1 problem:',
    '  broker is no service: import what thresholds/broker/index.ts exports.',
  ]);
  expect(await said([], ['handlers/broker'])).toEqual([
    'A service has no collector. Write handlers/broker/index.ts, or take it out of thresholds/services.ts.',
  ]);
});
