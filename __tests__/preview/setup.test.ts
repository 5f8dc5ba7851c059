import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { freshTemporary } from './leftovers';

const source = join(__dirname, '..', '..', 'preview');

/** A project that contains only the setup, and a PATH that contains only what a test puts there. */
class Machine {
  readonly home = freshTemporary();
  readonly project = join(this.home, 'project');
  readonly bin = join(this.home, 'bin');
  readonly calls = join(this.home, 'calls');

  constructor() {
    for (const folder of [join(this.project, 'node_modules'), this.bin])
      mkdirSync(folder, { recursive: true });
    for (const name of ['setup.mjs', 'setup'])
      cpSync(join(source, name), join(this.project, 'preview', name), { recursive: true });
    writeFileSync(join(this.project, 'package-lock.json'), '{}');
    writeFileSync(join(this.project, 'node_modules', '.package-lock.json'), '{}');
    writeFileSync(this.calls, '');
    symlinkSync('/usr/bin/env', join(this.bin, 'env'));
  }

  /** A program that records its call and then runs this. */
  program(name: string, does = ''): this {
    const file = join(this.bin, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${this.calls}"\n${does}\n`);
    chmodSync(file, 0o755);
    return this;
  }

  /** Shell code that puts a program on PATH. */
  brings(name: string): string {
    return `echo '#!/bin/sh' > "${this.bin}/${name}"; /bin/chmod 755 "${this.bin}/${name}"`;
  }

  setup() {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['preview/setup.mjs'], {
      cwd: this.project,
      encoding: 'utf8',
      env: { PATH: this.bin },
    });
    const called = readFileSync(this.calls, 'utf8').trim().split('\n').filter(Boolean);
    return { status, stdout, stderr, called };
  }
}

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => rmSync(machine.home, { recursive: true }));

test('if everything is installed, nothing is run', () => {
  const { status, stdout, called } = machine.program('redis-server').setup();
  expect([status, called]).toEqual([0, []]);
  expect(stdout).toMatch(/^npm packages: installed.*\nRedis: .*redis-server\.\nReady\./);
});

test('a Valkey is as good as a Redis', () => {
  expect(machine.program('valkey-server').setup()).toMatchObject({ status: 0, called: [] });
});

describe('npm packages', () => {
  beforeEach(() => void machine.program('redis-server').program('npm'));
  const ci = 'npm ci --no-audit --no-fund --loglevel=warn';

  test('are installed if there are none', () => {
    rmSync(join(machine.project, 'node_modules'), { recursive: true });
    const { stdout, called } = machine.setup();
    expect(called).toEqual([ci]);
    expect(stdout).toContain('because there is no node_modules yet');
  });

  test('are installed if an earlier installation was interrupted', () => {
    rmSync(join(machine.project, 'node_modules', '.package-lock.json'));
    expect(machine.setup().called).toEqual([ci]);
  });

  test('are installed again if the lock file is newer', () => {
    utimesSync(join(machine.project, 'node_modules', '.package-lock.json'), 1, 1);
    const { stdout, called } = machine.setup();
    expect(called).toEqual([ci]);
    expect(stdout).toContain('because package-lock.json is newer than node_modules');
  });

  test('that cannot be installed end the setup with npm’s message', () => {
    rmSync(join(machine.project, 'node_modules'), { recursive: true });
    const { status, stderr } = machine.program('npm', 'echo ENOSPC >&2; exit 28').setup();
    expect(status).toBe(1);
    expect(stderr).toMatch(/ENOSPC[\s\S]*Setup failed. "npm ci .*" ended with code 28/);
  });
});

