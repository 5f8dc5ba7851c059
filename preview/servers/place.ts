import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Owner } from './supervised';

/** The user for servers that refuse to run as root: nobody if we are root, otherwise ourselves. */
export function unprivileged(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, 'nobody'])));
  return uid && gid ? { uid, gid } : undefined;
}

/** Whether a command succeeds when the owner runs it: files in another user's private folder are not even found. */
export function canRun(owner: Owner | undefined, file: string, ...args: string[]): boolean {
  return spawnSync(file, args, { cwd: '/', stdio: 'ignore', ...owner }).status === 0;
}

/** A path for a new folder that its owner can reach. Does not create it. */
export function freshFolder(name: string, owner?: Owner): string {
  const base = canRun(owner, 'test', '-x', tmpdir()) ? tmpdir() : '/tmp';
  return join(base, `${name}-${randomBytes(6).toString('hex')}`);
}

export function freshPassword(): string {
  return randomBytes(18).toString('base64url');
}

/** Systems give connections a port of 32768 or above (Linux), 49152 or above (macOS, Windows), if they do not ask for one. */
const [LOWEST, HIGHEST] = [20_000, 32_767];

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/**
 * A loopback port that was free a moment ago. It is none that the system gives to connections: with one of those, a server
 * that takes seconds to start, or that restarts, may find it taken.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) return port;
  }
}

const TRIES = 5;

/** Starts a server on a free port; tries another one if it fails and the port is taken meanwhile, whatever its message says. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = TRIES; ; tries--) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      const taken = /address already in use/i.test(String(error)) || !(await isFree(port));
      if (tries <= 1 || !taken) throw error;
    }
  }
}
