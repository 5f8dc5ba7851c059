// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a command, and shows its output if it failed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {string | undefined} how it failed, or undefined
 */
export function failureOf(file, args, { cwd, env, quiet = false } = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(file, args, {
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
  });
  if (status === 0) return undefined;
  if (!quiet) console.error(`${stdout ?? ''}${stderr ?? ''}`.trimEnd());
  return `"${[file, ...args].join(' ')}" ended with ${error?.message ?? signal ?? `code ${status}`}`;
}

/**
 * @param {string} name of a program
 * @returns {string | undefined} its path, if it is on PATH
 */
export function onPath(name) {
  const places = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return places.map((place) => join(place, name)).find(isExecutable);
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
