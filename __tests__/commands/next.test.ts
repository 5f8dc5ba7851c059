import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edited } from '../../commands/next/copy';
import { runner } from '../../commands/next/run';
import { switches } from '../../commands/next/switches';
import { dependencies } from '../../package.json';
import { projectCopy } from '../support/project/copy';
import { temporaryFolder } from '../support/project/folders';
import { run as execute } from '../support/project/programs';
import { ended } from '../support/servers/child';
import { until } from '../support/servers/until';

const root = join(__dirname, '..', '..');

describe.each(Object.entries(switches))('the switch %s', (name, next) => {
  const lock = JSON.parse(readFileSync(join(root, 'commands', 'next', name, 'package-lock.json'), 'utf8'));

  test('still fits the project: each of its edits applies', async () => {
    const run = runner(tmpdir(), new AbortController().signal);
    const { changed } = await edited(root, next, run);
    expect([...changed.keys()]).toEqual(expect.arrayContaining(next.edits.map(({ file }) => file)));
    const old = Object.keys(next.replaced).filter((one) => one !== 'cdktf-cli');
    const left = [...changed].filter(([, text]) =>
      old.some((one) => new RegExp(`from '${one}['/]`).test(text)),
    );
    expect(left).toEqual([]);
  });

  test('installs what its lock file has, and the same version of what stays', () => {
    for (const [one, version] of Object.entries(next.packages))
      expect([one, lock.packages[`node_modules/${one}`].version]).toEqual([one, version]);
    expect(next.packages).toMatchObject({ constructs: dependencies.constructs });
    if (!('cdktf' in next.replaced)) expect(next.packages).toMatchObject({ cdktf: dependencies.cdktf });
  });

  test('has a reason for each difference that is expected', () => {
    for (const { at, why } of next.expected)
      expect([at, why]).toEqual([at, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect(next.expected.length).toBeGreaterThan(1);
  });

  test('is run by the gate', () => {
    const gate = readFileSync(join(root, '.ci', 'run'), 'utf8');
    expect(gate).toMatch(new RegExp(`npm run --silent next -- ${name}(?:\\n| >"\\$counts)`));
  });
});

test.each([[['provider-7']], [['cdktn', '--write', '--apply']]])('%j: how it is used', (args) => {
  expect(execute(root, 'tsx', 'commands/next.ts', ...args)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: 'Usage: npm run next -- <provider-6|cdktn> [--write|--apply]\n',
  });
});

/** Its temporary files, each copy in a folder `next-…`. */
const temporary = temporaryFolder('next-test');
const copies = () => readdirSync(temporary.path).filter((name) => name.startsWith('next-'));
/** Another project, with an npm that installs nothing: the project's own packages are linked then. */
const project = projectCopy({ name: 'next', tests: true });
const tools = temporaryFolder('next-tools');
const running = new Set<ChildProcess>();
beforeAll(() => {
  writeFileSync(join(tools.path, 'npm'), '#!/bin/sh\nmkdir node_modules\n');
  chmodSync(join(tools.path, 'npm'), 0o755);
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const { remove } of [temporary, project, tools]) remove();
});

/** Starts the command in the project, or in the other one. */
function started(cwd = root) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'commands/next.ts', 'provider-6'], {
    cwd,
    env: { PATH: cwd === root ? PATH : `${tools.path}:${PATH}`, HOME, TMPDIR: temporary.path },
  });
  running.add(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => {
      said[stream] += chunk.toString();
    });
  return { child, said };
}

test('without Git it says that Git is needed', async () => {
  const { child, said } = started(project.path);
  expect(await ended(child)).toBe(1);
  expect(said.stderr).toMatch(/^Git cannot list the project's files:\nfatal: not a git repository/);
});

describe('with Git', () => {
  beforeAll(() => execute(project.path, 'git', 'init', '--quiet'));

  const installs = ['copy', 'package.json'];
  const compiles = ['copy', 'node_modules', 'typescript'];
  test.each<[string, string, NodeJS.Signals, number, readonly string[]]>([
    ['Ctrl-C', 'npm installs', 'SIGINT', 130, installs],
    ['SIGTERM', 'npm installs', 'SIGTERM', 143, installs],
    ['a closed terminal', 'npm installs', 'SIGHUP', 129, installs],
    ['Ctrl-C', 'it compiles', 'SIGINT', 130, compiles],
  ])('after %s while %s, the copy is gone, and no program works on it', async (_, __, signal, code, path) => {
    const { child, said } = started(path === installs ? root : project.path);
    await until(() => copies().some((copy) => existsSync(join(temporary.path, copy, ...path))));
    const programs = () => spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout;
    if (path === compiles) await until(() => /\/lib\/tsc .*--project .*next-test/.test(programs()));
    child.kill(signal);
    expect([await ended(child), said.stderr]).toEqual([code, 'Stopped.\n']);
    expect(copies()).toEqual([]);
    expect(programs()).not.toContain(temporary.path);
  });

  test('the output of what fails is shown', async () => {
    // The fewer files the quicker.
    const less = { extends: join(root, 'tsconfig.json'), include: ['main.ts'], exclude: ['__tests__'] };
    writeFileSync(
      join(project.path, 'tsconfig.json'),
      JSON.stringify({ ...less, compilerOptions: { types: ['node'] } }),
    );
    appendFileSync(join(project.path, 'stacks', 'app.ts'), "export const wrong: number = 'text';\n");
    const { child, said } = started(project.path);
    expect(await ended(child)).toBe(1);
    expect(said).toEqual({
      stdout: expect.stringMatching(/\nedits: ok, 4 files\n.* …\n$/),
      stderr: expect.stringMatching(
        /^types: failed\nstacks\/app\.ts.*Type 'string' is not assignable to type 'number'\.\n$/,
      ),
    });
    expect(copies()).toEqual([]);
  });
});
