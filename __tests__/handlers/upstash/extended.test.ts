import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { Redis } from 'ioredis';
import { bundle } from '../../../handlers/bundle/bundle';
import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/upstash';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { startFunction } from '../../support/collectors/function';
import { measured } from '../../support/collectors/measured';
import { upstashInfo } from '../../support/fuzz/samples';
import { temporaryFolder } from '../../support/project/folders';
import { describeWithOpenssl, makeCertificates } from '../../support/servers/certificates';
import { listen } from '../../support/servers/listen';
import { type OddServer, redisScript, startOddServer } from '../../support/servers/odd-server';
import { describeWithRedis, redisClient } from '../../support/servers/redis';
import { bulk } from '../../support/servers/wire';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.items.clear();
  aws.published.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
  aws.now = Date.now;
  aws.fault = undefined;
});
const variables = { ENVIRONMENT: 'test', ENABLE_EXTENDED_MONITORING: 'true', STATE_TABLE: 'state' };
/** A new process. */
const collector = (url: string, env: Record<string, string> = {}) =>
  createHandler(service, { ...variables, UPSTASH_REST_URL: url, ...env }, () => {});
/** The clock of the collector and of AWS. */
const setClock = (at: number) => {
  jest.spyOn(Date, 'now').mockReturnValue(at);
  aws.now = () => at;
};

describeWithRedis('on a real Redis', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis({ config: ['maxclients 40'] });
    admin = redisClient(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  test('ClientsPercent has every connection in it, ours too, as the server counts them', async () => {
    const clients = await Promise.all(
      Array.from({ length: 7 }, async () => {
        const client = new Redis(server.url);
        await client.ping();
        return client;
      }),
    );
    const { metrics } = await collector(server.url)({});
    for (const client of clients) client.disconnect();
    expect(metrics.ClientsPercent).toEqual({ value: (100 * 9) / 40, unit: 'Percent' });
    expect(metrics.ConnectedClients).toEqual({ value: 8, unit: 'Count' });
  });

  test('what only Upstash reports is absent, with the reason, and no warning', async () => {
    const collect = collector(server.url);
    await collect({});
    const { metrics, cannotFire, warnings } = await collect({});
    const reason = 'INFO has no max_ops_per_sec';
    expect(metrics).toMatchObject({
      ThroughputPercent: { absent: reason },
      CommandQuotaPercent: { absent: expect.stringContaining('set limits.monthlyCommands') },
    });
    expect(cannotFire).toMatchObject({ ThroughputPercent: reason });
    expect(cannotFire).not.toHaveProperty('CommandQuotaPercent');
    expect(warnings).toEqual([]);
  });

  test('CommandQuotaPercent is what the server has processed this month: runs that fail, lost saves and new processes count nothing twice', async () => {
    const limit = 10_000;
    const start = Date.UTC(2026, 10);
    const env = { UPSTASH_MONTHLY_COMMANDS: String(limit) };
    let collect = collector(server.url, env);
    const total = async () => {
      const [, commands = ''] = /total_commands_processed:(\d+)/.exec(await admin.info('stats')) ?? [];
      return Number(commands);
    };
    setClock(start);
    await collect({});
    // The first sample had all but the INFO of the collector itself, which Redis counts when it has answered.
    const before = (await total()) - 1;
    const run = async (minutes: number, pings = 20) => {
      for (let i = 0; i < pings; i++) await admin.ping();
      // It takes a day to tell the commands of a month.
      setClock(start + DAY_MS + minutes * 60_000);
      return collect({}).catch((error: Error) => error);
    };
    const percent = async (minutes: number) => {
      const result = await run(minutes);
      if (result instanceof Error) throw result;
      const counted = (await total()) - 1 - before;
      expect(measured(result, 'CommandQuotaPercent')).toBeCloseTo((100 * counted) / limit, 6);
      return counted;
    };
    const first = await percent(5);
    expect(first).toBeGreaterThan(20);
    // A process that cannot save counts what it reads, and leaves it to the next run.
    aws.failing('PutItem', 2);
    await percent(10);
    aws.fault = undefined;
    await percent(15);
    collect = collector(server.url, env);
    await percent(20);
    // Two at once: one of them is too late.
    const second = collector(server.url, env);
    setClock(start + DAY_MS + 25 * 60_000);
    await Promise.all([collect({}), second({})]);
    // Neither state nor data can be written: the readings are kept, and counted once.
    aws.failing('PutMetricData', 4);
    await run(30);
    aws.fault = undefined;
    const then = await percent(35);
    expect(then).toBeGreaterThan(6 * 20);
    // A dry run shows the count, and saves nothing.
    const shown = await collect({ dryRun: true });
    expect(measured(shown, 'CommandQuotaPercent')).toBeGreaterThan(0);
    await percent(40);
  });
});

