import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { UsageError } from '../../model/usage-error';

/** Why a command was asked to stop. */
export type Cause = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'output';

/** A command that was asked to stop, and stopped. The message says what state things are in. */
export class Interrupted extends UsageError {
  override readonly name = 'Interrupted';
}

/** What is said of an interruption before anything was begun. */
export const NOTHING = '\nInterrupted. Nothing was changed.';

/** As shells report it: 128 and the number of the signal. Without a reader of the output, as if by SIGPIPE. */
const codes: Readonly<Record<Cause, number>> = { SIGHUP: 129, SIGINT: 130, output: 141, SIGTERM: 143 };

/** What a child does when it is asked to stop, and when the person insists. */
export interface Stoppable {
  stop(): void;
  /** @param times how often the person has pressed Ctrl-C by now: 2 or more */
  insist(times: number): void;
}

let cause: Cause | undefined;
let running: Stoppable | undefined;

/** Why this process was asked to stop; undefined if it was not. */
export const interruption = (): Cause | undefined => cause;
/** The same, after all signals that came during synchronous work are told: Node polls for them between two immediates. */
export async function heardInterruption(): Promise<Cause | undefined> {
  await setImmediate();
  await setImmediate();
  return cause;
}
export const exitCodeOf = (why: Cause): number => codes[why];

/** Hands interruptions to a child while it runs. A process that was asked to stop before starts no child. */
export async function whileRunning<T>(child: Stoppable, work: () => Promise<T>): Promise<T> {
  running = child;
  try {
    return await work();
  } finally {
    running = undefined;
  }
}

function interrupt(why: Cause): void {
  if (cause) return;
  cause = why;
  running?.stop();
}

/**
 * From now on a signal, a terminal that goes away, or output that nobody reads any more stop the running child gently,
 * and this process waits for it.
 *
 * Children run in sessions of their own: they get no signal but ours. One Ctrl-C reaches this process several times: from
 * the terminal, from npm, from every other parent that hands signals on, and nobody can tell them apart. Terraform takes
 * a second interrupt as "end at once", and leaves the state locked. So only the first one is handed on, and how often
 * somebody pressed Ctrl-C is counted by a witness: a process that hears the terminal and nobody else.
 * @returns when the witness listens
 */
export async function watchSignals(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt(signal));
  // EPIPE of a pipe whose reader has ended; EIO of a terminal that is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => interrupt('output'));
  if (hasTerminal())
    await countKeys((times) => {
      if (times === 1) interrupt('SIGINT');
      else running?.insist(times);
    });
}

/** Whether Ctrl-C can reach us. Input and output may be redirected all the same. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

const WITNESS = `
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.on('SIGINT', () => process.stdout.write('.'));
process.stdin.resume().on('end', () => process.exit());
process.stdout.write('!');`;

/** Counts how often Ctrl-C was pressed. The witness ends with this process: then its standard input closes. */
function countKeys(pressed: (times: number) => void): Promise<void> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const witness = spawn(process.execPath, ['-e', WITNESS], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  let times = 0;
  return new Promise((ready) => {
    witness.stdout.on('data', (said: Buffer) => {
      for (const key of said.toString()) if (key === '.') pressed(++times);
      for (const stream of [witness.stdin, witness.stdout]) (stream as unknown as { unref(): void }).unref();
      ready();
    });
    // Without it, the first interruption still stops gently, and nobody can insist.
    for (const end of ['error', 'exit']) witness.on(end, () => ready());
    witness.unref();
  });
}
