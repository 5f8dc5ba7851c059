import { spawn } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/project/folders';
import { describeWithTerminal, openTerminal, type Terminal } from '../../support/project/terminal';
import { ended, unheld } from '../../support/servers/child';
import { until } from '../../support/servers/until';

const root = join(__dirname, '..', '..', '..');
const file = join(root, '__tests__', 'fixtures', 'supervisor.ts');
const command = `node --import tsx '${file}'`;
const { PATH, HOME, TMPDIR } = process.env;
const env = { PATH, HOME, TMPDIR };
const count = (text: string, what: string) => text.split(what).length - 1;

describeWithTerminal('in a terminal', () => {
  const opened: Terminal[] = [];
  afterAll(() => {
    for (const terminal of opened) terminal.hangUp();
  });
  const open = async (line: string, cwd = root) => {
    const terminal = openTerminal(line, { cwd, env });
    opened.push(terminal);
    await terminal.shows(/child is ready/);
    return terminal;
  };

  test('Ctrl-C reaches the child once, although npm hands it on as well; the next child is not started', async () => {
    const folder = temporaryFolder('npm');
    const scripts = { inner: `exec ${command} 2 1`, outer: 'npm run inner' };
    writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ scripts }));
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
    const terminal = await open('npm run outer', folder.path);
    terminal.interrupt();
    await terminal.shows(/child got SIGINT 1/);
    expect(terminal.text()).toContain('Ctrl-C again ends it at once.');
    terminal.interrupt();
    await terminal.shows(/child got SIGINT 2/);
    expect(await terminal.ended()).toBe(130);
    expect(count(terminal.text(), 'child got SIGINT')).toBe(2);
    expect(count(terminal.text(), 'child is ready')).toBe(1);
    expect(terminal.text()).toContain('Interrupted. Nothing was changed.');
    folder.remove();
  });

  test('a child that hangs is killed by the third Ctrl-C', async () => {
    const terminal = await open(`${command} 9`);
    for (const times of [1, 2]) {
      terminal.interrupt();
      await terminal.shows(new RegExp(`child got SIGINT ${times}`));
    }
    terminal.interrupt();
    await terminal.shows(/child ended with 1, SIGKILL/);
    expect(await terminal.ended()).toBe(130);
  });

  test('a child that asks gets the answer', async () => {
    const terminal = await open(`${command} 1`);
    terminal.type('yes\n');
    await terminal.shows(/child read yes/);
    terminal.interrupt();
    expect(await terminal.ended()).toBe(130);
  });

  test('a terminal that goes away stops the child gently', async () => {
    const folder = temporaryFolder('hangup');
    const log = join(folder.path, 'log');
    const said = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    const terminal = openTerminal(`${command} 1 >'${log}' 2>&1`, { cwd: root, env });
    await until(() => said().includes('child is ready'));
    terminal.hangUp();
    // With which code is up to Node, which fails to restore the settings of a terminal that is gone.
    await until(() => said().includes('child ended with'));
    expect(said()).toContain('child got SIGINT 1');
    expect(said()).not.toContain('child got SIGHUP');
    folder.remove();
  });

  test('output that nobody reads any more stops the child gently', async () => {
    const folder = temporaryFolder('reader');
    const log = join(folder.path, 'log');
    const terminal = await open(`(${command} 1; echo "code $?" >&2) 2>'${log}' | head -n 2`);
    // The child writes once more, to a pipe without a reader.
    terminal.type('more\n');
    await terminal.ended();
    expect(readFileSync(log, 'utf8')).toContain('code 141');
    folder.remove();
  });
});

describe('without a terminal', () => {
  /** In a group of its own: `kill` may signal all of it. */
  const start = async () => {
    const child = unheld(
      spawn('setsid', [process.execPath, '--import', 'tsx', file, '9', '1'], { cwd: root, env }),
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    await until(() => said.includes('child is ready'));
    return { child, said: () => said };
  };

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s to the whole group reaches the child once, gently',
    async (signal) => {
      const { child, said } = await start();
      const group = -(child.pid ?? 0);
      process.kill(group, signal);
      await until(() => said().includes('child got SIGINT 1'));
      // As a supervisor insists that does not know what it interrupts.
      process.kill(group, 'SIGTERM');
      process.kill(group, 'SIGINT');
      // Ends the child: only after it has answered everything that came before.
      const pid = Number(/child has pid (\d+)/.exec(said())?.[1]);
      process.kill(pid, 'SIGHUP');
      await until(() => said().includes('child got SIGHUP'));
      expect(said()).toContain('child got SIGHUP 2');
      process.kill(pid, 'SIGKILL');
      await ended(child);
      expect(child.exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(count(said(), 'child got SIGINT')).toBe(1);
      expect(said()).toContain('child ended with 1, SIGKILL');
    },
  );
});
