import type { Handler } from '../../../handlers/driver/handler';
import type { Result } from '../../../model/result';
import { units } from '../../../thresholds/row';
import type { FakeAws } from '../aws/fake-aws';
import { expectKnownError, expectValue } from './sound';

/** The remaining time of Lambda: enough for one second of collecting, so that a timeout comes soon and nothing is retried. */
const LEFT_MS = 10_000;
/** The longest text that people see. */
const LONGEST = 5_000;

/** How a run ended, and what it logged. */
export interface Ended {
  readonly result?: Result;
  readonly error?: Error & { readonly warnings?: readonly string[] };
  readonly lines: readonly unknown[];
}

/** A handler, and the lines that it logs. */
export interface Logged {
  readonly handler: Handler;
  readonly lines: readonly unknown[];
}
export function logged(create: (log: (line: unknown) => void) => Handler): Logged {
  const lines: unknown[] = [];
  return { handler: create((line) => lines.push(line)), lines };
}

/** Runs a fresh handler, and forgets what was published before. */
export async function ended({ handler, lines }: Logged, aws: FakeAws, payload: unknown = {}): Promise<Ended> {
  aws.published.length = 0;
  aws.calls.length = 0;
  try {
    const result = await handler(payload, { getRemainingTimeInMillis: () => LEFT_MS });
    return { result, lines };
  } catch (error) {
    return { error: error as Error, lines };
  }
}

/** Everything that a run outputs: results, logs, CloudWatch data and the state table's item. */
export function everything({ result, error, lines }: Ended, aws: FakeAws): string {
  const { message, stack, name, ...fields } = error ?? {};
  return JSON.stringify([result, name, message, stack, fields, lines, aws.published, [...aws.items]]);
}

/** A run ends with a result or with an error that is not a bug in the collector, and its texts are readable. */
export function expectSoundEnd({ result, error, lines }: Ended): void {
  if (error) expectKnownError(error);
  const warnings = result?.warnings ?? error?.warnings ?? [];
  for (const text of [error?.message ?? '', error?.stack ?? '', ...warnings]) {
    expect(text).not.toMatch(/bug in the collector/);
    expect(text.length).toBeLessThan(LONGEST);
  }
  expect(lines).toHaveLength(1);
  for (const metric of Object.values(result?.metrics ?? {}))
    if ('value' in metric) expectValue(metric.value);
    else if ('absent' in metric) expect(metric.absent.length).toBeLessThan(LONGEST);
}

/** Also: `Up` was published, 1 or 0 depending on the outcome, and everything published is a number with a unit. */
export function expectSoundRun(run: Ended, aws: FakeAws): void {
  expectSoundEnd(run);
  // Data from earlier runs is published before it.
  expect(aws.values('Up').at(-1)).toBe(run.result ? 1 : 0);
  for (const { Value, Unit } of aws.published) {
    expectValue(Value);
    expect(units).toContain(Unit);
  }
}
