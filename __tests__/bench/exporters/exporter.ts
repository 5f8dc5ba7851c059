import { spawn, spawnSync } from 'node:child_process';
import { onFreePort } from '../../../preview/servers/place';
import { onPath } from '../../support/project/tools';
import { hasEnded, unheld } from '../../support/servers/child';

export interface Exporter {
  readonly pid: number;
  readonly port: number;
  readonly log: string;
  stop(): void;
}

/** How to install what is missing; undefined if nothing is. */
export function missing(...packages: readonly string[]): string | undefined {
  const absent = packages.filter((name) => !onPath(name));
  if (absent.length === 0) return undefined;
  return `apt-get update && apt-get install -y --no-install-recommends ${absent.join(' ')}`;
}

/** An exporter's version. */
export function versionOf(file: string): string {
  const { stdout, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\.\d+\S*/.exec(stdout + stderr)?.[0] ?? 'unknown';
}

/**
 * Starts an exporter on a free loopback port, with only these variables.
 * @throws {Error} with its output, if it exits or does not listen within a minute
 */
export function startExporter(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Exporter> {
  return onFreePort((port) => startOn(port, file, args, env));
}

const READY_MS = 60_000;

async function startOn(
  port: number,
  file: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Exporter> {
  const child = unheld(
    spawn(file, [`--web.listen-address=127.0.0.1:${port}`, ...args], { env, stdio: 'pipe' }),
  );
  let [log, failed] = ['', false];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  child.once('error', ({ message }) => {
    log += message;
    failed = true;
  });
  const end = () => void child.kill();
  process.once('exit', end);
  const listens = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.text(),
      () => undefined,
    );
  const stop = () => {
    process.removeListener('exit', end);
    end();
  };
  const late = performance.now() + READY_MS;
  // If it exited because the port is taken, somebody else listens there.
  while ((await listens()) === undefined || hasEnded(child)) {
    if (failed || hasEnded(child) || performance.now() > late) {
      stop();
      throw new Error(`${file} does not listen: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    pid: child.pid ?? 0,
    port,
    get log() {
      return log;
    },
    stop,
  };
}
