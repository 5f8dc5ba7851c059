/** The event's time is used only if it is this close to the clock. */
export const TRUSTED_MS = 15 * 60_000;

/** The collection slot that a time belongs to. Both in milliseconds since the epoch. */
export function slotOf(time: number, intervalMs: number): number {
  return Math.floor(time / intervalMs) * intervalMs;
}

/**
 * The slots that a count covers: all after the slot of the previous sample, up to the current one. Missed runs
 * leave several. The count is spread over them, because a burst that never happened must not raise an alarm.
 */
export function slotsBetween(before: number, now: number, intervalMs: number): number[] {
  const missed = Math.floor((now - before) / intervalMs);
  if (missed <= 1) return [now];
  return Array.from({ length: missed }, (_, i) => now - (missed - 1 - i) * intervalMs);
}
