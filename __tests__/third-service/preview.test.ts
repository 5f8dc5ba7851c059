import { withThirdService } from '../support/project/third-service';
import { Broker } from '../support/servers/broker';
import { ended, hasEnded } from '../support/servers/child';
import { until } from '../support/servers/until';

/** `npm start` with a third service, beside the embedded databases of the other two. */
const LIMIT_MS = 110_000;
const project = withThirdService('third-preview');
afterAll(() => project.remove());

test('its own server is watched beside the others, and all its rows are shown', async () => {
  const broker = await new Broker().start();
  broker.put(60, 3_600);
  broker.fail(12);
  const { status, stdout, stderr } = await project.run('preview/main.ts', ['--once', '--every', '1'], {
    COLUMNS: '110',
    BROKER_URL: broker.url,
    BROKER_TOKEN: broker.token,
    BROKER_DEAD_LETTERS: 'true',
  });
  await broker.stop();
  expect([status, stderr.includes('Error')]).toEqual([0, false]);
  expect(stderr).toContain('Job Broker: watching 127.0.0.1; nothing will be written to it.');
  const [, section = ''] = stdout.split('Job Broker  ');
  const line = (row: string) => section.split('\n').find((one) => one.startsWith(`${row} `));
  expect(line('LateJobs')).toMatch(/ 59 .*> 10 .*> 50 .*CRITICAL$/);
  // The limit of the environment that is shown.
  expect(line('StoredJobs')).toMatch(/ 59 .*> 4,000 .*> 4,750 .*ok$/);
  expect(line('DeadJobs')).toMatch(/ 1 .*–$/);
  expect(line('FailedJobs')).toMatch(/ 0 .*> 5\/min .*ok$/);
  expect(line('JobRate')).toMatch(/ 0/);
  expect(line('Up')).toMatch(/ 1 .*ok$/);
  expect(stdout).toContain('Neon Postgres  embedded PostgreSQL');
  expect(stdout + stderr).not.toContain(broker.token);
});

test('without its variables it says how to set them', async () => {
  const preview = project.start('preview/main.ts');
  await until(() => preview.stderr.includes('Job Broker: ') || hasEnded(preview.child), LIMIT_MS);
  preview.child.kill('SIGINT');
  expect(await ended(preview.child)).toBe(0);
  expect(preview.stderr).toContain(
    'Job Broker: skipped. To watch a database, set BROKER_URL and BROKER_TOKEN.',
  );

  const { stdout } = await project.run('preview/main.ts', ['--help']);
  expect(stdout).toMatch(/^ {2}BROKER_URL, BROKER_TOKEN +Job Broker$/m);
  expect(stdout).toMatch(/^ {6}optional: BROKER_DEAD_LETTERS, BROKER_LATE_SECONDS$/m);
});
