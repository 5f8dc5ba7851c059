import { join } from 'node:path';
import { findPostgres } from './binaries';
import { canRun, freshFolder, freshPassword, onFreePort, unprivileged } from './place';
import { type Obituary, type Supervised, supervise } from './supervised';

export interface PostgresOptions {
  /** Where resolution of the npm package with the binaries starts; another major version may be installed there. */
  readonly folder?: string;
  /** As in postgresql.conf, such as `{ max_connections: 20 }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Files that settings refer to, such as a key. They are next to the data folder: `ssl_key_file: '../server.key'`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Called if the server ends on its own; by default, standard error shows its output. */
  readonly ended?: Obituary;
}

export interface PostgresServer extends Supervised {
  /** Such as `17.10`. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  /** The superuser's URL for the database `postgres`. */
  readonly url: string;
}

const HOST = '127.0.0.1';
const USER = 'postgres';

/**
 * Starts a PostgreSQL from npm with fresh data, on loopback only. It ends with the calling process at the latest, and
 * does not keep it alive. Durability is off on purpose: a machine crash loses the data.
 *
 * PostgreSQL refuses to run as root, so root runs it as the user nobody. If nobody cannot read the installed binaries
 * (a clone in a private folder), it runs from a copy of them.
 * @throws {Error} says what to do if it cannot be started
 */
export async function startPostgres({
  folder,
  settings,
  files,
  ended,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const { native, version } = findPostgres(folder);
  const owner = unprivileged();
  const readable = canRun(owner, join(native, 'bin', 'postgres'), '--version');
  const password = freshPassword();

  return onFreePort(async (port) => {
    const place = freshFolder('neon-upstash-postgres', owner);
    const data = join(place, 'data');
    const bin = readable ? join(native, 'bin') : join(place, 'native', 'bin');
    const all = {
      listen_addresses: HOST,
      port,
      unix_socket_directories: '',
      shared_preload_libraries: 'pg_stat_statements',
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      ...settings,
    };
    const supervised = await supervise(
      {
        folder: place,
        ...(owner && { owner }),
        ...(!readable && { copy: { from: native, as: 'native' } }),
        files: { ...files, password },
        prepare: [
          [
            ...[join(bin, 'initdb'), '-D', data, '-U', USER, '--pwfile', join(place, 'password')],
            ...['-A', 'scram-sha-256', '-E', 'UTF8', '--locale', 'C', '--no-sync'],
          ],
        ],
        server: [
          ...[join(bin, 'postgres'), '-D', data],
          ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        // Fast, then immediate shutdown.
        stop: ['SIGINT', 'SIGQUIT'],
      },
      /database system is ready to accept (read-only )?connections/,
      ended,
    );
    const url = `postgresql://${USER}:${password}@${HOST}:${port}/postgres`;
    return Object.assign(supervised, { version, host: HOST, port, user: USER, password, url });
  });
}
