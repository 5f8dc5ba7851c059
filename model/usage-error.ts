/** A mistake of the person who runs a command: its message is all they need to read. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
