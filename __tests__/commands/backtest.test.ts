import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHistory } from '../../model/backtest/parse-history';
import { parseResult } from '../../model/backtest/result';
import { tables } from '../fixtures/environments';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { metricHistory } from '../support/aws/metric-history';
import { environmentsFile, projectCopy } from '../support/project/copy';
import { outcomeOf } from '../support/servers/child';

const STEP = 5 * 60_000;
const aws = new FakeAws();
/** A checkout whose branch main has the fixture's thresholds, and whose files have another one. */
const project = projectCopy({ name: 'backtest' });
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    cwd: project.path,
    env: { PATH: process.env.PATH },
  });

beforeAll(async () => {
  await aws.start();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=base');
  const changed = tables.environments.map((one) =>
    one.name === 'production' ? { ...one, overrides: { neon: { SlowQueries: { warning: 8 } } } } : one,
  );
  writeFileSync(
    join(project.path, 'environments.ts'),
    environmentsFile({ ...tables, environments: changed }),
  );
});
afterAll(async () => {
  await aws.stop();
  project.remove();
});

async function run(...args: readonly string[]) {
  aws.calls.length = 0;
  return outcomeOf(
    spawn(process.execPath, ['--import', 'tsx', join('commands', 'backtest.ts'), ...args], {
      cwd: project.path,
      env: { ...process.env, ...awsVariables(aws.url) },
    }),
  );
}

/** Two days: one hour at 6 slow queries per minute, one at 9; a heartbeat that never failed; nothing else. */
const newest = Math.floor(Date.now() / STEP) * STEP;
const twoDays = (value: (i: number) => number) =>
  new Map(Array.from({ length: 570 }, (_, i): [number, number] => [newest - (570 - i) * STEP, value(i)]));
const slow = twoDays((i) => (i >= 100 && i < 112 ? 6 : i >= 200 && i < 212 ? 9 : 1));
const up = twoDays(() => 1);

test('from CloudWatch, beside main; recorded; and from the record, without a comparison', async () => {
  aws.fault = metricHistory(({ namespace, name, environment }) => {
    if (namespace !== 'Neon/Monitoring' || environment !== 'production') return undefined;
    return name === 'SlowQueries' ? slow : name === 'Up' ? up : undefined;
  });
  const live = await run('production', '--days', '2', '--record', 'h.jsonl', '--json', 'r.json');
  expect(live.stderr).toMatch(
    /^Asking CloudWatch in us-east-1 for \d+ metrics over 2 days, in points of 1 min …\nCloudWatch was asked for \d+ metrics: at most \$0\.00\d+ at list price \(\$0\.01 per 1,000\)\.\n$/,
  );
  expect(live.code).toBe(0);
  expect(live.stdout).toMatch(/^production, .* UTC, points of 1 min\n/);
  expect(live.stdout).toMatch(
    /^SlowQueries warning +proposed +above 8 per minute in 2 of 3 periods of 5 minutes +1 +1 h +\d{4}-/m,
  );
  expect(live.stdout).toMatch(
    /^ +on main +above 5 per minute in 2 of 3 periods of 5 minutes +2 +2 h +\d{4}-/m,
  );
  expect(live.stdout).toMatch(/^SlowQueries critical +as on main +above 10 per minute .* never$/m);
  expect(live.stdout).toMatch(/^Up critical +as on main .* never$/m);
  expect(live.stdout).toMatch(/^LockWaitTime: cannot be judged, LockWaitTime was never published$/m);

  const file = (name: string) => readFileSync(join(project.path, name), 'utf8');
  const recorded = parseHistory(file('h.jsonl'), Date.now()).history;
  expect(recorded?.series.find(({ metric }) => metric === 'SlowQueries')?.points).toEqual(
    [...slow].map(([at, value]) => ({ at, value })),
  );
  expect(parseResult(file('r.json')).result).toMatchObject({ environment: 'production', base: 'main' });

  // A comparison would take seconds again.
  const again = await run('production', '--from', 'h.jsonl', '--json', 'again.json', '--base', 'nope');
  expect([again.code, again.stderr]).toEqual([
    0,
    'Without a comparison: Git knows no revision nope that has this folder. Name another revision with --base.\n',
  ]);
  expect(again.stdout).toMatch(/^SlowQueries warning +proposed +above 8 per minute .* 1 +1 h +\d{4}-/m);
  expect(again.stdout).not.toContain('on main');
  const proposed = (name: string) => parseResult(file(name)).result?.alarms.map((one) => one.proposed);
  expect(proposed('again.json')).toEqual(proposed('r.json'));
  expect(aws.calls).toEqual([]);
}, 60_000);

test('what cannot be done is said before anything is asked', async () => {
  const wrong = await run('prod', '--json', 'r.json');
  expect([wrong.code, wrong.stdout]).toEqual([1, '']);
  expect(wrong.stderr).toContain('There is no environment "prod". Use one of feature, staging, production');
  const nowhere = await run('production', '--json', 'no/folder/r.json');
  expect([nowhere.code, nowhere.stdout]).toEqual([1, '']);
  expect(nowhere.stderr).toBe(
    'no/folder/r.json cannot be written: its folder does not exist, or may not be written to.\n',
  );
  expect(aws.calls).toEqual([]);
});
