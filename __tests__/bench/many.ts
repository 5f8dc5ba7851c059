import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { bundle } from '../../handlers/bundle/bundle';
import type { DatabaseResults, Result } from '../../model/result';
import { startPostgres } from '../../preview/servers/postgres';
import { startRedis } from '../../preview/servers/redis';
import { type ServiceName, services } from '../../thresholds/services';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { startFunction, type WarmFunction } from '../support/collectors/function';
import { node22 } from '../support/project/tools';
import { Link, type LinkFault } from '../support/servers/link';
import { redisClient } from '../support/servers/redis';
import { spread, table } from './measure';

const COUNTS = [1, 10, 100, 500];
const MOST = Math.max(...COUNTS);
/** Invocations after the first one, which reads the secrets and makes the day's check-ups. */
const ROUNDS = 3;
/** The roles are spread over these: every visit adds up the sizes of all databases of its server. */
const POSTGRES_DATABASES = 10;
/** What is wrong with the first targets, in the last measurement. */
const faults: readonly LinkFault[] = [
  { is: 'refused' },
  { is: 'silent' },
  { is: 'garbage', bytes: Buffer.from('\0\xff HTTP/1.1 400\r\n\r\n', 'latin1') },
];
const TIMEOUT_MS = 60_000;

const nameOf = (i: number) => `d${i}`;
const indexes = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Many roles on one server of a service, each behind a link of its own. */
interface Targets {
  readonly links: readonly Link[];
  stop(): Promise<unknown>;
}

async function postgresTargets(aws: FakeAws): Promise<Targets> {
  const server = await startPostgres({ settings: { max_connections: 300 } });
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('CREATE EXTENSION pg_stat_statements');
  for (const i of indexes(POSTGRES_DATABASES)) await admin.query(`CREATE DATABASE b${i}`);
  for (const i of indexes(MOST))
    await admin.query(
      `CREATE ROLE ${nameOf(i)} LOGIN PASSWORD 'pass-${i}'; GRANT pg_monitor TO ${nameOf(i)}`,
    );
  await admin.end();
  const links = await Promise.all(indexes(MOST).map(() => Link.open(server.port)));
  links.forEach(({ port }, i) => {
    const url = `postgresql://${nameOf(i)}:pass-${i}@127.0.0.1:${port}/b${i % POSTGRES_DATABASES}`;
    aws.parameters.set(`/p/bench/${nameOf(i)}/neon-connection-string`, url);
    if (i === 0) aws.parameters.set('/p/bench/neon-connection-string', url);
  });
  return { links, stop: () => server.stop() };
}

async function redisTargets(aws: FakeAws): Promise<Targets> {
  const server = await startRedis();
  const admin = redisClient(server.url);
  for (const i of indexes(MOST))
    await admin.call('ACL', 'SETUSER', nameOf(i), 'on', `>pass-${i}`, '~*', '+info', '+ping');
  await admin.quit();
  const links = await Promise.all(indexes(MOST).map(() => Link.open(server.port)));
  links.forEach(({ port }, i) => {
    const url = `redis://${nameOf(i)}:pass-${i}@127.0.0.1:${port}`;
    for (const path of i === 0 ? ['', `${nameOf(i)}/`] : [`${nameOf(i)}/`]) {
      aws.parameters.set(`/p/bench/${path}upstash-rest-url`, url);
      aws.parameters.set(`/p/bench/${path}upstash-rest-token`, `token-${i}`);
    }
  });
  return { links, stop: () => server.stop() };
}

const variables = {
  ENVIRONMENT: 'bench',
  ENABLE_EXTENDED_MONITORING: 'true',
  STATE_TABLE: 'state',
  NEON_CONNECTION_STRING: 'ssm:/p/bench/neon-connection-string',
  UPSTASH_REST_URL: 'ssm:/p/bench/upstash-rest-url',
  UPSTASH_REST_TOKEN: 'ssm:/p/bench/upstash-rest-token',
};

/** The most memory that a process had, MB; and the processor time that it has used, milliseconds. */
function usageOf({ pid }: WarmFunction): { readonly peakMb: number; readonly cpuMs: number } {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  // In hundredths of a second: utime and stime (proc_pid_stat(5)).
  return { peakMb: Number(peak) / 1000, cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
}

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  /** The longest visit of a database that did not fail, milliseconds. */
  readonly slowestMs: number;
  readonly whole: number;
  /** The most connections at a time, and all. */
  readonly atOnce: number;
  readonly connections: number;
  readonly calls: string;
}

