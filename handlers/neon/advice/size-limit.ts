/** The server's setting. Neon's extension has it, in MB. */
const SETTING = 'neon.max_cluster_size';
/** PostgreSQL's units are powers of 1024 (PostgreSQL: guc.c). */
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};
const SIZE = /^\s*(\d{1,15}(?:\.\d{1,15})?)\s*(B|kB|MB|GB|TB)?\s*$/i;
/** A plan's "1 GB" may be 10⁹ or 2³⁰ bytes; for TB, the two are 10 % apart. */
const ROUNDING = 1.1;

/** Gigabytes of 10⁹ bytes, or why there is no limit. */
export type SizeLimit = { readonly gigabytes: number } | { readonly none: string };

/**
 * A size that is set for the server, in bytes; undefined if there is none, which `-1` and 0 mean.
 * @param setting such as `512MB`, or `512` without a unit: Neon's settings are in MB
 */
export function bytesOf(setting: string | null): number | undefined {
  const [, digits = '0', unit = 'MB'] = SIZE.exec(setting ?? '') ?? [];
  return Number(digits) * (BYTES[unit.toUpperCase()] ?? 0) || undefined;
}

/** @param setting of `neon.max_cluster_size` */
export function sizeLimitOf(setting: string | null): SizeLimit {
  const bytes = bytesOf(setting);
  if (bytes !== undefined) return { gigabytes: bytes / 1e9 };
  return {
    none: `the server has no limit of its size (${SETTING} is ${setting === null ? 'not set' : `'${setting.slice(0, 20)}'`}); set limits.databaseGigabytes in environments.ts to the limit of the plan, in GB`,
  };
}

const shown = (gigabytes: number): string => `${Number(gigabytes.toPrecision(3))} GB`;

/**
 * What to say if the alarms compare with another limit than the server has; undefined if they do not.
 * @param told the number with which the alarms of DatabaseSize compare, in GB; undefined if they compare with the server's
 */
export function otherLimit(told: number | undefined, limit: SizeLimit): string | undefined {
  if (told === undefined || 'none' in limit) return undefined;
  const { gigabytes } = limit;
  if (Math.max(told / gigabytes, gigabytes / told) <= ROUNDING) return undefined;
  const late = told > gigabytes ? ': they would fire too late' : '';
  return `the alarms of DatabaseSize compare with ${shown(told)}, and the server allows ${shown(gigabytes)} (${SETTING})${late}; set limits.databaseGigabytes in environments.ts to ${Number(gigabytes.toPrecision(3))}`;
}
