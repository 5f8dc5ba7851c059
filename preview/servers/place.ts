import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
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

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server on a free port; tries another one if the port is taken in the meantime. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 3; ; tries--) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tries <= 1 || !/address already in use/i.test(String(error))) throw error;
    }
  }
}
