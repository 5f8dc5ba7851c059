import type { Finding } from '../../../model/evidence';
import { LEAST_HITS_PERCENT, LEAST_LOOKUPS } from '../../../thresholds/neon/checks';
import { bytesOf } from '../advice/size-limit';
import { RECORDING } from '../statement';
import { type Facts, found, grouped, type Look, sized } from './finding';

/** Settings of which one value switches something off: that value, the one to set, and what is missing without it. */
const SWITCHES: Readonly<Record<string, { off: string; on: string; missing: string }>> = {
  track_activities: {
    off: 'off',
    on: 'on',
    missing: 'Postgres does not record what sessions do, so that active and idle ones cannot be told apart.',
  },
  track_counts: {
    off: 'off',
    on: 'on',
    missing:
      'Postgres counts nothing about tables, and autovacuum does not run. Dead rows pile up, and transaction ids run out.',
  },
  autovacuum: {
    off: 'off',
    on: 'on',
    missing: 'Dead rows pile up, and the planner does not learn how large tables are.',
  },
  compute_query_id: {
    off: 'off',
    on: RECORDING.compute_query_id?.on ?? 'auto',
    missing: 'pg_stat_statements records nothing, so that slow statements are not seen.',
  },
  'pg_stat_statements.track': {
    off: 'none',
    on: RECORDING['pg_stat_statements.track']?.on ?? 'top',
    missing: 'pg_stat_statements records nothing, so that slow statements are not seen.',
  },
};

const forServer = (name: string, value: string) =>
  `ALTER SYSTEM SET ${name} = '${value}'; SELECT pg_reload_conf()`;

const SET_BACK = 'The statement sets it back; new sessions have it then.';
const BY_SUPERUSER = 'Only a superuser may run the statement: on Neon, ask its support.';
/** What ALTER SYSTEM does not override. */
const STARTED_WITH = ['command line', 'environment variable', 'client', 'override'];

/** Where a setting was made (PostgreSQL: pg_settings.source), what undoes it there, if a statement does, and what to know about that. */
function undone(
  name: string,
  source: string,
  on: string,
  { role, database }: Facts,
): readonly [where: string, statement: string | undefined, remedy: string] {
  const places: Readonly<Record<string, readonly [string, string]>> = {
    global: ['all roles', `ALTER ROLE ALL RESET ${name}`],
    user: [`the role ${role}`, `ALTER ROLE ${role} RESET ${name}`],
    database: [`the database ${database}`, `ALTER DATABASE ${database} RESET ${name}`],
    'database user': [
      `the role ${role} in the database ${database}`,
      `ALTER ROLE ${role} IN DATABASE ${database} RESET ${name}`,
    ],
  };
  if (STARTED_WITH.includes(source))
    return ['the server, as it was started', undefined, 'Start it without this setting.'];
  const place = places[source];
  return place ? [...place, SET_BACK] : ['the server', forServer(name, on), `${SET_BACK} ${BY_SUPERUSER}`];
}

const switchedOff: Look = (facts) =>
  Object.entries(SWITCHES).flatMap(([name, { off, on, missing }]) => {
    const [value, source = ''] = facts.answer.settings?.[name] ?? [];
    if (value !== off) return [];
    const [where, statement, remedy] = undone(name, source, on, facts);
    const advice = `${name} is ${off} for ${where}. ${missing} ${remedy}`;
    return found('setting', facts, { object: name, number: 0, advice, statement }) ?? [];
  });

const notRecorded: Look = (facts): readonly Finding[] => {
  const { schema, loaded, lacking } = facts.answer;
  const missing = 'There are no readings of statements, and slow ones are not named.';
  if (loaded && (schema !== null || lacking.statements)) return [];
  const said = loaded
    ? {
        advice: `pg_stat_statements is not installed in the database ${facts.database}. ${missing} Run the statement in this database.`,
        statement: 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements',
      }
    : {
        advice: `The server has not loaded pg_stat_statements. ${missing} Add it to shared_preload_libraries, keep those that SHOW shared_preload_libraries lists, and restart the server. Neon loads it by itself.`,
      };
  return listOf(
    found('statements not recorded', facts, { object: 'pg_stat_statements', number: 0, ...said }),
  );
};

