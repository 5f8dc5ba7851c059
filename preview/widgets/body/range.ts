/** CloudWatch's own time range of a dashboard that names none. */
export const DEFAULT_RANGE_S = 3 * 3600;
/** CloudWatch keeps metrics for 455 days. */
const LONGEST_S = 455 * 86_400;

const SECONDS: Readonly<Record<string, number>> = {
  D: 86_400,
  W: 7 * 86_400,
  M: 30 * 86_400,
  Y: 365 * 86_400,
};

/** The seconds of `-PT6H` or `-P3M`; undefined if it is anything else. */
function relativeSeconds(start: string): number | undefined {
  const match = /^-P(?:(\d{1,5})([YMWD]))?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/.exec(start);
  if (!match) return undefined;
  const [, count, unit = 'D', hours, minutes, seconds] = match;
  const total =
    Number(count ?? 0) * (SECONDS[unit] ?? 0) +
    Number(hours ?? 0) * 3600 +
    Number(minutes ?? 0) * 60 +
    Number(seconds ?? 0);
  return total > 0 ? Math.min(total, LONGEST_S) : undefined;
}

/** Milliseconds since the epoch of an ISO 8601 time; undefined if it is anything else. */
export function isoTime(time: unknown): number | undefined {
  if (typeof time !== 'string' || !/^\d{4}-\d\d/.test(time)) return undefined;
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : at;
}

export interface Range {
  /** Undefined if the body names none. */
  readonly seconds: number | undefined;
  readonly notes: readonly string[];
}

/**
 * The length of a time range. Its end is always now: there are no readings of other days here.
 * @param start `-PT6H`, or ISO 8601
 * @param end ISO 8601
 */
export function rangeOf(start: unknown, end: unknown): Range {
  if (start === undefined) return { seconds: undefined, notes: [] };
  const relative = typeof start === 'string' ? relativeSeconds(start) : undefined;
  if (relative !== undefined) return { seconds: relative, notes: [] };
  const [from, to] = [isoTime(start), isoTime(end)];
  if (from === undefined)
    return {
      seconds: undefined,
      notes: ['"start" is neither like -PT6H or -P3D nor an ISO 8601 time, so it is ignored.'],
    };
  const seconds = to === undefined ? undefined : (to - from) / 1000;
  return {
    seconds: seconds !== undefined && seconds > 0 ? Math.min(seconds, LONGEST_S) : undefined,
    notes: [
      'Fixed dates are not simulated here: the readings are those of this session, so the range ends now.',
    ],
  };
}

/** Minutes east of UTC of `+0130`, `-0800`, `UTC`; undefined for the reader's own time zone. */
export function utcOffsetOf(timezone: unknown): number | undefined {
  if (timezone === 'UTC') return 0;
  const match = typeof timezone === 'string' ? /^([+-])(\d\d):?(\d\d)$/.exec(timezone) : null;
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return minutes > 14 * 60 ? undefined : match[1] === '-' ? -minutes : minutes;
}
