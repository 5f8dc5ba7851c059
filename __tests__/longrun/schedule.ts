import { anyFault, type Fault, losesAnswers } from './faults';
import { Random } from './random';

export const INTERVAL_MS = 300_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The start of the long run's clock. */
export const START = Date.parse('2026-01-01T00:00:00Z');

/** What happens at the source before a run, and how often. */
export interface Work {
  readonly hits: number;
  readonly misses: number;
  readonly expired: number;
  /** How many keys must be evicted for lack of memory. */
  readonly evictions: number;
  readonly statements: number;
}
/** Resets of a part of the statistics: of a database, a user or a statement, or of minimum and maximum only. */
export const partialResets = [
  'reset of a database',
  'reset of a user',
  'reset of a statement',
  'reset of extremes',
] as const;
/**
 * `reset`: all statistics. `restart`: the server. `rotate`: the password and the parameter that holds it.
 * `lock`: the password alone; `unlock`: the parameter follows.
 */
export type SourceEvent =
  | (typeof partialResets)[number]
  | ('reset' | 'restart' | 'rotate' | 'lock' | 'unlock');

/** Everything about one run. */
export interface Step {
  readonly index: number;
  /** The clock at its start, in milliseconds since the epoch. */
  readonly clock: number;
  /** The clock was set back for this run. */
  readonly back: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The slot of the readings. */
  readonly slot: number;
  readonly dry: boolean;
  /** Which process runs it: the long-lived one, another one, or both at once. */
  readonly by: 'main' | 'other' | 'both';
  readonly before: readonly SourceEvent[];
  readonly work: Work;
  /** The members of the database take turns to answer, if it has several. */
  readonly turns: boolean;
  /** More unpublished values wait in the state table than an item may keep. */
  readonly backlog: boolean;
  /** The database is suspended, if possible. */
  readonly asleep: boolean;
  readonly faults: readonly Fault[];
  /** Memory, handles and sockets are checked afterwards. */
  readonly checkpoint: boolean;
}

export const CHECKPOINTS = 10;
/** Runs without a fault before a memory check and at the end. */
const CALM = 3;
/** A counter reset is visible only if the counters were higher before it than at the next sample. */
const RESET_AFTER = 60;
const idle: Work = { hits: 0, misses: 0, expired: 0, evictions: 0, statements: 0 };

interface Episode {
  readonly faults: readonly Fault[];
  readonly backlog?: true;
  /** How many more runs it lasts. */
  left: number;
}

/** What a run's step depends on, apart from chance. */
interface Schedule {
  clock: number;
  sinceReset: number;
  /**
   * For how many more runs another process is invoked, members take turns, the compute is suspended, or the password is
   * locked.
   */
  other: number;
  turns: number;
  asleep: number;
  locked: number;
  /** Minutes until the next runs, if they are planned. */
  gaps: number[];
  episode: Episode | undefined;
}

/** The schedule of a seed. Pure: the same seed gives the same schedule. */
export function scheduleOf(seed: number, runs: number): Step[] {
  const random = new Random(seed);
  const every = Math.floor(runs / CHECKPOINTS);
  const state: Schedule = {
    ...{
      clock: START,
      sinceReset: 0,
      other: 0,
      turns: 0,
      asleep: 0,
      locked: 0,
      gaps: [],
      episode: undefined,
    },
  };
  const steps: Step[] = [];

  // Each part draws its own random numbers: their order is part of the schedule.
  for (let index = 0; index < runs; index++) {
    const toCheckpoint = every - 1 - (index % every);
    const calm = toCheckpoint < CALM || runs - index <= CALM || index === 0;
    const { episode } = state;
    state.episode = episodeOf(random, state, calm);
    const backlog = state.episode?.backlog === true && state.episode !== episode;
    const asleep = isAsleep(random, state, calm);
    const turns = takeTurns(random, state, calm);
    const before = sourceEvents(random, state, calm);
    const time = timing(random, state, calm);
    const by = invoked(random, state, calm);
    const faults = (state.episode?.faults ?? []).filter(
      // With two processes, neither could know whether its own save was written.
      (fault) => by !== 'both' || !losesAnswers(fault, 'PutItem'),
    );
    // Calm runs always have work: without it the collector might not connect, and the end would not be checked.
    const work = asleep || (!calm && random.chance(0.08)) ? idle : workOf(random);
    const checkpoint = toCheckpoint === 0;
    steps.push({ index, ...time, by, before, work, turns, backlog, asleep, faults, checkpoint });
  }
  return steps;
}

function episodeOf(random: Random, { episode, gaps }: Schedule, calm: boolean): Episode | undefined {
  if (episode && --episode.left >= 0 && !calm) return episode;
  return calm || gaps.length > 0 ? undefined : newEpisode(random, gaps);
}

function isAsleep(random: Random, state: Schedule, calm: boolean): boolean {
  if (state.asleep > 0) state.asleep--;
  else if (!calm && random.chance(0.015)) state.asleep = random.int(1, 16);
  return state.asleep > 0 && !calm;
}

