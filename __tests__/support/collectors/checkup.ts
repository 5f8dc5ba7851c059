import { Client, type QueryResult } from 'pg';
import { type Checkup, type CheckupContext, makeCheckup } from '../../../handlers/neon/checkup';
import { LIMITS, type Limits } from '../../../handlers/neon/checkup/criteria';
import { pinsOf } from '../../../handlers/neon/statement';
import type { Finding } from '../../../model/evidence';
import type { CheckSeverity } from '../../../thresholds/check';
import type { NeonCheck } from '../../../thresholds/neon/checks';

/** Makes a check-up as a visit does: a session of the monitoring role, one message with the pins and the statement. */
export async function checkup(
  url: string,
  context: Omit<CheckupContext, 'user' | 'database'> = {},
): Promise<Checkup> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await makeCheckup(
      async (statement, ms) => {
        const results = (await client.query(`${pinsOf(ms)}; ${statement}`)) as unknown as QueryResult[];
        return results.at(-1)?.rows[0].checkup;
      },
      { user: 'watcher', database: 'postgres', ...context },
    );
  } finally {
    await client.end();
  }
}

/** The limits with other numbers for some checks, which a test database reaches in seconds. */
export const lowered = (
  from: Partial<Record<NeonCheck, Partial<Record<CheckSeverity, number>>>>,
  others: Partial<Limits> = {},
): Limits => ({
  ...LIMITS,
  ...others,
  checks: {
    ...LIMITS.checks,
    ...Object.fromEntries(
      Object.entries(from).map(([name, numbers]) => [
        name,
        { ...LIMITS.checks[name as NeonCheck], from: numbers },
      ]),
    ),
  },
});

export const of = (check: NeonCheck, { findings }: Checkup): readonly Finding[] =>
  findings.filter((one) => one.check === check);