describe('Redis', () => {
  /** Works whether or not the tests run as root: this sudo just runs its command. */
  const sudo = 'shift; [ "$1" = true ] || exec "$@"';

  const apt = (called: string[]) => called.filter((call) => call.startsWith('apt-get'));
  const install = 'apt-get -qq install -y --no-install-recommends redis-server';

  test('is installed with apt-get', () => {
    machine.program('sudo', sudo).program('apt-get', machine.brings('redis-server'));
    const { status, stdout, called } = machine.setup();
    expect([status, apt(called)]).toEqual([0, [install]]);
    expect(stdout).toContain('installing redis-server with apt-get');
    expect(machine.setup().stdout).toContain(`Redis: ${machine.bin}/redis-server.`);
  });

  test('is installed with apt-get after an update of the package lists, even a partial one', () => {
    const list = join(machine.home, 'list');
    const gets = `[ "$2" = update ] && { : > "${list}"; exit 100; }
      [ -e "${list}" ] && { ${machine.brings('redis-server')}; }`;
    const { status, called } = machine.program('sudo', sudo).program('apt-get', gets).setup();
    expect([status, apt(called)]).toEqual([0, [install, 'apt-get -qq update', install]]);
  });

  test('is installed with Homebrew if apt-get fails', () => {
    machine
      .program('sudo', sudo)
      .program('apt-get', 'exit 100')
      .program('brew', machine.brings('redis-server'));
    const { status, stdout, called } = machine.setup();
    expect([status, called.at(-1)]).toEqual([0, 'brew install redis']);
    expect(stdout).toContain('code 100); trying another way');
  });

  const builder = (does: string) =>
    `/bin/mkdir -p node_modules/redis-memory-server/scripts
     echo '${does}' > node_modules/redis-memory-server/scripts/postinstall.js`;
  const builds = `
    const { env } = process, { mkdirSync, writeFileSync } = require("fs");
    const folder = env.REDISMS_DOWNLOAD_DIR + "/" + env.REDISMS_VERSION;
    mkdirSync(folder);
    writeFileSync(folder + "/redis-server", JSON.stringify([env.npm_config_strict_ssl, env.MAKEFLAGS]), { mode: 0o755 });`;

  test('is built if there is no package manager, from a verified download, and only once', () => {
    const { status, stdout, called } = machine.program('npm', builder(builds)).setup();
    expect(status).toBe(0);
    expect(called).toEqual(['npm install --ignore-scripts --no-audit --no-fund redis-memory-server@0.17.1']);
    expect(stdout).toMatch(/building 7\.\d+\.\d+ from source in \.cache\/redis/);
    const built = join(machine.project, '.cache', 'redis', 'redis-server');
    expect(JSON.parse(readFileSync(built, 'utf8'))).toEqual(['true', expect.stringMatching(/^-j\d+$/)]);
    expect(existsSync(join(machine.project, '.cache', 'redis', 'build'))).toBe(false);

    const again = machine.setup();
    expect([again.status, again.called]).toEqual([0, called]);
    expect(again.stdout).toContain('built by an earlier setup');
  });

  test('must be installed by hand if all of that fails', () => {
    const fails = 'console.error("no C compiler"); process.exit(1);';
    const { status, stderr } = machine.program('npm', builder(fails)).setup();
    expect(status).toBe(1);
    expect(stderr).toMatch(/no C compiler[\s\S]*Setup failed. Install a Redis server by hand/);
    expect(existsSync(join(machine.project, '.cache', 'redis', 'redis-server'))).toBe(false);
  });
});

test.each([
  ['18.20.8', 'This is Node.js 18.20.8, but 20.18 or later is required.'],
  ['20.17.1', 'This is Node.js 20.17.1, but 20.18 or later is required.'],
  ['20.18.0', undefined],
  ['22.0.0', undefined],
])('Node.js %s: %s', (version, problem) => {
  const code = `const { oldNode } = await import(${JSON.stringify(join(source, 'setup', 'packages.mjs'))});
    process.stdout.write(JSON.stringify([oldNode(${JSON.stringify(version)})]))`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual([problem === undefined ? null : expect.stringContaining(problem)]);
});
