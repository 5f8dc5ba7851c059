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
