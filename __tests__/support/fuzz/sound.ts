import type { Reading } from '../../../handlers/driver/readings';
import type { ErrorName } from '../../../handlers/lib/errors';
import { units } from '../../../thresholds/row';

/** CloudWatch accepts values from −2^360 to 2^360; no reading is negative. */
const LARGEST = 2 ** 360;

const errors: readonly ErrorName[] = [
  'ConfigurationError',
  'DnsError',
  'NetworkError',
  'TlsError',
  'AuthenticationError',
  'PermissionError',
  'QuotaError',
  'TooManyConnectionsError',
  'RateLimitError',
  'ProtocolError',
  'AwsError',
];

/** A number that may be published. */
export function expectValue(value: unknown): void {
  expect(value).toEqual(expect.any(Number));
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThanOrEqual(LARGEST);
}

/** Readings that may be published: numbers in a CloudWatch unit, or a reason. */
export function expectReadings(readings: Readonly<Record<string, Reading>>): void {
  for (const reading of Object.values(readings))
    if (reading.is === 'measured') {
      expectValue(reading.value);
      expect(units).toContain(reading.unit);
      for (const at of reading.span ?? []) expect(Number.isNaN(new Date(at).getTime())).toBe(false);
    } else if (reading.is === 'absent') {
      expect(reading.reason).toEqual(expect.any(String));
    }
}

/** One of the errors that people see, but not the one that reports a bug in the collector. */
export function expectKnownError(thrown: unknown, names: readonly ErrorName[] = errors): void {
  const { name, message } = thrown as Error;
  // Rethrow it unchanged: it says best what happened.
  if (!names.includes(name as ErrorName) || /bug in the collector/.test(message)) throw thrown;
}

/** A function's result, or undefined if it throws one of these errors. */
export function unlessRefused<T>(call: () => T, ...names: ErrorName[]): T | undefined {
  try {
    return call();
  } catch (error) {
    expectKnownError(error, names);
    return undefined;
  }
}

/** Without the sign of zero, which JSON drops and which makes no difference. */
export function unsigned(value: unknown): unknown {
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unsigned);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unsigned(part)]));
}
