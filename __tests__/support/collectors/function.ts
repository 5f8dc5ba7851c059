import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Result } from '../../../model/result';
import { unheld } from '../servers/child';

/** An invocation's outcome, as Lambda would report it. */
export interface Outcome {
  readonly result?: Result;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly stack: string;
    readonly warnings?: readonly string[];
  };
}
export interface Inspection {
  readonly node: string;
  /** Bytes of the heap in use. */
  readonly heap: number;
  /** Resident memory of the process, bytes. */
  readonly rss: number;
  /** Everything that keeps a process alive: sockets, timers, handles. */
  readonly resources: readonly string[];
  /** Open files and sockets; 0 if the system does not report them. */
  readonly descriptors: number;
}
export interface WarmFunction {
  /** @param remainingMs the remaining time of the invocation; 30 seconds by default */
  invoke(payload?: unknown, remainingMs?: number): Promise<Outcome>;
  inspect(): Promise<Inspection>;
  /** Sets the process's clock this many milliseconds ahead of the real one. */
  clock(aheadMs: number): Promise<void>;
  /** Standard output and error so far. */
  readonly log: string;
  readonly pid: number;
  stop(): void;
}

/** Without V8's compilers, whose caches grow for thousands of calls, the heap contains only what the code keeps. */
const STEADY = ['--no-opt', '--no-sparkplug', '--no-maglev', '--no-lazy-feedback-allocation'];

/**
 * Starts a warm process around a bundle, with only these variables.
 * @param flags V8 flags; none to run as fast as in Lambda
 */
export function startFunction(
  bundle: string,
  env: Record<string, string>,
  node = process.execPath,
  flags: readonly string[] = STEADY,
): WarmFunction {
  const child = unheld(
    fork(join(__dirname, 'host.mjs'), [bundle], {
      execPath: node,
      execArgv: ['--expose-gc', ...flags],
      env,
      silent: true,
    }),
  );
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
  let [id, log] = [0, ''];
  child.on('message', (message: { id: number; answer: never }) => {
    waiting.get(message.id)?.resolve(message.answer);
    waiting.delete(message.id);
  });
  child.once('exit', () => {
    const error = new Error(`the function's process ended: ${log.slice(-2_000)}`);
    for (const { reject } of waiting.values()) reject(error);
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += chunk));
  const ask = <T>(order: string, payload?: unknown) =>
    new Promise<T>((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      child.send({ id, order, payload });
    });
  return {
    invoke: (payload = {}, remainingMs = undefined) => ask('invoke', { payload, remainingMs }),
    inspect: () => ask('inspect'),
    clock: (aheadMs) => ask('clock', aheadMs),
    get log() {
      return log;
    },
    pid: child.pid ?? 0,
    stop: () => child.kill(),
  };
}
