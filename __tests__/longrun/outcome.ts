import type { Outcome } from '../support/collectors/function';

const LATE = /another run of this collector was faster/;
const warnings = ({ result, error }: Outcome): readonly string[] => result?.warnings ?? error?.warnings ?? [];

/** Whether a run left its interval to another run and published nothing. */
export const cameLate = (outcome: Outcome): boolean => warnings(outcome).some((text) => LATE.test(text));

/** The heartbeat that a run owes; undefined if it publishes nothing. */
export function heartbeatOf(outcome: Outcome, dry: boolean): 0 | 1 | undefined {
  if (dry || cameLate(outcome)) return undefined;
  const { error } = outcome;
  // A run that only failed to publish has visited its database.
  return !error || (error.name === 'AwsError' && error.message.includes('PutMetricData')) ? 1 : 0;
}

/** How many values a run says that it dropped, because the state table cannot hold them. */
export function droppedBy(outcome: Outcome): number {
  const said = warnings(outcome).map(
    (text) => /cannot hold .*: the oldest (\d+) were dropped/.exec(text)?.[1],
  );
  return said.reduce((sum, n) => sum + Number(n ?? 0), 0);
}

const ANOTHER = /another member of the database answered: its next answer/;

/** The texts of a result for each reason why a growth is absent. */
export const reasons = {
  first: /first run/,
  member: ANOTHER,
  reset: /started over|were reset/,
  // The sample of a member that has not answered for long is not kept.
  old: new RegExp(`minutes old|${ANOTHER.source}`),
  clock: /clock went backwards/,
  short: /less than a second/,
  taken: /another member of the database has been counted/,
} as const;

/** A description of an invocation's outcome. */
export function brief({ result, error }: Outcome): string {
  return error ? `${error.name}: ${error.message.slice(0, 120)}` : `published ${result?.published}`;
}