const DAY_MS = 24 * 3_600_000;
describe('on a server in the shape of Upstash', () => {
  let odd: OddServer;
  beforeAll(async () => {
    odd = await startOddServer();
  });
  afterAll(() => odd.stop());
  const url = () => `redis://default:some-password@127.0.0.1:${odd.port}`;
  const answering = (fields: Record<string, string | number>) => {
    const lines = upstashInfo
      .split('\r\n')
      .filter((line) => !Object.keys(fields).some((name) => line.startsWith(`${name}:`)));
    const own = Object.entries(fields).map(([name, value]) => `${name}:${value}`);
    odd.script = redisScript([Buffer.from('+OK\r\n'), bulk([...lines, ...own].join('\r\n'))]);
  };

  test('ThroughputPercent is the commands per second of the interval ÷ max_ops_per_sec', async () => {
    const collect = collector(url());
    answering({ total_commands_processed: 1_000, max_ops_per_sec: 10_000 });
    const start = Date.now();
    setClock(start);
    await collect({});
    setClock(start + 300_000);
    answering({ total_commands_processed: 1_000 + 300 * 7_500, max_ops_per_sec: 10_000 });
    expect((await collect({})).metrics.ThroughputPercent).toEqual({ value: 75, unit: 'Percent' });
  });

  test.each<[string, string, string | number, unknown]>([
    ['ClientsPercent', 'maxclients', 0, 'maxclients in INFO is 0: there is no limit'],
    ['ClientsPercent', 'maxclients', '9223372036854775807', expect.stringContaining('there is no limit')],
    ['ClientsPercent', 'maxclients', 'many', expect.stringContaining('which is not a number')],
    ['ClientsPercent', 'connected_clients', '-1', expect.stringContaining('which is not a number')],
    ['ThroughputPercent', 'max_ops_per_sec', 0, 'max_ops_per_sec in INFO is 0: there is no limit'],
    [
      'ThroughputPercent',
      'max_ops_per_sec',
      '9223372036854775807',
      expect.stringContaining('there is no limit'),
    ],
    ['ThroughputPercent', 'max_ops_per_sec', '', expect.stringContaining('which is not a number')],
  ])('%s with %s of %p is absent, with the reason', async (row, field, value, absent) => {
    answering({ [field]: value });
    const { metrics } = await collector(url())({});
    expect(metrics).toMatchObject({ [row]: { absent }, Up: { value: 1 } });
  });

  test('numbers beyond what a plan has give no reading that cannot be published', async () => {
    const collect = collector(url(), { UPSTASH_MONTHLY_COMMANDS: '500000' });
    answering({ total_commands_processed: `1${'0'.repeat(300)}`, max_ops_per_sec: 1 });
    await collect({});
    answering({ total_commands_processed: `2${'0'.repeat(300)}`, max_ops_per_sec: 1 });
    await pause(1_050);
    const { metrics } = await collect({});
    expect(metrics).toMatchObject({ ThroughputPercent: { absent: expect.any(String) }, Up: { value: 1 } });
    await expect(collect({})).resolves.toMatchObject({ metrics: { Up: { value: 1 } } });
  });

  test('members that take turns give a lower bound of the month, and somebody is told', async () => {
    const start = Date.UTC(2026, 10);
    const collect = collector(url(), { UPSTASH_MONTHLY_COMMANDS: '500000' });
    const runs = [];
    for (let i = 0; i < 26; i++) {
      // One processes a hundred commands a minute, the other ten.
      const [member, perMinute] = i % 2 === 0 ? ['10.0.0.1:7000', 100] : ['10.0.0.2:7000', 10];
      answering({ local_member: member, total_commands_processed: 1_000 + perMinute * i * 60 });
      setClock(start + i * 3_600_000);
      runs.push(await collect({}));
    }
    const result = runs.at(-1);
    const percent = result && measured(result, 'CommandQuotaPercent');
    expect(percent).toBeGreaterThan((100 * 1_500 * 10) / 500_000);
    expect(percent).toBeLessThan((100 * 1_500 * 110) / 500_000);
    expect(result?.warnings).toContainEqual(expect.stringContaining('CommandQuotaPercent is a lower bound'));
  });
});

describe('ConnectTime', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });
  /** Answers to AUTH and to INFO, each after so many milliseconds. */
  const answer = (auth: number, info: number) => (socket: Socket) => {
    const answers = [
      [auth, '+OK\r\n'],
      [info, bulk(upstashInfo)],
    ] as const;
    let asked = '';
    let given = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      asked += chunk.toString('latin1');
      const commands = asked.match(/\*\d+\r\n\$/g)?.length ?? 0;
      for (; given < commands; given++) {
        const [ms, bytes] = answers[given] ?? [0, ''];
        setTimeout(() => socket.write(bytes), ms);
      }
    });
  };
  const started = async (server: Server) => {
    servers.push(server);
    return listen(server);
  };

  test('ends with the first reply: what INFO takes is not in it', async () => {
    const port = await started(createServer(answer(200, 1_500)));
    const result = await collector(`redis://default:some-password@127.0.0.1:${port}`)({});
    expect(measured(result, 'ConnectTime')).toBeGreaterThanOrEqual(199);
    expect(measured(result, 'ConnectTime')).toBeLessThan(1_500);
  });

  describeWithOpenssl('over TLS', () => {
    test('begins with the handshake', async () => {
      const certificates = makeCertificates();
      const folder = temporaryFolder('bundles');
      const { key, cert, caFile } = certificates;
      const context = createSecureContext({ key, cert });
      const SNICallback = (_: string, done: (error: null, found: typeof context) => void) =>
        void setTimeout(() => done(null, context), 300);
      const port = await started(createTlsServer({ key, cert, SNICallback }, answer(0, 0)));
      const collect = startFunction(bundle(folder.path).upstash ?? '', {
        ...variables,
        ...awsVariables(aws.url),
        UPSTASH_REST_URL: `rediss://default:some-password@localhost:${port}`,
        NODE_EXTRA_CA_CERTS: caFile,
      });
      try {
        const { result, error } = await collect.invoke();
        expect(error).toBeUndefined();
        expect(result && measured(result, 'ConnectTime')).toBeGreaterThanOrEqual(299);
      } finally {
        collect.stop();
        certificates.remove();
        folder.remove();
      }
    });
  });
});
