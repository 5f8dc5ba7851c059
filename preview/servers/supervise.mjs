// @ts-check
/**
 * Owns one temporary folder, and a server that works in it, for a parent that may end in any way.
 *
 * It runs in its own session, so that Ctrl-C and a closing terminal do not reach the server before the parent reacts.
 * Its channel to the parent closes when the parent ends, even by SIGKILL. Then it stops the server and removes the
 * folder. Nothing else triggers that.
 *
 * From the parent: first a Job, later `restart` and `halt`. To the parent: a Report (supervised.ts has both).
 */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./supervised').Job} Job */
/** @typedef {import('./supervised').Report} Report */

/** How long a process has to obey one signal before the next, stronger one. */
const PATIENCE_MS = 5_000;

/** @type {Job | undefined} */
let job;
/** @type {import('node:child_process').ChildProcess | undefined} the process that is running now: a preparation or the server */
let running;
/** @type {import('node:child_process').ChildProcess | undefined} the process that we are stopping on purpose */
let doomed;
let ending = false;

/** @param {Report} report */
const tell = (report) => process.connected && process.send?.(report);

/** @param {Job} given */
function fill({ folder, owner, files = {}, copy }) {
  /** @param {string} path */
  const give = (path) => owner && chownSync(path, owner.uid, owner.gid);
  give(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    give(join(folder, name));
  }
  if (copy) {
    const to = join(folder, copy.as);
    cpSync(copy.from, to, { recursive: true, verbatimSymlinks: true });
    // Independent of npm's umask.
    spawnSync('chmod', ['-R', 'a+rX', to]);
  }
}

/**
 * Starts a command in the folder.
 * @param {readonly string[]} command
 * @returns {Promise<string | undefined>} how it failed, or undefined if it succeeded
 */
function run([file = '', ...args]) {
  return new Promise((resolve) => {
    const { folder = '/', owner } = job ?? {};
    running = spawn(file, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], ...owner });
    running.once('error', ({ message }) => resolve(message));
    running.once('exit', (code, signal) =>
      resolve(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`),
    );
  });
}

/** Stops the running process with increasingly strong signals. */
async function halt() {
  const child = running;
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  doomed = child;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let hit = 0;
  const strike = () => child.kill(job?.stop[hit++] ?? 'SIGKILL');
  strike();
  const timer = setInterval(strike, PATIENCE_MS);
  await ended;
  clearInterval(timer);
}

function serve() {
  if (!job?.server || ending) return;
  const started = run(job.server);
  const child = running;
  tell({ pid: child?.pid ?? 0 });
  void started.then((how) => {
    if (doomed !== child) tell({ problem: `${job?.server?.[0]}: ${how ?? 'it exited on its own'}` });
  });
}

/** @param {Job} given */
async function start(given) {
  mkdirSync(given.folder, { mode: 0o700 });
  // From here on, removing the folder is our job.
  job = given;
  fill(job);
  for (const command of job.prepare ?? []) {
    const how = ending ? undefined : await run(command);
    if (how) {
      tell({ problem: `${command[0]}: ${how}` });
      return;
    }
  }
  tell({ prepared: true });
  serve();
}

async function end() {
  if (ending) return;
  ending = true;
  await halt();
  if (job) rmSync(job.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(0);
}

const orders = { restart: () => halt().then(serve), halt: () => halt().then(() => tell({ halted: true })) };

process.on('message', (/** @type {Job | keyof typeof orders} */ message) => {
  const doing = typeof message === 'string' ? orders[message]() : start(message);
  doing.catch((/** @type {Error} */ { message: problem }) => tell({ problem }));
});
process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
// Once the parent is gone, nobody reads the log.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
