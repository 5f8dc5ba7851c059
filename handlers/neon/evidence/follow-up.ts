import type { Finding } from '../../../model/evidence';
import type { VisitContext } from '../../driver/service';
import { within } from '../../lib/deadline';
import { MonitoringError } from '../../lib/errors';
import type { Journal } from '../../lib/journal';
import { asError } from '../../lib/network';
import { parsed } from '../../lib/schema';
import type { Baseline, Previous } from '../../lib/state';
import type { More } from '../query';
import { detailSchema, type NeonDetail, type NeonSnapshot } from '../snapshot';
import { topStatements } from './statements';
import {
  learntFrom,
  type Memory,
  memoryOf,
  remembering,
  textsOf,
  textsStatement,
  unknownOf,
  unread,
} from './texts';

/** Makes a check-up with the one statement that it may send. @throws if it could not be made */
export type Checkup = (ask: More) => Promise<readonly Finding[]>;

/** What a visit brings besides its sample. */
export interface FollowUp {
  readonly snapshot: NeonSnapshot;
  /** Undefined if no check-up was made. */
  readonly findings?: readonly Finding[];
  /** Whether one was tried, and could not be made. */
  readonly checkupFailed?: true;
}

/** Under which name texts are remembered. */
const TEXTS = 'texts';
/** How long a visit waits for the saved state, with the answer in its hands. */
const STATE_MS = 1_000;

/**
 * What the one more statement of a visit is for. Texts come first, because an alarm may need them now; a check-up can wait, but
 * not for ever.
 */
export function next(
  wantsTexts: boolean,
  checkup: Awaited<ReturnType<VisitContext['checkup']>>,
): 'texts' | 'checkup' | undefined {
  if (checkup === 'overdue' || (checkup && !wantsTexts)) return 'checkup';
  return wantsTexts ? 'texts' : undefined;
}

/**
 * Learns the texts of the costliest statements where they are not known, or makes the check-up, or neither; never both. Nothing
 * that goes wrong here costs the visit its readings.
 * @param more sends one more statement; undefined if this visit must not
 */
export async function followUp(
  snapshot: NeonSnapshot,
  visit: VisitContext,
  more: More | undefined,
  checkup?: Checkup,
): Promise<FollowUp> {
  const samples = await loaded(visit);
  if (!samples) return { snapshot };
  const named = topStatements(baselineOf(samples, snapshot), snapshot);
  const ids = Array.isArray(named) ? named.map(({ id }) => id) : [];
  const memory = memoryOf(await visit.memo(TEXTS));
  const unknown = unknownOf(memory, ids, Date.now());
  const order = more && next(unknown.length > 0, checkup && (await visit.checkup()));
  const learnt = more && order === 'texts' ? await learn(snapshot, unknown, visit, more) : [];
  const known = remembering(memory, ids, learnt);
  if (ids.length > 0) visit.remember(TEXTS, known);
  const checked = more && checkup && order === 'checkup' ? await check(checkup, visit, more) : {};
  return { snapshot: { ...snapshot, gauges: { ...snapshot.gauges, texts: textsOf(known) } }, ...checked };
}

/** The saved samples; undefined if they do not come in time. */
async function loaded(visit: VisitContext): Promise<readonly Previous[] | undefined> {
  let samples: readonly Previous[] | undefined;
  const loading = visit.samples().then((all) => {
    samples = all;
  });
  // That it cannot be read is said elsewhere.
  await within(
    STATE_MS,
    loading.catch(() => {}),
  );
  return samples;
}

/** What the snapshot is compared with, as the driver does. */
function baselineOf(
  [newest]: readonly Previous[],
  { identity }: NeonSnapshot,
): Baseline<NeonDetail> | undefined {
  if (newest?.baseline.identity !== identity) return undefined;
  const { detail, ...baseline } = newest.baseline;
  const read = detail === undefined ? undefined : parsed(detailSchema, detail);
  return { ...baseline, ...(read && { detail: read }) };
}

/** What is known of these texts after asking for them. */
async function learn(
  { gauges: { schema } }: NeonSnapshot,
  ids: readonly string[],
  { journal }: VisitContext,
  more: More,
): Promise<Memory> {
  if (schema === null) return [];
  try {
    const learnt = learntFrom(await more(textsStatement(schema, ids)), ids, Date.now());
    if (learnt) return learnt;
    throw new Error('the answer is not what the statement returns');
  } catch (error) {
    const why = failed('the texts of statements could not be read', error, journal);
    return unread(ids, why, Date.now());
  }
}

async function check(
  checkup: Checkup,
  { journal }: VisitContext,
  more: More,
): Promise<Omit<FollowUp, 'snapshot'>> {
  try {
    return { findings: await checkup(more) };
  } catch (error) {
    failed('the check-up could not be made', error, journal);
    return { checkupFailed: true };
  }
}

/** Warns. As with the main statement, what a server refuses is an answer, and no call that failed. Returns it without a text of the server. */
function failed(what: string, thrown: unknown, journal: Journal): string {
  const { name, message, code = name } = asError(thrown);
  if (thrown instanceof MonitoringError) journal.failedCalls += 1;
  journal.warn(`${what}: ${message}`);
  return `${what} (${code})`;
}
