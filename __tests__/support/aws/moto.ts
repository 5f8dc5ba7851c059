import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from '../../../preview/servers/place';
import { describeWith, onPath } from '../project/tools';

/** An AWS emulator with the real semantics of conditions, parameters and statistics. */
export const describeWithMoto = describeWith(
  'moto_server',
  onPath('moto_server'),
  "pip install 'moto[server]'",
);

/** Starts moto_server on a free port; resolves when it answers. */
export async function startMoto(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (answer?.ok) return { url, stop: () => end(child, ended) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill();
  await ended;
}
