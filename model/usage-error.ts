/** A user's mistake: the message alone tells them what to do, without a stack trace. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