const OPERATIONS = ['GetParameters', 'GetItem', 'BatchGetItem', 'PutItem', 'PutMetricData'];

async function invoked(warm: WarmFunction, n: number, { links }: Targets, aws: FakeAws): Promise<Measured> {
  const carried = () => links.reduce((sum, link) => sum + link.carried.connections, 0);
  const [before, cpuBefore, started] = [carried(), usageOf(warm).cpuMs, performance.now()];
  aws.calls.length = aws.published.length = 0;
  let atOnce = 0;
  const looking = setInterval(() => {
    atOnce = Math.max(
      atOnce,
      links.reduce((sum, { held }) => sum + held, 0),
    );
  }, 5);
  const payload = n === 1 ? {} : { databases: indexes(n).map(nameOf) };
  const { result, error } = await warm.invoke(payload, TIMEOUT_MS);
  clearInterval(looking);
  const ms = performance.now() - started;
  if (!result) throw new Error(`${error?.name}: ${error?.message}`);
  const all = result as Result | DatabaseResults;
  const visits = 'databases' in all ? Object.values(all.databases) : [all];
  const good = visits.filter((one) => !('errorType' in one));
  return {
    ms,
    cpuMs: usageOf(warm).cpuMs - cpuBefore,
    slowestMs: Math.max(...good.map(({ durationMs }) => durationMs)),
    whole: good.filter(({ metrics }) => Object.values(metrics).every((metric) => !('failed' in metric)))
      .length,
    atOnce,
    connections: carried() - before,
    calls: OPERATIONS.map((operation) => aws.count(operation)).join(' / '),
  };
}

/** A fresh process that visits `n` targets, again and again. */
async function rowOf(
  file: string,
  n: number,
  targets: Targets,
  aws: FakeAws,
  what: string,
): Promise<string[]> {
  aws.items.clear();
  const warm = startFunction(file, { ...awsVariables(aws.url), ...variables }, node22, []);
  try {
    const first = await invoked(warm, n, targets, aws);
    const later: Measured[] = [];
    for (let i = 0; i < ROUNDS; i++) later.push(await invoked(warm, n, targets, aws));
    const median = (part: 'ms' | 'cpuMs' | 'slowestMs' | 'atOnce') =>
      spread(later.map((one) => one[part])).median;
    const whole = Math.min(first.whole, ...later.map((one) => one.whole));
    return [
      what,
      String(whole),
      (first.ms / 1000).toFixed(2),
      (median('ms') / 1000).toFixed(2),
      (median('cpuMs') / n).toFixed(1),
      (median('slowestMs') / 1000).toFixed(2),
      usageOf(warm).peakMb.toFixed(0),
      `${median('atOnce')} / ${later[0]?.connections}`,
      first.calls,
      later[0]?.calls ?? '',
    ];
  } finally {
    warm.stop();
  }
}

/** One invocation that visits 1 to 500 real targets; at last, one of them is dead, one silent and one lying. */
export async function many(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const aws = await new FakeAws().start();
  const opened: Targets[] = [];
  const rows: string[][] = [];
  try {
    const files = bundle(folder);
    for (const [service, open] of [
      ['neon', postgresTargets],
      ['upstash', redisTargets],
    ] as const satisfies readonly (readonly [ServiceName, unknown])[]) {
      const targets = await open(aws);
      opened.push(targets);
      const row = (n: number, what: string) =>
        rowOf(files[service] ?? '', n, targets, aws, `${services[service].title}, ${what}`);
      for (const n of COUNTS) rows.push(await row(n, String(n)));
      for (const [i, fault] of faults.entries()) await targets.links[i]?.break(fault);
      rows.push(await row(MOST, `${MOST}, one dead, one silent, one lying`));
    }
  } finally {
    for (const { links, stop } of opened) {
      await Promise.all(links.map((link) => link.stop()));
      await stop();
    }
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    `One invocation in a fresh process, and ${ROUNDS} later ones of which the median is shown. The first one reads the secrets and makes`,
    `the day's check-ups. One PostgreSQL with ${POSTGRES_DATABASES} databases, one Redis, ${MOST} roles on each, a link of its own for every target; AWS on loopback.`,
    '',
    table(
      [
        ...[
          'databases',
          'whole',
          'first, s',
          'later, s',
          'processor, ms each',
          'slowest that is whole, s',
          'peak, MB',
        ],
        ...['connections at a time / in all', `first: ${OPERATIONS.join(' / ')}`, 'later'],
      ],
      rows,
    ),
  ].join('\n');
}
