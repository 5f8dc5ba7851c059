import { type AddressInfo, createServer, Server } from 'node:net';
import { onFreePort } from '../../../preview/servers/place';
import { startPostgres } from '../../../preview/servers/postgres';
import { startRedis } from '../../../preview/servers/redis';
import { describeWithMoto, startMoto } from '../../support/aws/moto';
import { listen } from '../../support/servers/listen';
import { describePgBouncer, startPgBouncer } from '../../support/servers/pgbouncer';
import { selfSigned } from './certificate';

/** Others, on ports that were free a moment ago. */
let others: Server[] = [];
afterEach(() => {
  for (const one of others) one.close();
  others = [];
});
const take = async (port: number) => {
  const other = createServer();
  others.push(other);
  await listen(other, port);
};
/** The next port that is found free stays taken: the server that tried it goes on listening. */
function takeNext(): void {
  jest.spyOn(Server.prototype, 'close').mockImplementationOnce(function (this: Server, closed) {
    others.push(this);
    closed?.();
    return this;
  });
}

const servers: readonly (readonly [string, () => Promise<{ stop(): Promise<void>; port: number }>])[] = [
  ['Redis', startRedis],
  ['Redis with TLS', () => startRedis({ tls: selfSigned() })],
  ['PostgreSQL', startPostgres],
];
const startsElsewhere = async (start: () => Promise<{ stop(): Promise<void>; port: number }>) => {
  takeNext();
  const { port, stop } = await start();
  await stop();
  const [other] = others.map((one) => (one.address() as AddressInfo).port);
  expect(other).toBeGreaterThanOrEqual(20_000);
  expect(port).not.toBe(other);
};
test.each(servers)('%s starts on another port if the first one is taken meanwhile', (_, start) =>
  startsElsewhere(start),
);
describePgBouncer('PgBouncer', () => {
  test('starts on another port as well', () => startsElsewhere(() => startPgBouncer(1, { a: 'b' })));
});
describeWithMoto('the AWS emulator', () => {
  test('starts on another port as well', () =>
    startsElsewhere(async () => {
      const { url, stop } = await startMoto();
      return { stop, port: Number(new URL(url).port) };
    }));
});

test('a port that is taken is enough, whatever the server says', async () => {
  const tried: number[] = [];
  const start = async (port: number) => {
    tried.push(port);
    if (tried.length === 3) return port;
    await take(port);
    throw new Error('Die Adresse wird schon verwendet');
  };
  expect(await onFreePort(start)).toBe(tried[2]);
  expect(new Set(tried).size).toBe(3);
});

test('a server that fails for another reason is not tried again, and not for ever if it is the port', async () => {
  let tries = 0;
  const failing = (message: string) => () => {
    tries++;
    return Promise.reject(new Error(message));
  };
  await expect(onFreePort(failing('no memory'))).rejects.toThrow('no memory');
  expect(tries).toBe(1);
  await expect(onFreePort(failing('Address already in use'))).rejects.toThrow('Address already in use');
  expect(tries).toBe(6);
});
