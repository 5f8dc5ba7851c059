import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, WarmFunction } from '../support/collectors/function';
import type { FaultCase } from './case';
import type { Lab } from './lab';
import { World } from './world';

const SLOT_MS = 5 * 60_000;
/** Samples that are closer together give no rates. */
const APART_MS = 1_050;
/** Secrets are kept for 15 minutes. */
const STALE_MS = 16 * 60_000;
const isOpen = (resource: string) => /Socket|TCP|TLS|Timeout|Immediate|Req/.test(resource);

/** A value that CloudWatch has accepted. */
export interface Accepted {
  readonly name: string;
  readonly value: number;
  /** Which slot it is stamped with: 0 is that of the healthy run before, 1 that of the first broken run, and so on. */
  readonly slot: number;
}

/** What one run did, as seen from outside. */
export interface ObservedRun {
  readonly outcome: Outcome;
  readonly ms: number;
  readonly accepted: readonly Accepted[];
  /** Sockets, timers and requests that its process has open after the run. */
  readonly resources: readonly string[];
  /** Connections that are still open after the run, by link. */
  readonly held: readonly string[];
}

/** The outcome of a case: a healthy run, the broken ones, and one after everything is repaired. */
export interface Observation {
  readonly healthy: ObservedRun;
  readonly broken: readonly ObservedRun[];
  readonly repaired: ObservedRun;
  /** Whether a call ran into the fault. */
  readonly met: boolean;
  /** Lookups without a hit between the healthy run's sample and the last one's. */
  readonly misses: number;
  /** The lines of the function's log, over all its processes. */
  readonly lines: readonly string[];
  /** Everything that left the function: log, results, errors, metrics, state. */
  readonly said: string;
}

/** Plays a case through on real servers. */
export async function play(fault: FaultCase, lab: Lab): Promise<Observation> {
  const world = await World.make(fault, lab);
  try {
    return await observe(fault, world, lab);
  } finally {
    await world.stop();
  }
}

/** The number of retries, 50 ms apart: a busy machine closes late. Only resources that stay open take this long. */
const PATIENCE = 200;

/** What keeps a process alive, after closed resources had time to go away. */
async function remaining(warm: WarmFunction): Promise<readonly string[]> {
  for (let i = 0; ; i++) {
    const { resources } = await warm.inspect();
    if (i === PATIENCE || !resources.some(isOpen)) return resources.filter(isOpen);
    await sleep(50);
  }
}

async function observe(fault: FaultCase, world: World, lab: Lab): Promise<Observation> {
  const { aws } = world;
  // One slot ahead of the clock: the earliest run is then close enough to be used, however late it gets.
  const first = Math.floor(Date.now() / SLOT_MS) * SLOT_MS - SLOT_MS;
  let slot = -1;
  const run = async (warm: WarmFunction): Promise<ObservedRun> => {
    const [before, started] = [aws.published.length, performance.now()];
    const time = new Date(first + ++slot * SLOT_MS).toISOString();
    const said = await warm.invoke({ 'detail-type': 'Scheduled Event', time });
    const ms = performance.now() - started;
    const outcome = JSON.parse(world.plain(JSON.stringify(said))) as Outcome;
    const accepted = aws.published.slice(before).map(({ MetricName, Value, Timestamp }) => ({
      name: MetricName,
      value: Value,
      slot: (Timestamp * 1000 - first) / SLOT_MS,
    }));
    const held = await world.held();
    return { outcome, ms, accepted, held, resources: await remaining(warm) };
  };

  let warm = world.start();
  await world.work(1);
  const healthy = await lab.unhurried(() => run(warm));
  world.misses = 0;
  await world.work(3);
  await sleep(APART_MS);

  const own = fault.variables?.(world);
  if (own || fault.cold) warm = world.start(own);
  // Forward and back: only the monotonic clock of the process stays ahead.
  if (fault.stale) for (const ahead of [0, STALE_MS, 0]) await warm.clock(ahead);
  const { met, mend } = await fault.breaks(world);
  const broken: ObservedRun[] = [];
  for (let i = 0; i < (fault.runs ?? 1); i++) {
    if (i > 0) {
      await world.work(2);
      await sleep(APART_MS);
    }
    broken.push(await run(warm));
  }
  const wasMet = met();
  await mend();

  await world.work(5);
  await sleep(APART_MS);
  if (own) warm = world.start();
  const repaired = await lab.unhurried(() => run(warm));
  const log = world.processes.map((process) => process.log).join('');
  return {
    ...{ healthy, broken, repaired, met: wasMet, misses: world.misses },
    lines: log.split('\n').filter(Boolean),
    said: [
      log,
      ...[healthy, broken, repaired, aws.published, [...aws.items], aws.calls].map((part) =>
        JSON.stringify(part),
      ),
    ].join('\n'),
  };
}
