import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { processesOf } from './preview/leftovers';
import { temporaryFolder } from './support/project/folders';
import { ended, unheld } from './support/servers/child';
import { until } from './support/servers/until';

// A test run ends on its own, whatever fails in it and whatever it leaves open.

const root = join(__dirname, '..');

/** Runs one file in a separate jest, in a single process: jest ends additional processes itself. */
async function run(file: string, env: Record<string, string> = {}, config = 'jest.config.mjs') {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    jest,
    '--config',
    config,
    '--runInBand',
    `--testMatch=${join(__dirname, 'fixtures', 'runs', file)}`,
  ];
  const child = unheld(spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } }));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await ended(child);
  return { code, output };
}

test('a test that fails before it stops its servers does not keep the run from ending', async () => {
  const folder = temporaryFolder('run');
  const { code, output } = await run('servers.ts', { TMPDIR: folder.path });
  expect(output).toContain('on purpose');
  expect(output).not.toContain('something they left open');
  expect(code).toBe(1);
  // Its children do not outlive it either.
  await until(() => processesOf(folder.path).length === 0);
  folder.remove();
});

test('anything else that keeps a run from ending fails it and is named', async () => {
  const { code, output } = await run('leak.ts');
  expect(output).toContain('1 passed');
  expect(output).toMatch(/something they left open keeps the run from ending: .*\bTCPServerWrap\b/);
  expect(code).toBe(1);
});

test.each([
  ['is ended by a signal', 'echo last words >&2; kill -9 $$', 'it ended with SIGKILL\nlast words'],
  ['exits', 'echo last words >&2; exit 3', 'it ended with code 3\nlast words'],
])('a moto_server that %s is an error with its output', async (_, script, message) => {
  const folder = temporaryFolder('programs');
  const program = join(folder.path, 'moto_server');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const { code, output } = await run('moto.ts', { PATH: `${folder.path}${delimiter}${process.env.PATH}` });
  expect(output.replace(/^ +/gm, '')).toContain(message);
  expect(output).not.toContain('something they left open');
  expect(code).toBe(1);
  folder.remove();
});

test.each([
  ['leak.ts', 'A unit test listens on a port.'],
  ['spawn.ts', 'A unit test starts a child process.'],
])('npm run test:unit does not let a test start anything: %s', async (file, message) => {
  const { code, output } = await run(file, {}, 'jest.unit.config.mjs');
  expect(output).toContain(message);
  expect(code).toBe(1);
});
