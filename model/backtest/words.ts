import type { Tested } from './backtest';

const MINUTE_MS = 60_000;
const units = [
  ['d', 24 * 60],
  ['h', 60],
  ['min', 1],
] as const;

/** A length of time in its two largest units: `35 min`, `2 h 10 min`, `3 d 4 h`. */
export function lengthWords(ms: number): string {
  let minutes = Math.round(ms / MINUTE_MS);
  const parts = units.flatMap(([unit, size]) => {
    const n = Math.floor(minutes / size);
    minutes -= n * size;
    return n > 0 ? [`${n} ${unit}`] : [];
  });
  return parts.slice(0, 2).join(' ') || '0 min';
}

/** `2026-11-03 14:05`, in UTC. */
export const minuteOf = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');

/** How often an alarm would have fired, and how long: `2 times, 35 min in all`. */
export function firedWords({ firings, absent }: Tested): string {
  if (!firings) return `cannot be judged: ${absent}`;
  const { times, totalMs, open } = firings;
  if (times === 0) return 'never';
  const length = lengthWords(totalMs);
  const how = times === 1 ? `once, ${length}` : `${times} times, ${length} in all`;
  return open ? `${how}, not over at the end` : how;
}
