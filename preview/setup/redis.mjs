// @ts-check
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { failureOf, isExecutable, onPath } from './shell.mjs';

const BUILDER = 'redis-memory-server@0.17.1';
const BUILT_VERSION = '7.2.11';

const byHand =
  'Install a Redis server by hand (redis-server or valkey-server on PATH) and run this again; or set ' +
  'UPSTASH_REST_URL and UPSTASH_REST_TOKEN to let npm start watch that database instead.';

/**
 * Finds a Redis server, or installs one with the system's package manager, or builds one from source.
 * @param {string} cache the folder for the build, ignored by git
 * @returns {string | undefined} what to do if all of that failed
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
  // Never prompt: nobody expects a password prompt in the middle of a setup.
  const sudo =
    root || !onPath('sudo') || failureOf('sudo', ['-n', 'true'], { quiet: true }) ? undefined : 'sudo';
  if (!root && !sudo) {
    console.log('Redis: apt-get needs root, and sudo asks for a password; trying another way.');
    return false;
  }
  console.log(
    'Redis: installing redis-server with apt-get, because the preview and the tests use a real server. (Debian also ' +
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
  // The package lists may be missing (in a container image) or outdated. Try to install even if an update fails:
  // the package may still be available.
  run(true, 'update');
  return arrived(run(false, ...install));
}

function byBrew() {
  if (!onPath('brew')) return false;
  console.log('Redis: installing redis with Homebrew, because the preview and the tests use a real server …');
  return arrived(failureOf('brew', ['install', 'redis']));
}

/** @param {string | undefined} failure */
function arrived(failure) {
  if (failure === undefined && onPath('redis-server')) return true;
  console.log(`Redis: that did not work (${failure ?? 'it is not on PATH'}); trying another way.`);
  return false;
}

/**
 * @param {string} cache
 * @param {string} built
 */
function build(cache, built) {
  console.log(
    `Redis: building ${BUILT_VERSION} from source in .cache/redis with the npm package ${BUILDER}, because neither ` +
      'PATH nor a package manager has a Redis server. This needs make and a C compiler, and takes a few minutes …',
  );
  const work = join(cache, 'build');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  // A separate package, so that npm does not use ours.
  writeFileSync(join(work, 'package.json'), '{ "private": true }\n');
  const failure =
    failureOf('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', BUILDER], { cwd: work }) ??
    // Run its install script ourselves, because npm may be configured not to run scripts.
    failureOf(process.execPath, [join('node_modules', 'redis-memory-server', 'scripts', 'postinstall.js')], {
      cwd: work,
      env: {
        REDISMS_DOWNLOAD_DIR: work,
        REDISMS_VERSION: BUILT_VERSION,
        MAKEFLAGS: `-j${availableParallelism()}`,
        // Without this, the package downloads without verifying the certificate.
        npm_config_strict_ssl: 'true',
      },
    });
  if (failure === undefined) copyFileSync(join(work, BUILT_VERSION, 'redis-server'), built);
  rmSync(work, { recursive: true, force: true });
  if (failure !== undefined) console.error(`Redis: that did not work either: ${failure}.`);
  return failure === undefined;
}
