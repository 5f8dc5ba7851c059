import { remarksOf } from '../../model/checks/remarks';
import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import { type Env, isEmulated } from '../../model/variables';
import { type Cause, exitCodeOf, heardInterruption, interruption, NOTHING, watchSignals } from './interrupt';

/**
 * Runs a command with the process's arguments. Errors go to standard error and set exit code 1; after an interruption
 * the exit code is that of the signal.
 * @param children whether it runs other programs: then a signal ends these first
 */
export function program(
  main: (args: readonly string[]) => Promise<void> | void,
  { children = false }: { readonly children?: boolean } = {},
): void {
  Promise.resolve(children ? watchSignals() : undefined)
    .then(() => main(process.argv.slice(2)))
    .catch(async (error: unknown) => {
      process.stderr.write(`${wordsOf(error, await heardInterruption())}\n`);
      process.exitCode = 1;
    })
    .finally(() => {
      const interrupted = interruption();
      if (interrupted) process.exitCode = exitCodeOf(interrupted);
      // Without its terminal, Node fails when it restores the terminal's settings: end as the signal would have.
      if (interrupted === 'SIGHUP') process.removeAllListeners('SIGHUP').kill(process.pid, 'SIGHUP');
    });
}

function wordsOf(error: unknown, interrupted: Cause | undefined): unknown {
  if (error instanceof UsageError) return error.message;
  // What Ctrl-C ended beside us, such as the bundler's process.
  if (interrupted) return NOTHING;
  // Any other error is a bug: print the stack trace.
  return error instanceof Error ? error.stack : error;
}

/** Says on standard error what is valid and probably not meant. */
export function warn(environment: Environment, all: readonly Environment[], env: Env = process.env): void {
  const remarks = [...(isEmulated(env) ? [emulatedWords(environment)] : []), ...remarksOf(environment, all)];
  for (const remark of remarks) process.stderr.write(`Warning: ${remark}\n`);
}

/** What an emulator of AWS does not get: no emulator has it, or cannot read it back. */
function emulatedWords({ name, chat, budget }: Environment): string {
  const left = ['saved queries', ...(chat ? ['chat'] : []), ...(budget ? ['the budget'] : [])];
  return `AWS_ENDPOINT_URL is set, so ${name} is for an emulator of AWS: ${left.join(', ')} left out. Unset it to deploy to AWS.`;
}
