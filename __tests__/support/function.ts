import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Result } from '../../handlers/driver/result';

/** An invocation's outcome, as Lambda would report it. */
export interface Outcome {
  readonly result?: Result;
  readonly error?: { readonly name: string; readonly message: string; readonly stack: string };
}
export interface Inspection {
  readonly node: string;
  readonly heap: number;
  /** Whatever keeps a process alive: sockets, timers, handles. */
  readonly resources: readonly string[];
}
export interface WarmFunction {
  invoke(payload?: unknown): Promise<Outcome>;
  inspect(): Promise<Inspection>;
  /** Standard output and error so far. */
  readonly log: string;
  readonly pid: number;
  stop(): void;
}

/** Without V8's compilers, whose caches grow for thousands of calls, the heap holds what the code keeps, and no more. */
const STEADY = ['--no-opt', '--no-sparkplug', '--no-maglev', '--no-lazy-feedback-allocation'];

/**
 * Starts a warm process around a bundle, with these variables and no others.
 * @param flags of V8; none where it is to run as fast as in Lambda
 */
export function startFunction(
  bundle: string,
  env: Record<string, string>,
  node = process.execPath,
  flags: readonly string[] = STEADY,
): WarmFunction {
  const child = fork(join(__dirname, 'host.mjs'), [bundle], {
    execPath: node,
    execArgv: ['--expose-gc', ...flags],
    env,
    silent: true,
  });
  const waiting = new Map<number, (answer: never) => void>();
  let [id, log] = [0, ''];
  child.on('message', (message: { id: number; answer: never }) => waiting.get(message.id)?.(message.answer));
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += chunk));
  const ask = <T>(order: string, payload?: unknown) =>
    new Promise<T>((resolve, reject) => {
      waiting.set(++id, resolve);
      child.once('exit', () => reject(new Error(`the function's process ended: ${log.slice(-2_000)}`)));
      child.setMaxListeners(0);
      child.send({ id, order, payload });
    });
  return {
    invoke: (payload = {}) => ask('invoke', payload),
    inspect: () => ask('inspect'),
    get log() {
      return log;
    },
    pid: child.pid ?? 0,
    stop: () => child.kill(),
  };
}
