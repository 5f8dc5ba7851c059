import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { RemoteState } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import { explain } from './explain';

export interface Outcome {
  readonly code: number;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

/** A problem that the user can fix; the message says how. */
export class DeployError extends UsageError {
  override readonly name = 'DeployError';
}

/** Runs Terraform in the folder of one stack, with its output and its prompts on the terminal. */
export class Terraform {
  constructor(
    private readonly folder: string,
    private readonly remoteState: RemoteState,
  ) {}

  /** @throws {DeployError} if Terraform is not installed */
  run(args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn('terraform', args, { cwd: this.folder, stdio: ['inherit', 'pipe', 'pipe'] });
      let output = '';
      const pass = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
        output += chunk.toString();
        // Terraform does not check whether its output is a terminal.
        to.write(to.isTTY ? chunk : stripVTControlCharacters(chunk.toString()));
      };
      child.stdout.on('data', pass(process.stdout));
      child.stderr.on('data', pass(process.stderr));
      child.on('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ENOENT'
            ? new DeployError('Terraform is not installed or not on PATH: install version 1.11 or later.')
            : error,
        ),
      );
      child.on('close', (code) => resolve({ code: code ?? 1, output }));
    });
  }

  /**
   * Like `run`, for a step that must succeed.
   * @param fine other exit codes that are not failures
   * @returns the exit code
   * @throws {DeployError} says what to do about a known failure
   */
  async must(args: readonly string[], fine: readonly number[] = []): Promise<number> {
    const { code, output } = await this.run(args);
    if (code === 0 || fine.includes(code)) return code;
    throw new DeployError(
      explain(output, this.remoteState) ??
        `terraform ${args[0]} failed (exit code ${code}): see the output above.`,
    );
  }
}
