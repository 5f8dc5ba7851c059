import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Unreferences a child process: a test that fails before it stops its children must not keep the whole run from
 * ending. Code that awaits the child needs something else that keeps the process alive, as every jest test has. The
 * child must end on its own when we end: its channel or its standard input closes.
 */
export function unheld<Child extends ChildProcess>(child: Child): Child {
  child.unref();
  child.channel?.unref();
  // Pipes to a child are sockets, which the types do not express.
  for (const stream of child.stdio) (stream as Socket | null)?.unref();
  return child;
}

/** Any interval will do: that there is a timer is what keeps the process alive. */
const HOLD_MS = 60_000;

/**
 * Keeps the process alive until the work is done. Servers and sessions of the tests hold no process, so a program
 * that is not a test and waits for one of them ends at its first `await`, silently and with exit code 0.
 */
export async function held<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, HOLD_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Whether a child has ended, by itself (then it has a code) or by a signal (then it has none, and never will). */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Waits until a child has ended and its output is read. @returns its code; null if a signal ended it */
export async function ended(child: ChildProcess): Promise<number | null> {
  const open = [child.stdout, child.stderr].some((stream) => stream && !stream.closed);
  if (!hasEnded(child) || open) await once(child, 'close');
  return child.exitCode;
}

/** What a program wrote, and how it ended. */
export interface Outcome {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits until a program has ended. @param input what it reads; nothing by default */
export async function outcomeOf(child: ChildProcessWithoutNullStreams, input = ''): Promise<Outcome> {
  unheld(child).stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
  return { code, stdout, stderr };
}
