/** A mistake of the person who runs a command: its message is all they need to read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Errors that say themselves what to do. Of any other the stack is needed, too. */
const clear = ['UsageError', 'DeployError', 'EnvironmentsError'];

/** Runs a command with the arguments of the process. What it throws ends on standard error, with exit code 1. */
export function program(main: (args: readonly string[]) => Promise<void> | void): void {
  Promise.resolve()
    .then(() => main(process.argv.slice(2)))
    .catch((error: unknown) => {
      const known = error instanceof Error && clear.includes(error.name);
      process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    });
}
