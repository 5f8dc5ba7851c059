import { spawn } from 'node:child_process';
import { type Cause, exitCodeOf } from '../shared/interrupt';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

/** Variables that would change what is synthesized or installed, or where. */
const FOREIGN = /^(AWS_ENDPOINT_URL$|SYNTH_HCL_OUTPUT$|CDKTF_|GIT_|npm_config_local_prefix$)/;

export type Runner = (
  file: string,
  args: readonly string[],
  cwd: string,
  env?: NodeJS.ProcessEnv,
) => Promise<Outcome>;

/**
 * Runs programs quietly, with temporary files in one folder. If the signal says so, they are killed with the programs
 * that they have started (the compiler's own process ignores Ctrl-C): all that they write is thrown away then.
 * @returns a function that runs a program and resolves only when it has ended; it rejects if it could not be started,
 *   or was stopped
 */
export function runner(temporary: string, signal: AbortSignal): Runner {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  return (file, args, cwd, env = {}) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const child = spawn(file, args, {
        cwd,
        env: { ...own, TMPDIR: temporary, CHECKPOINT_DISABLE: '1', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A process group of its own, which can be killed as a whole.
        detached: true,
      });
      const kill = () => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      };
      signal.addEventListener('abort', kill);
      let [stdout, output] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        output += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      child.on('error', reject);
      child.on('exit', () => signal.removeEventListener('abort', kill));
      child.on('close', (code) =>
        signal.aborted ? reject(signal.reason) : resolve({ code: code ?? 1, stdout, output }),
      );
    });
}

/**
 * Waits until all have ended, also after one has failed: none may still write where the caller cleans up.
 * @throws the first failure
 */
export async function together<T extends readonly Promise<unknown>[]>(...all: T) {
  await Promise.allSettled(all);
  return await Promise.all(all);
}

/** What ends a command from outside. */
const ends = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** Runs `work`, and stops it on Ctrl-C, on SIGTERM, and when the terminal or the reader of the output goes away. */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const stopped = (why: Cause) => {
    process.exitCode = exitCodeOf(why);
    stop.abort();
  };
  const signalled = (name: NodeJS.Signals) => stopped(name as (typeof ends)[number]);
  const unread = () => stopped('SIGHUP');
  for (const name of ends) process.on(name, signalled);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unread);
  try {
    await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('Stopped.\n');
  } finally {
    for (const name of ends) process.off(name, signalled);
  }
}
