import { exitCodeFor, type Said } from './diagnose';
import type { Expected } from './expected';
import type { Facts } from './facts';

/** What was found, for programs: the shape is in docs/doctor.md. No finding is put together with others here. */
export function doctorJson(expected: Expected, facts: Facts, said: readonly Said[]): string {
  const { name, region } = expected.environment;
  const answer = {
    ...{ environment: name, region, checkedAt: facts.now.toISOString(), exitCode: exitCodeFor(said) },
    findings: said.flatMap(({ name: check, findings }) =>
      findings.map(({ grade, subject, what, todo }) => ({ check, grade, subject, what, todo })),
    ),
    fine: Object.fromEntries(
      said.flatMap(({ name: check, fine }) => (fine === undefined ? [] : [[check, fine]])),
    ),
    unknown: Object.fromEntries(
      said.flatMap(({ name: check, unknown }) => (unknown === undefined ? [] : [[check, unknown]])),
    ),
    rows: valuesOf(expected, facts),
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

/** The newest value of each row, or null. */
export interface RowValue {
  readonly subject: string;
  readonly row: string;
  readonly unit: string;
  readonly value: number | null;
  /** The time of the value, ISO 8601. */
  readonly at: string | null;
  readonly ageSeconds: number | null;
}

/** The newest value of each row and its age; empty if metrics could not be read. */
export function valuesOf({ rows }: Expected, facts: Facts): RowValue[] {
  if ('unread' in facts.rows) return [];
  const read = facts.rows.value;
  return rows.map(({ key, subject, row, unit }) => {
    const newest = read.get(key)?.newest;
    return {
      ...{ subject, row, unit, value: newest?.value ?? null, at: newest?.at.toISOString() ?? null },
      ageSeconds: newest ? Math.round((facts.now.getTime() - newest.at.getTime()) / 1000) : null,
    };
  });
}
