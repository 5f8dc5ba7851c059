import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Result } from '../../model/result';

/** What an invocation throws, as Lambda reports it: the error's class, and its message. */
export class FunctionError extends Error {
  constructor(
    readonly errorType: string,
    message: string,
  ) {
    super(message);
  }
}

/** As the deployed functions have it. */
const TIMEOUT_MS = 30_000;

type Answer = { readonly result: Result } | { readonly error: { errorType: string; message: string } };

/** A bundle in a warm process of its own, invoked as often as wanted. A process that died is started anew. */
export class WarmFunction {
  private child: ChildProcess | undefined;
  private written = '';

  /**
   * @param bundle the file that `npm run build` would deploy
   * @param variables all of the function's environment
   */
  constructor(
    private readonly bundle: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  /** @throws {FunctionError} when the handler throws, ends its process, or takes longer than Lambda lets it */
  async invoke(payload: unknown): Promise<Result> {
    this.child ??= this.start();
    const child = this.child;
    const done = new AbortController();
    const { signal } = done;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${TIMEOUT_MS / 1000} seconds`));
      }, TIMEOUT_MS);
    });
    const died = once(child, 'exit', { signal }).then(() => {
      throw new FunctionError(
        'Runtime.ExitError',
        `the process ended: ${this.written.trim() || 'without a word'}`,
      );
    });
    const answered = once(child, 'message', { signal }) as Promise<[Answer]>;
    child.send({ payload, timeoutMs: TIMEOUT_MS }, () => {});
    try {
      const [answer] = await Promise.race([answered, died, late]);
      if ('result' in answer) return answer.result;
      throw new FunctionError(answer.error.errorType, answer.error.message);
    } finally {
      clearTimeout(timer);
      // Whoever lost the race is not waited for any longer.
      for (const loser of [answered, died]) loser.catch(() => {});
      done.abort();
    }
  }

  /** Ends the process, without waiting for an invocation that still runs. */
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
