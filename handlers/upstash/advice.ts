import { counted, format } from '../../model/format';
import { Absent, measuredIn, type Reading } from '../driver/readings';
import { reachedAt } from './month';
import type { UpstashGauges } from './snapshot';

/** What advice is made of: the readings of a run, and what INFO said beside them. */
export interface Situation {
  readonly readings: Readonly<Record<string, Reading>>;
  readonly gauges: Pick<UpstashGauges, 'usage' | 'expiry' | 'evictsNothing'>;
}
/** The same, with the readings that were measured by name. */
interface Facts extends Pick<Situation, 'gauges'> {
  readonly of: (row: string) => number | undefined;
}

/** From which share of a limit on it is near: there is still time to do something. */
const NEAR_PERCENT = 70;
/** From which share of the data size on it matters that nothing makes room. */
const HALF_FULL_PERCENT = 50;
/** From which share of keys without a time to live on the data only grow. */
const NEARLY_ALL = 0.9;

const percent = (value: number): string => format(value, 'Percent');
const count = (value: number): string => format(value, 'Count');
const dayOf = (at: Date): string =>
  at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

/** How many of the keys have no time to live, in words. */
export const expireNever = ({
  keys,
  without,
}: {
  readonly keys: number;
  readonly without: number;
}): string =>
  keys === 1
    ? 'its only key never expires'
    : `${count(without)} of ${count(keys)} keys never ${without === 1 ? 'expires' : 'expire'}`;

/** What to do, by condition: one entry each, and a sick and a healthy example in the tests. The text has the numbers. */
const conditions: Readonly<Record<string, (facts: Facts) => string | undefined>> = {
  'eviction off while keys never expire': ({ of, gauges: { evictsNothing, expiry } }) => {
    const { keys, withoutTtl } = expiry;
    const full = of('MemoryUsagePercent');
    if (evictsNothing === undefined || full === undefined || full < HALF_FULL_PERCENT) return undefined;
    if (keys instanceof Absent || withoutTtl instanceof Absent || keys === 0) return undefined;
    if (withoutTtl < NEARLY_ALL * keys) return undefined;
    return `The database is ${percent(full)} full, evicts nothing (${evictsNothing}), and ${expireNever({ keys, without: withoutTtl })}: it only grows, and when it is full, writes fail. Set a time to live where keys are written, or turn eviction on if this is a cache.`;
  },

  'commands used up before the month ends': ({ gauges: { usage } }) => {
    const at = usage && reachedAt(usage);
    if (!usage || !at) return undefined;
    return at.getTime() <= usage.month.until
      ? `The ${count(usage.limit)} commands of this month are used up, by what was counted. Upgrade the plan, or raise limits.monthlyCommands if it is not the plan’s limit.`
      : `At the pace of this month, its ${count(usage.limit)} commands are used up on ${dayOf(at)} (UTC); from then on every command fails. Find out what sends the most, or upgrade the plan before that day.`;
  },

  'clients near the limit': ({ of }) => {
    const [share, clients] = [of('ClientsPercent'), of('ConnectedClients')];
    if (share === undefined || clients === undefined || share < NEAR_PERCENT) return undefined;
    return `${counted(clients, 'client')} ${clients === 1 ? 'takes' : 'take'} ${percent(share)} of the connections that the server allows; when all are taken, it refuses new ones. Let applications use one connection per process, and close those that have leaked.`;
  },

  'throughput near the limit': ({ of }) => {
    const [share, perSecond] = [of('ThroughputPercent'), of('CommandsPerSecond')];
    if (share === undefined || perSecond === undefined || share < NEAR_PERCENT) return undefined;
    return `${format(perSecond, 'Count/Second')} commands are ${percent(share)} of what the plan allows; above it, commands wait. Read several keys at once (MGET), pause in loops that poll, or upgrade the plan.`;
  },
};

/** The names of the conditions. */
export const conditionNames: readonly string[] = Object.keys(conditions);

/** What to do about what was seen, in whole sentences; none if there is nothing to do. Pure. */
export function adviceFor({ readings, gauges }: Situation): string[] {
  const of = (row: string) => measuredIn(readings, row);
  return Object.values(conditions).flatMap((condition) => condition({ of, gauges }) ?? []);
}
