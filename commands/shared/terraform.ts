import { relative } from 'node:path';
import type { RemoteState } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import { type ChildOptions, type Outcome, runChild } from './child';
import { explain, noBucket } from './explain';
import { Interrupted, interruption, NOTHING } from './interrupt';
import { lockIn, type Standing, standingWords, stateOf, taintedIn } from './standing';

/** A problem that the user can fix; the message says how. */
export class DeployError extends UsageError {
  override readonly name: string = 'DeployError';
}

/** The remote state bucket does not exist. */
export class NoBucketError extends DeployError {
  override readonly name: string = 'NoBucketError';
}

/** An address that no stack has: to ask for the lock without changing anything. */
const NOWHERE = 'terraform_data.nowhere';
/** Subcommands that take the lock, or leave something behind. */
const LOCKING = ['apply', 'destroy', 'import', 'plan'];

/** Runs Terraform in the folder of one stack, with its output and its prompts on the terminal. */
export class Terraform {
  constructor(
    private readonly folder: string,
    private readonly remoteState: RemoteState,
  ) {}

  /**
   * @throws {DeployError} if Terraform is not installed, or was killed
   * @throws {Interrupted} if this process was asked to stop, when Terraform has ended; says what state things are in
   */
  async run(args: readonly string[]): Promise<Outcome> {
    const outcome = await this.start(args);
    const interrupted = interruption();
    if (!interrupted && !outcome.signal) return outcome;
    const [step = ''] = args;
    const broken = { step, output: outcome.output, completed: outcome.code === 0 && !outcome.signal };
    const standing = LOCKING.includes(step) ? await this.standing() : { lock: undefined, tainted: [] };
    const words = standingWords(broken, standing, relative('', this.folder));
    if (interrupted) throw new Interrupted(`\nInterrupted. ${words}`);
    throw new DeployError(`\nterraform ${step} was ended by ${outcome.signal}. ${words}`);
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

  /**
   * What Terraform writes to standard output, without showing it.
   * @throws {DeployError} with what Terraform said, if it fails; a {@link NoBucketError} if the bucket does not exist
   * @throws {Interrupted} if this process was asked to stop
   */
  async read(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
    const { code, stdout, output } = await this.start(args, { quiet: true, env });
    if (interruption()) throw new Interrupted(NOTHING);
    if (code === 0) return stdout;
    const Failure = noBucket.test(output) ? NoBucketError : DeployError;
    throw new Failure(explain(output, this.remoteState) ?? output);
  }

  private async start(args: readonly string[], options: Omit<ChildOptions, 'cwd'> = {}): Promise<Outcome> {
    try {
      return await runChild('terraform', args, { cwd: this.folder, ...options });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new DeployError('Terraform is not installed or not on PATH: install version 1.11 or later.');
    }
  }

  /** Asks Terraform for the lock, and for the state. Undefined if it cannot tell. */
  private async standing(): Promise<Standing | undefined> {
    const probe = { quiet: true, afterwards: true };
    const asked = await this.start(['untaint', '-allow-missing', '-lock-timeout=0s', NOWHERE], probe);
    const lock = lockIn(asked.output);
    const pulled = await this.start(['state', 'pull'], probe);
    if (pulled.code !== 0) return undefined;
    const state = stateOf(pulled.stdout);
    return { lock, tainted: state ? taintedIn(state) : [] };
  }
}
