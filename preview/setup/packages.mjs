// @ts-check
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from './shell.mjs';

/** package.json, "engines". */
const OLDEST = [20, 18];

/**
 * @param {string} version such as `20.11.1`
 * @returns {string | undefined} what to do if it is too old
 */
export function oldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `This is Node.js ${version}, but ${OLDEST.join('.')} or later is required. Install it from https://nodejs.org or with a version manager.`;
}

/**
 * Installs the npm packages if they are missing or older than the lock file.
 * @param {string} project
 * @returns {string | undefined} what to do if that failed
 */
export function setUpPackages(project) {
  // npm writes this file last, so an interrupted installation does not look finished.
  const installed = modified(join(project, 'node_modules', '.package-lock.json'));
  const wanted = modified(join(project, 'package-lock.json'));
  if (installed !== undefined && wanted !== undefined && installed >= wanted) {
    console.log('npm packages: installed and up to date.');
    return undefined;
  }
  const why =
    installed === undefined ? 'there is no node_modules yet' : 'package-lock.json is newer than node_modules';
  console.log(`npm packages: running npm ci, because ${why} (this includes a PostgreSQL server) …`);
  // Under `npm run`, use the same npm, regardless of PATH.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=warn'];
  const failure = npm?.endsWith('.js')
    ? failureOf(process.execPath, [npm, ...args], { cwd: project })
    : failureOf('npm', args, { cwd: project });
  return failure && `${failure}. Fix the problem that npm reports above, and run this again.`;
}

/** @param {string} file */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
