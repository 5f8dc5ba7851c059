import { count, gauge, type Snapshot } from '../../../../handlers/driver/readings';
import { run } from '../../../../handlers/driver/run';
import { Runtime } from '../../../../handlers/driver/runtime';
import type { Service } from '../../../../handlers/driver/service';
import { DnsError } from '../../../../handlers/lib/errors';
import { type Datum, MemoryStore } from '../../../../handlers/lib/state';
import { evaluate, transitionsTo } from '../../../../model/alarms/timeline';
import { collectorOf } from '../../../../model/collector';
import type { Entry, Environment } from '../../../../model/environment';
import { deployedOf } from '../../../../stacks/deployed';
import { commonRows } from '../../../../thresholds/common/rows';
import { neonRows } from '../../../../thresholds/neon/rows';
import { service as about } from '../../../../thresholds/neon/service';
import type { Table } from '../../../../thresholds/row';
import { upstashRows } from '../../../../thresholds/upstash/rows';
import { environment } from '../../../fixtures/environments';

const { ActiveConnections, ConnectionLimit } = neonRows;
// Of another service, because few of Neon's rows are published as counts.
const { EvictedKeys } = upstashRows;
const rows = { ActiveConnections, ConnectionLimit, EvictedKeys, ...commonRows } as const satisfies Table;
type S = Snapshot<'evicted', { active: number }>;

const MINUTE_MS = 60_000;
const MIDNIGHT = Date.parse('2026-11-23T00:00:00Z');
const DAY = 24 * 60;

/** Minutes of the day, both included. */
type Span = readonly [from: number, to: number];
const within = ([from, to]: Span, minute: number) => minute >= from && minute <= to;
const PER_MINUTE = 4;
const NEVER: Span = [-1, -1];

interface Day {
  /** When nearly all connections are in use. */
  readonly full?: Span;
  /** When the database cannot be reached. */
  readonly dead?: Span;
  /** When the schedule does not run the function. */
  readonly stopped?: Span;
}

/** Without AWS: what is published stays here. */
class Local extends Runtime {
  readonly data: Datum[] = [];
  private readonly store = new MemoryStore();

  override around() {
    const publish = async (parts: readonly { data(): readonly Datum[] }[]) => {
      const sent = parts.map((part) => part.data());
      this.data.push(...sent.flat());
      return { sent: sent.map(({ length }) => length) };
    };
    return { store: this.store, publisher: { publish } };
  }
}

/** A day as the real driver spends it, with the variables and the schedule of such an environment. */
async function simulated(change: Partial<Entry>, { full = NEVER, dead = NEVER, stopped = NEVER }: Day) {
  const deployed = environment('production', { level: 'detailed', ...change });
  let minute = 0;
  const visits: number[] = [];
  const service: Service<typeof rows, S, string> = {
    name: 'neon',
    namespace: 'Neon/Monitoring',
    rows,
    about: { ...about, secrets: [] },
    readTarget: () => '',
    async collect() {
      visits.push(minute);
      if (within(dead, minute)) throw new DnsError('there is no such host');
      const gauges = { active: within(full, minute) ? 95 : 20 };
      const snapshot = {
        identity: 'a',
        takenAt: Date.now(),
        counters: { evicted: PER_MINUTE * minute },
        gauges,
      };
      return { asleep: false, snapshot };
    },
    readers: {
      ActiveConnections: gauge<S>(({ active }) => active),
      ConnectionLimit: gauge<S>(() => 100),
      EvictedKeys: count<S>('evicted'),
    },
  };
  const runtime = new Local(collectorOf(deployed, 'neon').variables, []);
  const now = jest.spyOn(Date, 'now');
  const step = change.adaptive ? 1 : deployed.collectionMinutes;
  for (; minute < DAY; minute += step) {
    if (within(stopped, minute)) continue;
    const at = MIDNIGHT + minute * MINUTE_MS;
    now.mockReturnValue(at + 1_000);
    await run(service, runtime, { 'detail-type': 'Scheduled Event', time: new Date(at).toISOString() });
  }
  now.mockRestore();
  return { visits, alarms: alarmsOf(deployed, runtime.data), data: runtime.data };
}