const parsedStatements = (text: string | null) => {
  const [dealloc, since] = text?.split(' ') ?? [];
  return { dealloc: Number(dealloc), since };
};

const evicted: Look = (facts) => {
  const { answer, before } = facts;
  const [was, is] = [before?.statements ?? null, answer.statements].map(parsedStatements);
  if (!was || !is || was.since !== is.since) return [];
  const most = Number(answer.settings?.['pg_stat_statements.max']?.[0]);
  return listOf(
    found('evicted statements', facts, {
      object: 'pg_stat_statements.max',
      number: is.dealloc - was.dealloc,
      advice: `pg_stat_statements evicted statements ${is.dealloc - was.dealloc === 1 ? 'once' : `${grouped(is.dealloc - was.dealloc)} times`} since the last check-up, because there are more than it can hold${most > 0 ? ` (${grouped(most)})` : ''}. Readings of statements are less exact by that, or absent. The statement doubles it; it takes effect when the server is restarted. ${BY_SUPERUSER} If statements differ in their text only, use parameters in them.`,
      statement: most > 0 ? `ALTER SYSTEM SET pg_stat_statements.max = ${2 * most}` : undefined,
    }),
  );
};

const limitOfAlarm: Look = (facts) => {
  const server = bytesOf(facts.answer.clusterSize);
  const { limitGigabytes: told } = facts;
  if (server === undefined || told === undefined) return [];
  const real = server / 1e9;
  const percent = 100 * Math.abs(told / real - 1);
  const { warning = 0, notice = 0 } = facts.limits.checks['limit of an alarm'].from;
  const late = told > real;
  if (percent < (late ? warning : notice)) return [];
  const fixed = `Set limits.databaseGigabytes to ${Number(real.toPrecision(3))} in environments.ts, or collect extended rows, which read it from the server.`;
  return listOf(
    found('limit of an alarm', facts, {
      object: 'DatabaseSize',
      number: percent,
      severity: late ? 'warning' : 'notice',
      advice: `The alarms of DatabaseSize compare with ${told} GB, but the server allows ${Number(real.toPrecision(3))} GB (neon.max_cluster_size). ${late ? 'They come too late, or never: at its limit the server refuses writes.' : 'They come too early.'} ${fixed}`,
    }),
  );
};

/** Postgres' page. */
const PAGE = 8_192;

/** Neon's local file cache, which stands in front of its storage, against what statements needed in the last hour. */
const cache: Look = (facts) => {
  const { answer } = facts;
  const size = bytesOf(answer.cacheSize);
  const [hits, misses, pages] = answer.cache?.split(' ').map(Number) ?? [];
  if (size === undefined || hits === undefined || misses === undefined || pages === undefined) return [];
  const hitPercent = (100 * hits) / (hits + misses);
  if (hits + misses < LEAST_LOOKUPS || !(hitPercent < LEAST_HITS_PERCENT)) return [];
  const percent = (100 * pages * PAGE) / size;
  return listOf(
    found('cache', facts, {
      object: 'neon.file_cache_size_limit',
      number: percent,
      advice: `Statements read about ${sized(pages * PAGE)} of data in the last hour, and the cache of the compute holds ${sized(size)}: ${Number(hitPercent.toFixed(1))} % of the lookups hit it since the compute started, and the others wait for the network. Raise the size of the compute (the minimum size, if it scales), or read less data.`,
    }),
  );
};

const listOf = (one: Finding | undefined): readonly Finding[] => (one ? [one] : []);

export const settingChecks = { switchedOff, notRecorded, evicted, cache, limitOfAlarm };
