import { lengthWords } from '../../../model/backtest/words';
import { format } from '../../../model/format';
import type { DatabaseView, EnvironmentView, Run } from '../../web/protocol';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** A span in seconds, or from two minutes on in its two largest units: `2 s`, `90 s`, `12 min`, `3 h 30 min`. */
export function duration(ms: number): string {
  return ms < 2 * MINUTE_MS ? `${Math.floor(ms / SECOND_MS)} s` : lengthWords(ms);
}

/** `just now`, `12 s ago`. */
export function ago(ms: number): string {
  return ms < SECOND_MS ? 'just now' : `${duration(ms)} ago`;
}

/** How long something has lasted, and how long that is for CloudWatch: `for 12 s (20 min in CloudWatch)`. */
export function lasting(ms: number, scale: number): string {
  const real = `for ${duration(ms)}`;
  return scale === 1 || ms < SECOND_MS ? real : `${real} (${duration(ms * scale)} in CloudWatch)`;
}

/** A date and time of a history, in the reader's own time zone. */
export function dated(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone !== undefined && { timeZone }),
  }).format(at);
}

/** The time of day of something in this session. */
export function clock(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeStyle: 'medium',
    ...(timeZone !== undefined && { timeZone }),
  }).format(at);
}

/** How time runs on this page. */
export function timeWords({ scale, collectionMinutes }: EnvironmentView): string {
  if (scale === 1) return 'Alarms and graphs run at the pace of CloudWatch. The readings are real.';
  const real = duration((collectionMinutes * MINUTE_MS) / scale);
  const period = collectionMinutes === 1 ? '1 minute' : `${collectionMinutes} minutes`;
  return `Time runs ${format(scale, 'None')} times faster for alarms and graphs: a period of ${period} lasts ${real}. The readings are real.`;
}

/** What must be known about databases that belong to the user; undefined if there are none. */
export function ownWords(databases: readonly DatabaseView[]): string | undefined {
  const own = databases.filter((database) => database.own);
  if (own.length === 0) return undefined;
  const names = own.map(({ title, about }) => `${title} (${about})`).join(' and ');
  const costs = own.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  const are = own.length === 1 ? 'is your own, real database' : 'are your own, real databases';
  return [`${names} ${are}. Nothing is written to ${own.length === 1 ? 'it' : 'them'}.`, ...costs].join(' ');
}

/** How the page is connected with the preview. */
export type Connection =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'stopped' }
  | { readonly is: 'paused' }
  | { readonly is: 'refused'; readonly message: string };

/** Runs are late if the newest is older than this number of intervals. */
const LATE = 5;

/**
 * What the header says of the connection.
 * @param everySeconds from run to run
 */
export function connectionWords(
  connection: Connection,
  lastRun: Run | undefined,
  { now, everySeconds }: { readonly now: number; readonly everySeconds: number },
): { readonly text: string; readonly good: boolean } {
  switch (connection.is) {
    case 'connecting':
      return { text: 'Connecting to the preview …', good: true };
    case 'stopped':
      return {
        text: 'The preview has stopped. Start it again with npm start; this page continues by itself.',
        good: false,
      };
    case 'paused':
      return { text: 'Paused while another tab shows the preview.', good: true };
    case 'refused':
      return { text: connection.message, good: false };
    case 'live': {
      if (!lastRun) return { text: 'Live. Waiting for the first run.', good: true };
      const age = Math.max(0, now - lastRun.at - lastRun.durationMs);
      const late = age > LATE * everySeconds * SECOND_MS + lastRun.durationMs;
      return late
        ? { text: `No run for ${duration(age)}. See the terminal in which npm start runs.`, good: false }
        : { text: `Live, last run ${ago(age)}`, good: true };
    }
  }
}
