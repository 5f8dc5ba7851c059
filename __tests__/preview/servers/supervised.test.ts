import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder } from '../../../preview/servers/place';
import { startRedis } from '../../../preview/servers/redis';
import { supervise } from '../../../preview/servers/supervised';
import { ended, unheld } from '../../support/servers/child';
import { until } from '../../support/servers/until';
import { freshTemporary, leftovers, processesOf } from '../leftovers';

const { execPath } = process;
/** A server that says hello, and says which signal stopped it. */
const polite =
  'process.on("SIGINT", () => { console.log("bye"); process.exit(); }); console.log("hello", process.pid); setInterval(() => {}, 1e3)';

test('files exist before anything runs, readable only by us; everything is removed at the end', async () => {
  const folder = freshFolder('neon-upstash-test');
  const supervised = await supervise({
    folder,
    files: { key: 'secret' },
    prepare: [[execPath, '-e', 'fs.writeFileSync("prepared", fs.readFileSync("key") + "!")']],
    stop: [],
  });
  expect(readFileSync(join(folder, 'prepared'), 'utf8')).toBe('secret!');
  expect([folder, join(folder, 'key')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
  await Promise.all([supervised.stop(), supervised.stop()]);
  expect(existsSync(folder)).toBe(false);
  expect(processesOf(folder)).toEqual([]);
});

test('a server is ready when it says so, and is stopped with its own signal', async () => {
  const server = [execPath, '-e', polite];
  const supervised = await supervise(
    { folder: freshFolder('neon-upstash-test'), server, stop: ['SIGINT'] },
    /hello/,
  );
  expect(supervised.log).toContain(`hello ${supervised.pid}`);
  const before = supervised.pid;
  await supervised.restart();
  expect(supervised.log).toMatch(new RegExp(`hello ${before}\\nbye\\nhello ${supervised.pid}`));
  await supervised.stop();
  expect(supervised.log).toMatch(/bye\n$/);
  await expect(supervised.restart()).rejects.toThrow('has been stopped');
});

test('a server that is halted is gone, and starts again in the same folder', async () => {
  const ends: string[] = [];
  const supervised = await supervise(
    { folder: freshFolder('neon-upstash-test'), server: [execPath, '-e', polite], stop: ['SIGINT'] },
    /hello/,
    (text) => ends.push(text),
  );
  await supervised.halt();
  await supervised.halt();
  expect(supervised.log).toMatch(/bye\n$/);
  expect([supervised.pid, existsSync(supervised.folder)]).toEqual([0, true]);
  await supervised.restart();
  expect(supervised.log).toMatch(new RegExp(`bye\\nhello ${supervised.pid}\\n$`));
  await supervised.halt();
  await supervised.stop();
  await expect(supervised.halt()).rejects.toThrow('has been stopped');
  expect([existsSync(supervised.folder), ends]).toEqual([false, []]);
});

test('a server that does not start again keeps its folder, and can be tried once more', async () => {
  const folder = freshFolder('neon-upstash-test');
  const script = `fs.existsSync("broken") ? process.exit(6) : eval(${JSON.stringify(polite)})`;
  const supervised = await supervise({ folder, server: [execPath, '-e', script], stop: ['SIGINT'] }, /hello/);
  await supervised.halt();
  writeFileSync(join(folder, 'broken'), '');
  await expect(supervised.restart()).rejects.toThrow('code 6');
  rmSync(join(folder, 'broken'));
  await supervised.restart();
  expect(supervised.log).toContain(`hello ${supervised.pid}`);
  await supervised.stop();
});

test.each([
  [
    'preparation',
    { prepare: [[execPath, '-e', 'console.error("no room"); process.exit(3)']] },
    /code 3\nno room/,
  ],
  ['server', { server: [execPath, '-e', 'console.error("no port"); process.exit(4)'] }, /code 4\nno port/],
  ['program', { server: ['/no/such/program'] }, /ENOENT/],
])('a %s that fails is reported with its output, and nothing is left behind', async (_, job, message) => {
  const folder = freshFolder('neon-upstash-test');
  await expect(supervise({ folder, stop: [], ...job }, /never/)).rejects.toThrow(message);
  expect(existsSync(folder)).toBe(false);
});

test('a server that ends on its own later is reported with its last output, and one that is stopped is not', async () => {
  const ends: string[] = [];
  const start = (script: string) =>
    supervise(
      { folder: freshFolder('neon-upstash-test'), server: [execPath, '-e', script], stop: ['SIGINT'] },
      /hello/,
      (text) => ends.push(text),
    );
  const dying =
    'console.log("hello"); setTimeout(() => { console.error("no memory"); process.exit(5); }, 50)';
  const [stopped, dead] = [await start(polite), await start(dying)];
  await stopped.restart();
  await stopped.stop();
  await until(() => ends.length > 0);
  expect(ends).toEqual([expect.stringMatching(/^A server has ended: .*code 5\nhello\nno memory$/)]);
  await dead.stop();
  expect(ends).toHaveLength(1);
});

test('by default, standard error shows it', async () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { pid, stop } = await startRedis();
  process.kill(pid, 'SIGKILL');
  await until(() => write.mock.calls.length > 0);
  const [[text]] = write.mock.calls as [[string]];
  write.mockRestore();
  expect(text).toMatch(/A server has ended: .*SIGKILL\n[\s\S]*[Rr]eady to accept connections/);
  await stop();
});

test('an existing folder is not touched', async () => {
  const folder = freshTemporary();
  await expect(supervise({ folder, stop: [] })).rejects.toThrow('EEXIST');
  expect(existsSync(folder)).toBe(true);
  rmSync(folder, { recursive: true });
});

describe('when the parent', () => {
  let temporary: string;
  let parent: ChildProcess;
  let servers: { pid: number; folder: string }[];
  beforeEach(() => {
    temporary = freshTemporary();
  });
  afterEach(() => rmSync(temporary, { recursive: true }));

  async function start(what: string): Promise<void> {
    parent = unheld(
      spawn(execPath, ['--import', 'tsx', join(__dirname, 'parent.ts'), what], {
        env: { ...process.env, TMPDIR: temporary },
        stdio: ['pipe', 'pipe', 'inherit'],
        // A separate process group, as in a terminal.
        detached: true,
      }),
    );
    const [line] = await once(parent.stdout ?? parent, 'data');
    servers = JSON.parse(String(line)) as typeof servers;
    expect(servers.map(({ folder }) => existsSync(folder))).toEqual([true, true]);
    for (const { pid } of servers) process.kill(pid, 0);
  }
  const gone = () =>
    until(
      () =>
        leftovers(temporary).length === 0 &&
        servers.every(({ pid }) =>
          processesOf(String(pid)).every((line) => !line.trim().startsWith(`${pid} `)),
        ),
    );

  test('is killed, its servers stop and their folders are removed', async () => {
    await start('stay');
    parent.kill('SIGKILL');
    await gone();
  });

  test('is interrupted with its process group, as by Ctrl-C or a closing terminal, the same happens', async () => {
    await start('stay');
    process.kill(-Number(parent.pid), 'SIGHUP');
    await gone();
  });

  test('just ends, the servers do not keep it alive, and stop with it', async () => {
    await start('leave');
    parent.stdin?.end();
    expect(await ended(parent)).toBe(0);
    await gone();
  });
});
