import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { EnvironmentsError } from '../../model/checks/environments';
import { explain } from './explain';

export interface Outcome {
  readonly code: number;
  /** Both streams as they came. */
  readonly output: string;
}

/** Something that a person can put right; its message says how. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
}

/**
 * Runs Terraform and shows what it says as it says it; questions are answered at the terminal.
 * @throws {DeployError} when Terraform is not installed
 */
export function run(folder: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', args, { cwd: folder, stdio: ['inherit', 'pipe', 'pipe'] });
    let output = '';
    const pass = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString();
      // Terraform does not look whether its own output is a terminal.
      to.write(to.isTTY ? chunk : stripVTControlCharacters(chunk.toString()));
    };
    child.stdout.on('data', pass(process.stdout));
    child.stderr.on('data', pass(process.stderr));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new DeployError('Terraform is not installed, or not in PATH: install version 1.11 or newer.')
          : error,
      ),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * As `run`, for a step that must succeed.
 * @param fine other exit codes that are no failure
 * @returns the exit code
 * @throws {DeployError} that says what to do, where the failure is a known one
 */
export async function must(
  folder: string,
  args: readonly string[],
  fine: readonly number[] = [],
): Promise<number> {
  const { code, output } = await run(folder, args);
  if (code === 0 || fine.includes(code)) return code;
  throw new DeployError(explain(output) ?? `terraform ${args[0]} failed (exit code ${code}): see above.`);
}

/** Ends a script: a known failure is one clear message, anything else keeps its stack. */
export function end(script: Promise<void>): void {
  script.catch((error: unknown) => {
    const known = error instanceof DeployError || error instanceof EnvironmentsError;
    console.error(known ? `\n${error.message}` : error);
    process.exitCode = 1;
  });
}
