import { canRun, freshFolder, onFreePort, unprivileged } from '../../../preview/servers/place';
import { type Supervised, supervise } from '../../../preview/servers/supervised';
import { describeWith, onPath } from '../project/tools';

/** Debian's place for it may be on root's PATH only. */
const PROGRAM = ['pgbouncer', '/usr/sbin/pgbouncer'].find(onPath);
export const describePgBouncer = describeWith(
  'PgBouncer',
  PROGRAM !== undefined,
  'apt-get install pgbouncer',
);

export interface PgBouncer extends Supervised {
  readonly host: string;
  readonly port: number;
}

/**
 * Starts a PgBouncer in front of a PostgreSQL on loopback, which pools transactions.
 * @param server the port of PostgreSQL
 * @param users passwords by role
 * @param ignored startup parameters that it drops; others that it does not know are refused
 */
export async function startPgBouncer(
  server: number,
  users: Readonly<Record<string, string>>,
  ignored = 'options',
): Promise<PgBouncer> {
  const owner = unprivileged();
  if (!PROGRAM || !canRun(owner, PROGRAM, '--version')) throw new Error('PgBouncer cannot be run');
  const host = '127.0.0.1';
  return onFreePort(async (port) => {
    const folder = freshFolder('neon-upstash-pgbouncer', owner);
    const settings = {
      listen_addr: host,
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: `${folder}/users`,
      pool_mode: 'transaction',
      ignore_startup_parameters: ignored,
    };
    const ini = [
      ...['[databases]', `* = host=${host} port=${server}`, '[pgbouncer]'],
      ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
    ];
    const supervised = await supervise(
      {
        folder,
        ...(owner && { owner }),
        files: {
          'pgbouncer.ini': `${ini.join('\n')}\n`,
          users: Object.entries(users)
            .map(([user, password]) => `"${user}" "${password}"\n`)
            .join(''),
        },
        server: [PROGRAM, `${folder}/pgbouncer.ini`],
        stop: ['SIGINT', 'SIGTERM'],
      },
      /process up/,
    );
    return Object.assign(supervised, { host, port });
  });
}
