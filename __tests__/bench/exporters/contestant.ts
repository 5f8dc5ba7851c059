import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../../handlers/bundle/bundle';
import type { ServiceName } from '../../../thresholds/services';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { startFunction } from '../../support/collectors/function';
import { node22 } from '../../support/project/tools';
import { Link } from '../../support/servers/link';
import { type Round, timed } from '../measure';
import { startExporter } from './exporter';
import { peakMemory, processorTime } from './process';

/** Reads a database: the warm collector, or an exporter. */
export interface Contestant {
  readonly pid: number;
  /** To the database. */
  readonly link: Link;
  /** To the receiver of the readings: AWS or Prometheus. */
  readonly delivery: Link;
  collect(): Promise<void>;
  /** Collects without delivering, if that is different. */
  dryRun?(): Promise<void>;
  stop(): Promise<void>;
}

/** The counters of the database itself. */
export interface Meter {
  /** The server's process. */
  readonly pid: number;
  /** Growing counters of the work that a contestant caused in the database. */
  read(contestant: string): Promise<Round>;
}

/** Counts over less than a second are not published. It also leaves everybody's caches as cold as between visits. */
const IDLE_MS = 1_100;
/** A closed connection still keeps its backend busy for a moment. */
const SETTLE_MS = 40;
const pause = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

/** One collection of a contestant after a rest, and its costs. */
export async function turn(name: string, contestant: Contestant, meter: Meter): Promise<Round> {
  const { pid, link, delivery } = contestant;
  const read = () => ({
    server: processorTime(meter.pid),
    own: processorTime(pid),
    connections: link.carried.connections,
    bytes: link.carried.asked + link.carried.answered,
    delivered: delivery.carried.asked + delivery.carried.answered,
  });
  await pause(IDLE_MS);
  const counted = await meter.read(name);
  const before = read();
  const ms = await timed(() => contestant.collect());
  await pause(SETTLE_MS);
  const spent = difference(read(), before);
  const caused = difference(await meter.read(name), counted);
  const alone = contestant.dryRun ? await timed(() => contestant.dryRun?.()) : ms;
  return { ...spent, ...caused, ms, alone, peak: peakMemory(pid) };
}

function difference(after: Round, before: Round): Round {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]),
  );
}

/** Our collector in a warm process: the deployed bundle, with an AWS emulator. */
export async function collector(
  service: ServiceName,
  link: Link,
  env: Record<string, string>,
): Promise<Contestant> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = bundle(folder)[service] ?? '';
  const aws = await new FakeAws().start();
  const delivery = await Link.open(Number(new URL(aws.url).port));
  const variables = {
    ...awsVariables(`http://${delivery.host}:${delivery.port}`),
    ENVIRONMENT: 'bench',
    ENABLE_DETAILED_MONITORING: 'true',
    ENABLE_EXTENDED_MONITORING: 'true',
    STATE_TABLE: 'state',
    ...env,
  };
  const warm = startFunction(file, variables, node22, []);
  const invoke = async (payload: unknown) => {
    const { result, error } = await warm.invoke(payload);
    if (!result) throw new Error(`the collector failed: ${error?.name}: ${error?.message}`);
    const failed = Object.entries(result.metrics).filter(([, metric]) => 'failed' in metric);
    if (failed.length > 0) throw new Error(`the collector did not read ${failed.map(([name]) => name)}`);
  };
  return {
    pid: warm.pid,
    link,
    delivery,
    collect: () => invoke({}),
    dryRun: () => invoke({ dryRun: true }),
    stop: async () => {
      warm.stop();
      await delivery.stop();
      await aws.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * An exporter, scraped as Prometheus does it: compressed, on a persistent connection.
 * @param needed names of metrics that the response must contain
 */
export async function exporter(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  link: Link,
  needed: readonly string[],
): Promise<Contestant> {
  const running = await startExporter(file, args, env);
  const delivery = await Link.open(running.port);
  const url = `http://${delivery.host}:${delivery.port}/metrics`;
  const collect = async () => {
    const text = await (await fetch(url)).text();
    const missing = needed.filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(text));
    if (missing.length > 0) throw new Error(`${file} does not give ${missing}: ${running.log.slice(-2_000)}`);
  };
  const stop = async () => {
    running.stop();
    await delivery.stop();
  };
  return { pid: running.pid, link, delivery, collect, stop };
}