/** The minutes in which each alarm sounded: CloudWatch evaluates half a minute later. */
function alarmsOf(deployed: Environment, data: readonly Datum[]): Readonly<Record<string, number[]>> {
  const named = (name: string) => data.filter((datum) => datum.name === name);
  const published = Object.fromEntries(Object.keys(rows).map((name) => [name, named(name)]));
  const first = MIDNIGHT + MINUTE_MS / 2;
  const [{ alarms } = { alarms: [] }] = deployedOf(deployed, '123456789012');
  const sounded = alarms
    .filter(({ definition }) => definition.row in rows)
    .map(({ resource, definition: { row, severity } }) => {
      const stretches = evaluate(resource, published, { from: first, to: first + (DAY - 1) * MINUTE_MS });
      return [`${row} ${severity}`, transitionsTo('ALARM', stretches).map((at) => (at - first) / MINUTE_MS)];
    });
  return Object.fromEntries(sounded.filter(([, at]) => at?.length));
}

const full: Span = [481, 488];
const dead: Span = [901, 905];

test('two incidents cost at most 320 visits, and alarms sound as soon as with a visit every minute', async () => {
  const adaptive = await simulated({ adaptive: true }, { full, dead });
  const everyMinute = await simulated({ collectionMinutes: 1 }, { full, dead });
  expect(everyMinute.visits).toHaveLength(DAY);
  expect(adaptive.visits.length).toBeLessThanOrEqual(320);

  expect(Object.keys(adaptive.alarms)).toEqual(Object.keys(everyMinute.alarms));
  for (const [name, [alarm = Number.NaN, ...again]] of Object.entries(adaptive.alarms)) {
    const incident = name.startsWith('ActiveConnections') ? full : dead;
    const sign = adaptive.visits.find((minute) => within(incident, minute)) ?? Number.NaN;
    const [reference = Number.NaN] = everyMinute.alarms[name] ?? [];
    expect([name, again]).toEqual([name, []]);
    expect([name, alarm - sign <= reference - incident[0] + 2]).toEqual([name, true]);
  }
  // Although the first sign was seen as late as it can be.
  expect(adaptive.alarms['ActiveConnections critical']).toEqual([488]);
  expect(everyMinute.alarms['ActiveConnections critical']).toEqual([486]);
});

test('each minute has its own count at both paces', async () => {
  const { data, visits } = await simulated({ adaptive: true }, { full });
  const counted = data.filter(({ name }) => name === 'EvictedKeys');
  expect(new Set(counted.map(({ value }) => value))).toEqual(new Set([PER_MINUTE]));
  expect(new Set(counted.map(({ at }) => at)).size).toBe(counted.length);
  expect(counted).toHaveLength(visits.at(-1) ?? 0);
});

test('every run visits from the first sign until 15 minutes after the last one', async () => {
  const { visits } = await simulated({ adaptive: true }, { full });
  const around = visits.filter((minute) => minute >= 475 && minute <= 520);
  const fast = Array.from({ length: 19 }, (_, i) => 485 + i);
  expect(around).toEqual([475, 480, ...fast, 508, 513, 518]);
});

test('a day without a sign costs what it did, and nothing sounds', async () => {
  const { visits, alarms } = await simulated({ adaptive: true }, {});
  expect(visits).toEqual(Array.from({ length: 288 }, (_, i) => 5 * i));
  expect(alarms).toEqual({});
});

test('a function that does not run is missed within minutes, although most of its runs visit nothing', async () => {
  const { alarms } = await simulated({ adaptive: true }, { stopped: [601, 610] });
  expect(alarms).toEqual({ 'Up warning': [expect.any(Number)], 'Up critical': [expect.any(Number)] });
  expect(alarms['Up critical']?.[0]).toBeLessThanOrEqual(605);
});
