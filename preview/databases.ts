import type { ServiceName } from '../thresholds/services';
import { startPostgres } from './servers/postgres';
import { startRedis } from './servers/redis';
import type { Complain } from './workload/loop';
import { workOnPostgres } from './workload/postgres';
import { smallCache, workOnRedis } from './workload/redis';
import { openShop } from './workload/shop';

/** One database that the preview watches. */
export interface Database {
  readonly service: ServiceName;
  /** In a few words, for people: no secret is in it. */
  readonly about: string;
  /** Whether it is the user's own: then nothing is written to it, and it gets no workload. */
  readonly own: boolean;
  /** The variables that name it to the collector. */
  readonly target: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the start of a database is given. */
export interface Hands {
  /** Says that a step begins. */
  say(step: string): void;
  /** Takes what is to be ended in the end, as soon as it runs. */
  keep(end: () => Promise<unknown>): void;
  readonly complain: Complain;
}

/** The variables that name a database of the user's own. */
const names: Readonly<Record<ServiceName, readonly string[]>> = {
  neon: ['NEON_CONNECTION_STRING'],
  upstash: ['UPSTASH_REST_URL', 'UPSTASH_REST_TOKEN'],
};

/**
 * The user's own database of a service, when one of its variables is set.
 * @throws {Error} when a variable refers to a parameter in AWS: the preview reads no AWS account
 */
export function ownDatabase(service: ServiceName, env: Environment): Database | undefined {
  const set = names[service].flatMap((name): [string, string][] =>
    env[name]?.trim() ? [[name, env[name]]] : [],
  );
  const reference = set.find(([, value]) => value.trim().startsWith('ssm:'));
  if (reference)
    throw new Error(
      `${reference[0]} refers to a parameter in AWS, and the preview reads no AWS account: set the value itself, ` +
        'or unset it to see an embedded database.',
    );
  if (set.length === 0) return undefined;
  const [[, address] = ['', '']] = set;
  const host = URL.canParse(address) ? new URL(address).hostname : 'your database';
  return { service, about: `${host}, without a workload`, own: true, target: Object.fromEntries(set) };
}

/** An embedded PostgreSQL with a workload on it. */
export async function embeddedNeon({ say, keep, complain }: Hands): Promise<Database> {
  say('PostgreSQL: starting the one that npm installed …');
  const server = await startPostgres();
  keep(server.stop);
  say(`PostgreSQL ${server.version}: runs on port ${server.port}; filling it with a shop …`);
  const shop = await openShop(server);
  say('PostgreSQL: starting the workload (visitors, a slow report, a lock) …');
  keep(await workOnPostgres(shop, complain));
  const target = { NEON_CONNECTION_STRING: shop.monitor };
  return { service: 'neon', about: `embedded PostgreSQL ${server.version}`, own: false, target };
}

/** An embedded Redis with a workload on it. */
export async function embeddedUpstash({ say, keep, complain }: Hands): Promise<Database> {
  say('Redis: starting one …');
  const server = await startRedis({ config: smallCache });
  keep(server.stop);
  say(`Redis: runs on port ${server.port}; starting the workload (a cache that is too small) …`);
  keep(await workOnRedis(server.url, complain));
  return {
    service: 'upstash',
    about: 'embedded Redis',
    own: false,
    target: { UPSTASH_REST_URL: server.url },
  };
}
