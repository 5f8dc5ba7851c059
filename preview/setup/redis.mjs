// @ts-check
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { failureOf, isExecutable, onPath } from './shell.mjs';

const BUILDER = 'redis-memory-server@0.17.1';
const BUILT_VERSION = '7.2.11';

const byHand =
  'Install a Redis server by hand (redis-server or valkey-server on PATH) and run this again; or set ' +
  'UPSTASH_REST_URL and UPSTASH_REST_TOKEN, and npm start watches that database instead.';

/**
 * Finds a Redis server, or gets one: by the system's package manager, else built from source.
 * @param {string} cache where a built one goes; git ignores it
 * @returns {string | undefined} what to do, when there is none in the end
 */
export function setUpRedis(cache) {
  const found = onPath('redis-server') ?? onPath('valkey-server');
  if (found) {
    console.log(`Redis: ${found}.`);
    return undefined;
  }
  const built = join(cache, 'redis-server');
  if (isExecutable(built)) {
    console.log('Redis: .cache/redis/redis-server, built by an earlier setup.');
    return undefined;
  }
  for (const way of [byApt, byBrew]) if (way()) return undefined;
  return build(cache, built) ? undefined : byHand;
}

function byApt() {
  const apt = onPath('apt-get');
  if (!apt) return false;
  const root = process.getuid?.() === 0;
  // Without a terminal question: a password prompt in the middle of a setup is a trap.
  const sudo =
    root || !onPath('sudo') || failureOf('sudo', ['-n', 'true'], { quiet: true }) ? undefined : 'sudo';
  if (!root && !sudo) {
    console.log('Redis: apt-get is here but needs root, and sudo asks for a password; another way is tried.');
    return false;
  }
  console.log(
    'Redis: installing redis-server by apt-get, because the preview and the tests run a real one. (Debian also ' +
      'starts it as a service, which is not needed: systemctl disable --now redis-server.) …',
  );
  const command = [...(sudo ? [sudo, '-n'] : []), 'env', 'DEBIAN_FRONTEND=noninteractive', apt, '-qq'];
  /**
   * @param {boolean} quiet
   * @param {string[]} args
   */
  const run = (quiet, ...args) => {
    const [file = '', ...rest] = [...command, ...args];
    return failureOf(file, rest, { quiet });
  };
  const install = ['install', '-y', '--no-install-recommends', 'redis-server'];
  if (run(true, ...install) === undefined) return arrived(undefined);
  // The lists of packages may be missing (a container image) or out of date. That they cannot all be updated
  // does not mean that the package cannot be had.
  run(true, 'update');
  return arrived(run(false, ...install));
}

function byBrew() {
  if (!onPath('brew')) return false;
  console.log('Redis: installing redis by Homebrew, because the preview and the tests run a real one …');
  return arrived(failureOf('brew', ['install', 'redis']));
}

/** @param {string | undefined} failure */
function arrived(failure) {
  if (failure === undefined && onPath('redis-server')) return true;
  console.log(`Redis: that did not work (${failure ?? 'it is not on PATH'}); another way is tried.`);
  return false;
}

/**
 * @param {string} cache
 * @param {string} built
 */
function build(cache, built) {
  console.log(
    `Redis: building ${BUILT_VERSION} from source in .cache/redis by the npm package ${BUILDER}, because neither ` +
      'PATH nor a package manager has one. It needs make and a C compiler, and takes some minutes …',
  );
  const work = join(cache, 'build');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  // A package of its own: npm must not look for ours.
  writeFileSync(join(work, 'package.json'), '{ "private": true }\n');
  const failure =
    failureOf('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', BUILDER], { cwd: work }) ??
    // Its install script, run by ourselves: npm may be told to run none.
    failureOf(process.execPath, [join('node_modules', 'redis-memory-server', 'scripts', 'postinstall.js')], {
      cwd: work,
      env: {
        REDISMS_DOWNLOAD_DIR: work,
        REDISMS_VERSION: BUILT_VERSION,
        MAKEFLAGS: `-j${availableParallelism()}`,
        // Without it the package downloads without looking at the certificate.
        npm_config_strict_ssl: 'true',
      },
    });
  if (failure === undefined) copyFileSync(join(work, BUILT_VERSION, 'redis-server'), built);
  rmSync(work, { recursive: true, force: true });
  if (failure !== undefined) console.error(`Redis: that did not work either: ${failure}.`);
  return failure === undefined;
}
