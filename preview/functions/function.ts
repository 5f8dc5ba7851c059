import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import { functionSizeOf } from '../../model/databases/shards';
import type { DatabaseResults, Result } from '../../model/result';

/** An error thrown by an invocation, as Lambda reports it: class and message. */
export class FunctionError extends Error {
  constructor(
    readonly errorType: string,
    message: string,
  ) {
    super(message);
  }
}

type Answer =
  | { readonly result: Result | DatabaseResults }
  | { readonly error: { errorType: string; message: string } };
type Said = Answer | { readonly log: string };

/**
 * What is kept of the log of one invocation. The collectors write one line: about 2,500 characters, and as many again of
 * evidence, and the findings of a check-up. More is written only by a function that is broken, and without end.
 */
const MOST_LINES = 20;
const LONGEST_LINE = 40_000;

/** A bundle in its own warm process, which can be invoked repeatedly. A process that died is restarted. */
export class WarmFunction {
  private child: ChildProcess | undefined;
  private written = '';
  private logged = '';

  /**
   * @param bundle the bundled handler
   * @param variables the function's complete environment
   * @param timeoutSeconds that of the deployed function
   */
  constructor(
    private readonly bundle: string,
    private readonly variables: Readonly<Record<string, string>>,
    private readonly timeoutSeconds = functionSizeOf(1).timeoutSeconds,
  ) {}

  /**
   * @returns the result of the unnamed database alone; of several, where the payload asks for them
   * @throws {FunctionError} if the handler throws, exits, or exceeds the timeout
   */
  async invoke<R extends Result | DatabaseResults = Result>(payload: unknown): Promise<R> {
    const timeoutMs = this.timeoutSeconds * 1_000;
    this.child ??= this.start();
    const child = this.child;
    const done = new AbortController();
    const { signal } = done;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${this.timeoutSeconds} seconds`));
      }, timeoutMs);
    });
    const died = once(child, 'exit', { signal }).then(() => {
      throw new FunctionError(
        'Runtime.ExitError',
        `the process exited: ${this.written.trim() || 'it wrote nothing'}`,
      );
    });
    this.logged = '';
    const answered = this.answerOf(child, signal);
    child.send({ payload, timeoutMs }, () => {});
    try {
      const answer = await Promise.race([answered, died, late]);
      if ('result' in answer) return answer.result as R;
      throw new FunctionError(answer.error.errorType, answer.error.message);
    } finally {
      clearTimeout(timer);
      // Stop waiting for the losers of the race.
      for (const loser of [answered, died]) loser.catch(() => {});
      done.abort();
    }
  }

  /** The lines that the newest invocation wrote to its log. Their number and length are limited. */
  get log(): string[] {
    const lines = this.logged.split('\n').filter((line) => line !== '');
    return lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  }

  private async answerOf(child: ChildProcess, signal: AbortSignal): Promise<Answer> {
    for await (const [said] of on(child, 'message', { signal }) as AsyncIterable<[Said]>) {
      if (!('log' in said)) return said;
      this.logged = (this.logged + said.log).slice(0, MOST_LINES * LONGEST_LINE);
    }
    throw new Error('unreachable: the messages of a child have no end');
  }

  /** Ends the process without waiting for a running invocation. */
  async close(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  private start(): ChildProcess {
    const child = fork(join(__dirname, 'host.mjs'), [this.bundle], {
      execArgv: [],
      env: { ...this.variables },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.written = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.written = (this.written + text).slice(-2_000);
    });
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
    });
    return child;
  }
}
