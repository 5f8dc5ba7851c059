/** A mistake of the person who runs a command: its message is all they need to read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs a command with the arguments of the process. What it throws ends on standard error, with exit code 1. */
export function program(main: (args: readonly string[]) => Promise<void> | void): void {
  Promise.resolve()
    .then(() => main(process.argv.slice(2)))
    .catch((error: unknown) => {
      const text = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : error;
      process.stderr.write(`${text}\n`);
      process.exitCode = 1;
    });
}
