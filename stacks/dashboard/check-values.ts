/** Anything that can stand in a body. */
export type Json = unknown;

export function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, or none: what else there may be does not always become one. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : '';
}
export function numberOf(value: Json): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** Longest part of a value that stands in a problem. */
const SHOWN = 200;
/** A value as it stands in a problem. */
export function shown(value: Json): string {
  try {
    return String(JSON.stringify(value)).slice(0, SHOWN);
  } catch {
    return 'a nest without end';
  }
}

/** Collects problems, each with the place at which it was found. */
export interface Found {
  readonly problems: readonly string[];
  /** A problem at `key` unless it holds. */
  that(holds: boolean, key: string, problem: string): void;
  /** No other keys than these: CloudWatch refuses some and ignores others, and both hide a mistake. */
  known(value: Record<string, Json>, keys: readonly string[]): void;
  /** Where the key is there, it has one of these values. */
  oneOf(value: Record<string, Json>, key: string, values: readonly Json[]): void;
  text(value: Record<string, Json>, key: string): void;
  number(value: Json, key: string): void;
  integer(value: Json, key: string, least: number, most: number): void;
  color(value: Json, key: string): void;
  alarmArn(value: Json, key: string): void;
  /** Goes on inside a key. */
  at(key: string, check: (inside: Found) => void): void;
  /** Runs a check and returns what it found. */
  within(check: (found: Found) => void): readonly string[];
}

/** @param place where the value stands that is looked at */
export function finder(place: string, problems: string[] = []): Found {
  const found: Found = {
    problems,
    that(holds, key, problem) {
      if (!holds) problems.push(`${place}${key && !key.startsWith('[') ? `.${key}` : key} ${problem}`);
    },
    known(value, keys) {
      for (const key of Object.keys(value))
        found.that(keys.includes(key), key, `is not known; known are ${keys.join(', ')}`);
    },
    oneOf(value, key, values) {
      if (key in value)
        found.that(values.includes(value[key]), key, `is ${shown(value[key])}, not ${values.join(', ')}`);
    },
    text(value, key) {
      found.that(typeof value[key] === 'string' && value[key] !== '', key, 'is missing or no text');
    },
    number(value, key) {
      found.that(typeof value === 'number' && Number.isFinite(value), key, `is ${shown(value)}, no number`);
    },
    integer(value, key, least, most) {
      const fits = Number.isInteger(value) && numberOf(value) >= least && numberOf(value) <= most;
      found.that(fits, key, `is ${shown(value)}, no whole number from ${least} to ${most}`);
    },
    color(value, key) {
      found.that(/^#[0-9a-fA-F]{6}$/.test(textOf(value)), key, `is ${shown(value)}, no colour like #d13212`);
    },
    alarmArn(value, key) {
      const arn = /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/;
      found.that(arn.test(textOf(value)), key, `has ${shown(value)}, no ARN of an alarm`);
    },
    at(key, check) {
      check(finder(`${place}${key.startsWith('[') ? key : `.${key}`}`, problems));
    },
    within(check) {
      check(found);
      return problems;
    },
  };
  return found;
}
