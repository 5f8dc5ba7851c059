import { countedOf, type Evidence, type Seen, sessionWords, type Unknown } from '../../../model/evidence';
import { format } from '../../../model/format';
import type { CheckupState, Run } from '../../web/protocol';
import { ago, clock, duration } from './words';

/** A part of the evidence that the page shows in a box of its own. */
export type PartName =
  | 'advice'
  | 'blocked'
  | 'statements'
  | 'longest'
  | 'waits'
  | 'keepsAwake'
  | 'traffic'
  | 'findings';

/** What the collector of a service can see, in the order in which it helps. */
const parts: Readonly<Record<string, readonly PartName[]>> = {
  neon: ['advice', 'blocked', 'waits', 'statements', 'longest', 'keepsAwake', 'findings'],
  upstash: ['advice', 'traffic', 'findings'],
};
export const partsOf = (service: string): readonly PartName[] => parts[service] ?? ['advice', 'findings'];

/** The box with what a query of the log shows. */
const boxes: Readonly<Record<string, PartName>> = {
  statements: 'statements',
  blockers: 'blocked',
  waits: 'waits',
  deadlocks: 'blocked',
  transactions: 'longest',
  wakers: 'keepsAwake',
  clients: 'traffic',
  findings: 'findings',
};
/** Where to look first when an alarm fires: where its text leads to as well. */
export const partFor = (query: string | undefined): PartName => boxes[query ?? ''] ?? 'advice';

export const isUnknown = (seen: unknown): seen is Unknown =>
  typeof seen === 'object' && seen !== null && 'absent' in seen && typeof seen.absent === 'string';

/** The list, or none where it is absent. */
const known = <T>(seen: Seen<readonly T[]> | undefined): readonly T[] =>
  seen === undefined || isUnknown(seen) ? [] : seen;

/** What gives the right that a reason asks for, to be copied; undefined if it asks for none. */
export function grantIn(reason: string): string | undefined {
  const [statement] = /\bGRANT \S.* TO .+$/s.exec(reason) ?? [];
  return statement?.replace(/[.\s]+$/, '').concat(';');
}

/** The run of which the evidence is shown, and in words which one that is. */
export interface Witnessed {
  readonly run?: Run;
  readonly words: string;
}

const isAsleep = ({ absent }: Run): boolean => Object.values(absent).includes('asleep');

/**
 * The newest run that saw the database: what was seen before it went down is what people look for.
 * @param until shows what was known at that time; undefined: what is known now
 */
export function witnessed(runs: readonly Run[], now: number, until?: number): Witnessed {
  const before = until === undefined ? runs : runs.filter(({ at }) => at <= until);
  const newest = before.at(-1);
  const run = before.findLast((one) => !one.error && !isAsleep(one));
  if (!newest)
    return { words: until === undefined ? 'Waiting for the first run.' : 'That run is no longer known.' };
  const failed = newest.error && `failed with ${newest.error.errorType}`;
  const blind =
    newest === run ? '' : `The run at ${clock(newest.at)} ${failed ?? 'found the compute suspended'}. `;
  if (!run) return { words: blind };
  return { run, words: `${blind}Seen by the run at ${clock(run.at)}, ${ago(now - run.at)}.` };
}

export const seconds = (n: number): string => duration(n * 1_000);
const sessions = (n: number): string => `${n} ${n === 1 ? 'session' : 'sessions'}`;

/** A session that lets others wait, or waits. */
export interface Blocking {
  readonly pid: number;
  readonly words: string;
  /** The text of its statement, where it is known. */
  readonly statement: string | undefined;
  readonly waiting: readonly Blocking[];
}

/** The text of a statement that is among those of the interval. */
export function textOf({ statements }: Evidence, id: string | undefined): string | undefined {
  const found = known(statements).find((statement) => statement.id === id);
  return found && !isUnknown(found.text) ? found.text : undefined;
}

/**
 * Who waits for whom: the root blockers with those that wait for them, directly or behind others. A session that waits for
 * several stands below the one that is nearest to a root, and each stands only once.
 */
export function blockingTree(evidence: Evidence): readonly Blocking[] {
  const { blocked = [] } = evidence;
  const placed = new Set<number>();
  /** Level by level, from the roots: the sessions below each one. */
  const below = new Map<number, (typeof blocked)[number][]>();
  const roots = known(evidence.rootBlockers);
  for (let level = roots.map(({ pid }) => pid); level.length > 0; ) {
    const next = blocked.filter(({ pid, by }) => !placed.has(pid) && by.some((one) => level.includes(one)));
    for (const one of next) {
      placed.add(one.pid);
      const above = one.by.find((pid) => level.includes(pid)) ?? 0;
      below.set(above, [...(below.get(above) ?? []), one]);
    }
    level = next.map(({ pid }) => pid);
  }
  const waitingFor = (pid: number): Blocking[] => (below.get(pid) ?? []).map((one) => waiter(one));
  const waiter = (
    { pid, waitMs, statement }: (typeof blocked)[number],
    by?: readonly number[],
  ): Blocking => ({
    pid,
    words: `pid ${pid} waits${by ? ` for pid ${by.join(', ')}` : ''}${waitMs === undefined ? '' : `, ${format(waitMs, 'Milliseconds')} so far`}`,
    statement: textOf(evidence, statement),
    waiting: waitingFor(pid),
  });
  const tree = roots.map(({ state, transactionSeconds, blocks, ...session }): Blocking => {
    const open =
      transactionSeconds !== undefined && `its transaction is open for ${seconds(transactionSeconds)}`;
    const blocking = `${sessionWords(session)} blocks ${sessions(blocks.length)}`;
    const how = [state, open].filter(Boolean).join(', ');
    return {
      ...{ pid: session.pid, statement: undefined, waiting: waitingFor(session.pid) },
      words: how ? `${blocking}: ${how}` : blocking,
    };
  });
  // Those that wait for a session that is not among the roots, such as in a circle.
  const others = blocked.filter(({ pid }) => !placed.has(pid)).map((one) => waiter({ ...one }, one.by));
  return [...tree, ...others];
}

/** `nothing found`, `1 finding`, `2 findings`. */
export function foundWords(n: number): string {
  if (n === 0) return 'nothing found';
  return `${n} ${n === 1 ? 'finding' : 'findings'}`;
}

/** How the newest check-up ended, and when it was. */
export function checkupWords(state: CheckupState | undefined, now: number): string {
  if (state?.running) return 'Looking …';
  if (!state?.made)
    return 'Not looked yet. The collector makes a check-up once a day, when it connects anyway.';
  const { at, findings } = state.made;
  const found = foundWords(findings.length);
  return `${found.charAt(0).toUpperCase()}${found.slice(1)}, at ${clock(at)}, ${ago(now - at)}.`;
}

/** The evidence in one line, to stand above the graphs. */
export function summary({ run, words }: Witnessed, checkup: CheckupState | undefined): string {
  if (!run) return words;
  const { evidence = {} } = run;
  const waiting = evidence.blocked?.length ?? 0;
  const [slowest] = known(evidence.statements);
  const text = slowest && (isUnknown(slowest.text) ? `statement ${slowest.id}` : slowest.text);
  const found = countedOf(checkup?.made?.findings ?? []);
  const said = [
    waiting > 0 && `${sessions(waiting)} blocked`,
    found > 0 && foundWords(found),
    evidence.advice?.[0],
    slowest && `${format(slowest.share * 100, 'Percent')} of the time in ${text}`,
  ];
  return `${clock(run.at)}: ${said.filter(Boolean).join(' · ') || 'nothing that stands out'}`;
}