function takeTurns(random: Random, state: Schedule, calm: boolean): boolean {
  if (state.turns > 0) state.turns--;
  else if (!calm && random.chance(0.03)) state.turns = random.int(4, 16);
  return state.turns > 0;
}

function invoked(random: Random, state: Schedule, calm: boolean): Step['by'] {
  if (state.other > 0) state.other--;
  else if (!calm && random.chance(0.03)) state.other = random.int(1, 3);
  if (calm) return 'main';
  if (random.chance(0.03)) return 'both';
  return state.other > 0 ? 'other' : 'main';
}

function newEpisode(random: Random, gaps: number[]): Episode | undefined {
  // CloudWatch accepts nothing, and half a day passes before the next run: unsent data is too old by then.
  if (random.chance(0.004)) {
    const minutes = [5, 5, 13 * 60, 5];
    gaps.push(...minutes);
    return { faults: [{ on: 'PutMetricData', is: 'AccessDeniedException', times: 9 }], left: minutes.length };
  }
  // CloudWatch accepts nothing, and so much is unsent that the state table cannot keep all of it.
  if (random.chance(0.008))
    return {
      faults: [{ on: 'PutMetricData', is: 'AccessDeniedException', times: 9 }],
      left: 2,
      backlog: true,
    };
  if (!random.chance(0.15)) return undefined;
  const first = anyFault(random);
  const second = random.chance(0.25) ? anyFault(random) : first;
  const faults = second.on === first.on ? [first] : [first, second];
  const isSlow = faults.some((fault) => 'slow' in fault && fault.slow);
  return {
    faults,
    left: isSlow
      ? 1
      : random.pick([
          [4, 1],
          [3, 2],
          [2, 3],
          [1, 6],
        ] as const),
  };
}

function sourceEvents(random: Random, state: Schedule, calm: boolean): SourceEvent[] {
  const events: SourceEvent[] = [];
  state.sinceReset++;
  if (state.locked > 0 && (--state.locked === 0 || calm)) {
    state.locked = 0;
    events.push('unlock');
  }
  if (calm) return events;
  if (random.chance(0.006)) events.push('restart');
  else if (state.sinceReset > RESET_AFTER && random.chance(0.04)) events.push('reset');
  else if (random.chance(0.03)) events.push(random.pick(partialResets.map((one) => [1, one] as const)));
  if (events.includes('restart') || events.includes('reset')) state.sinceReset = 0;
  if (state.locked > 0 || !random.chance(0.012)) return events;
  if (random.chance(0.5)) return [...events, 'rotate'];
  state.locked = random.int(1, 3);
  return [...events, 'lock'];
}

type Timing = Pick<Step, 'clock' | 'back' | 'payload' | 'slot' | 'dry'>;
const slotOf = (time: number) => time - (time % INTERVAL_MS);

const eventAt = (time: number) => ({
  'detail-type': 'Scheduled Event',
  time: new Date(time).toISOString(),
});

/** The time of a run, and what its event says about it. */
function timing(random: Random, state: Schedule, calm: boolean): Timing {
  const planned = state.gaps.shift();
  const unscheduled = planned === undefined && !calm && unscheduledRun(random, state);
  if (unscheduled) return unscheduled;
  const slot = slotOf(state.clock) + (planned ?? minutesToNext(random, calm)) * MINUTE;
  const time = slot + random.int(0, 59_000);
  const clock = time + random.int(2_000, 20_000);
  state.clock = clock;
  const usual = { clock, back: false, slot, dry: false, payload: eventAt(time) };
  if (calm || planned !== undefined) return usual;
  // An event from yesterday is not used; after the clock was set back, no interval can be measured.
  if (random.chance(0.005)) return { ...usual, payload: eventAt(time - 24 * HOUR) };
  if (random.chance(0.005)) return { ...usual, clock: clock - 7 * MINUTE, back: true };
  return usual;
}

/** A manual run, or the same event again: in the slot of the previous run. */
function unscheduledRun(random: Random, state: Schedule): Timing | undefined {
  if (!random.chance(0.05) || state.clock <= START) return undefined;
  const soon = state.clock + random.int(1, 60_000);
  const clock = Math.min(soon, slotOf(state.clock) + INTERVAL_MS - 60_000);
  if (clock <= state.clock) return undefined;
  const slot = slotOf(clock);
  const dry = random.chance(0.3);
  state.clock = clock;
  const payload = dry ? { dryRun: true } : random.chance(0.5) ? {} : eventAt(slot + 1_000);
  return { clock, back: false, slot, dry, payload };
}

function minutesToNext(random: Random, calm: boolean): number {
  if (calm) return 5;
  return random.pick([
    [90, 5],
    [8, 5 * random.int(2, 6)],
    [1, 60 + 5 * random.int(1, 24)],
  ] as const);
}

function workOf(random: Random): Work {
  return {
    hits: random.int(0, 40),
    misses: random.int(0, 25),
    expired: random.chance(0.3) ? random.int(1, 8) : 0,
    evictions: random.chance(0.08) ? random.int(1, 6) : 0,
    statements: random.int(1, 60),
  };
}
