import { UsageError } from '../../model/usage-error';

/** Runs a command with the arguments of the process. What it throws ends on standard error, with exit code 1. */
export function program(main: (args: readonly string[]) => Promise<void> | void): void {
  Promise.resolve()
    .then(() => main(process.argv.slice(2)))
    .catch((error: unknown) => {
      // Of an error that does not say itself what to do the stack is needed, too.
      const said = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : error;
      process.stderr.write(`${said}\n`);
      process.exitCode = 1;
    });
}
