import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { heardInterruption, Interrupted, NOTHING, whileRunning } from './interrupt';

export interface Outcome {
  /** The exit code; 1 if a signal ended it. */
  readonly code: number;
  /** The signal that ended it; null if it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Shows nothing, and asks nothing. */
  readonly quiet?: boolean;
  /** Runs after an interruption, to find out what state things are in. Only a further Ctrl-C ends it. */
  readonly afterwards?: boolean;
}

/** From this Ctrl-C on, a child that still runs is killed. */
const KILLS = 3;

/**
 * Runs a program to its end, with its output and its prompts on the terminal. An interruption reaches it once, and this
 * process waits until it has ended. A second Ctrl-C is handed on, and a third one kills it.
 * @throws {Interrupted} if this process was asked to stop before
 * @throws {NodeJS.ErrnoException} if it cannot be started
 */
export async function runChild(
  file: string,
  args: readonly string[],
  { quiet = false, afterwards = false, ...options }: ChildOptions = {},
): Promise<Outcome> {
  if (!afterwards && (await heardInterruption())) throw new Interrupted(NOTHING);
  // A session of its own: neither the terminal nor a signal to the whole group reaches it.
  const child = spawn(file, args, {
    ...options,
    detached: true,
    stdio: [quiet ? 'ignore' : 'inherit', 'pipe', 'pipe'],
  });
  const all: string[] = [];
  const out: string[] = [];
  const pass = (to: NodeJS.WriteStream, kept: readonly string[][]) => (text: string) => {
    for (const parts of kept) parts.push(text);
    // Not every program checks whether its output is a terminal.
    if (!quiet) to.write(to.isTTY ? text : stripVTControlCharacters(text));
  };
  child.stdout.setEncoding('utf8').on('data', pass(process.stdout, [all, out]));
  child.stderr.setEncoding('utf8').on('data', pass(process.stderr, [all]));
  const ended = () =>
    new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) =>
        resolve({ code: code ?? 1, signal, stdout: out.join(''), output: all.join('') }),
      );
    });
  const stoppable = {
    stop: () => {
      if (!quiet)
        process.stderr.write(`\nInterrupted: waiting for ${file} to end. Ctrl-C again ends it at once.\n`);
      child.kill('SIGINT');
    },
    insist: (times: number) => child.kill(afterwards || times >= KILLS ? 'SIGKILL' : 'SIGINT'),
  };
  return whileRunning(stoppable, ended);
}
