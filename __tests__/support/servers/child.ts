import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';

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

/** Whether a child has ended, on its own (then it has a code) or by a signal (then it never has one). */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Waits until a child has ended and its output is read. @returns its code; null if a signal ended it */
export async function ended(child: ChildProcess): Promise<number | null> {
  const open = [child.stdout, child.stderr].some((stream) => stream && !stream.closed);
  if (!hasEnded(child) || open) await once(child, 'close');
  return child.exitCode;
}
