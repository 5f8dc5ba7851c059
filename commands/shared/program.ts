import { remarksOf } from '../../model/checks/remarks';
import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';

/** Runs a command with the process's arguments. Errors go to standard error and set exit code 1. */
export function program(main: (args: readonly string[]) => Promise<void> | void): void {
  Promise.resolve()
    .then(() => main(process.argv.slice(2)))
    .catch((error: unknown) => {
      // Any other error is a bug: print the stack trace.
      const said = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : error;
      process.stderr.write(`${said}\n`);
      process.exitCode = 1;
    });
}

/** Says on standard error what is valid and probably not meant. */
export function warn(environment: Environment): void {
  for (const remark of remarksOf(environment)) process.stderr.write(`Warning: ${remark}\n`);
}
