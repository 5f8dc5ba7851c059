import { findRedis } from './binaries';
import { freshFolder, freshPassword, onFreePort } from './place';
import { type Obituary, type Supervised, supervise } from './supervised';

export interface RedisOptions {
  /** More lines of redis.conf, such as `maxmemory 8mb` or `user watcher on >token +info +ping`. */
  readonly config?: readonly string[];
  /** PEM texts. If set, the port accepts only TLS and requires no client certificates. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Called if the server ends on its own; by default, standard error shows its output. */
  readonly ended?: Obituary;
}

export interface RedisServer extends Supervised {
  readonly host: string;
  readonly port: number;
  /** Of the user `default`. */
  readonly password: string;
  /** `redis://` or, with TLS, `rediss://`, for the user `default`. */
  readonly url: string;
}

const HOST = '127.0.0.1';

/**
 * Starts an empty Redis (or Valkey) without persistence, on loopback only. It ends with the calling process at the
 * latest, and does not keep it alive.
 * @throws {Error} says what to do if it cannot be started
 */
export async function startRedis({ config = [], tls, ended }: RedisOptions = {}): Promise<RedisServer> {
  const file = findRedis();
  const password = freshPassword();
  return onFreePort(async (port) => {
    const lines = [
      `bind ${HOST}`,
      ...(tls
        ? [
            'port 0',
            `tls-port ${port}`,
            'tls-auth-clients no',
            'tls-key-file tls.key',
            'tls-cert-file tls.crt',
          ]
        : [`port ${port}`]),
      ...(tls ? ['tls-ca-cert-file tls.crt'] : []),
      `requirepass ${password}`,
      'save ""',
      'appendonly no',
      ...config,
    ];
    const supervised = await supervise(
      {
        folder: freshFolder('neon-upstash-redis'),
        files: { 'redis.conf': lines.join('\n'), ...(tls && { 'tls.key': tls.key, 'tls.crt': tls.cert }) },
        server: [file, 'redis.conf'],
        stop: ['SIGTERM'],
      },
      /ready to accept connections/i,
      ended,
    );
    const url = `redis${tls ? 's' : ''}://default:${password}@${HOST}:${port}`;
    return Object.assign(supervised, { host: HOST, port, password, url });
  });
}
