import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/upstash';
import type { Finding } from '../../../model/evidence';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { NOT_LOOKED_AT } from '../../../thresholds/check';
import { upstashChecks } from '../../../thresholds/upstash/checks';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { temporaryFolder } from '../../support/project/folders';
import { describeWithRedis, redisClient } from '../../support/servers/redis';
import { until } from '../../support/servers/until';

let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
});
afterAll(() => aws.stop());
const collector = (url: string) =>
  createHandler(service, { ENVIRONMENT: 'test', UPSTASH_REST_URL: url }, () => {});

describeWithRedis(
  'each finding on a real Redis: there with the fault, gone when its advice is followed',
  () => {
    const folder = temporaryFolder('redis-data');
    let server: RedisServer;
    let admin: Redis;
    beforeAll(async () => {
      server = await startRedis({ config: ['enable-protected-configs yes'] });
      admin = redisClient(server.url);
    });
    afterAll(async () => {
      admin.disconnect();
      await server.stop();
      folder.remove();
    });
    beforeEach(async () => {
      await admin.flushall();
      await set({ maxmemory: '0', 'maxmemory-policy': 'noeviction', maxclients: '10000' });
    });
    const inTheWay = () => join(folder.path, 'dump.rdb');
    const set = async (config: Readonly<Record<string, string>>) => {
      for (const [name, value] of Object.entries(config)) await admin.config('SET', name, value);
    };
    const fill = async (keys: number, bytes: number, seconds?: number) => {
      const pipe = admin.pipeline();
      for (let i = 0; i < keys; i++)
        if (seconds === undefined) pipe.set(`key ${i}`, 'x'.repeat(bytes));
        else pipe.set(`key ${i}`, 'x'.repeat(bytes), 'EX', seconds);
      await pipe.exec();
    };
    const expireAll = async () => {
      for (const key of await admin.keys('*')) await admin.expire(key, 3_600);
    };
    /** Fills so much of the memory. */
    const full = async (share: number) => {
      await fill(200, 10_000);
      const [, used] = /used_memory:(\d+)/.exec(await admin.info('memory')) ?? [];
      await set({ maxmemory: String(Math.round(Number(used) / share)) });
    };
    const run = async (finding: Finding | undefined) => {
      const [command = '', ...args] = finding?.statement?.split(' ') ?? [];
      await admin.call(command, ...args);
    };
    const open = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const client = new Redis(server.url, { retryStrategy: () => null, lazyConnect: true });
        client.on('error', () => {});
        await client.ping().catch(() => {});
        client.disconnect();
      }
    };

    interface Case {
      /** What is done before the check-up that it is compared with. */
      readonly before?: () => Promise<unknown>;
      readonly fault: () => Promise<unknown>;
      readonly found: Partial<Finding>;
      /** Follows the advice. */
      readonly mend: (finding: Finding | undefined) => Promise<unknown>;
      readonly after?: () => Promise<unknown>;
    }
    const held: Redis[] = [];
    const cases: Readonly<Record<string, Case>> = {
      'keys without time to live': {
        fault: async () => {
          await fill(150, 1);
          await admin.set('brief', 'x', 'EX', 60);
        },
        found: { severity: 'notice', number: 99.3, unit: '%' },
        mend: expireAll,
      },
      'nothing makes room': {
        fault: () => full(0.8),
        found: { severity: 'warning', object: 'maxmemory_policy noeviction', unit: '% full' },
        mend: () => set({ 'maxmemory-policy': 'allkeys-lru' }),
      },
      'nothing to evict': {
        fault: async () => {
          await full(0.5);
          await set({ 'maxmemory-policy': 'volatile-ttl' });
        },
        found: { severity: 'warning', object: 'maxmemory_policy volatile-ttl', number: 200, unit: 'keys' },
        mend: expireAll,
      },
      'eviction without a limit': {
        fault: () => set({ 'maxmemory-policy': 'allkeys-lru' }),
        found: { severity: 'warning', object: 'maxmemory', unit: 'bytes used' },
        mend: run,
      },
      'writes refused': {
        before: () => full(0.9),
        fault: async () => {
          await set({ maxmemory: '1mb' });
          for (let i = 0; i < 3; i++) await admin.set('more', 'x').catch(() => {});
        },
        found: { severity: 'critical', number: 3, unit: 'commands' },
        mend: () => set({ maxmemory: '0' }),
      },
      'snapshot not written': {
        fault: async () => {
          await set({ dir: folder.path });
          // The snapshot is written beside it and then renamed.
          mkdirSync(inTheWay());
          await admin.bgsave();
          await until(async () => /rdb_last_bgsave_status:err/.test(await admin.info('persistence')));
        },
        found: { severity: 'critical', object: 'rdb_last_bgsave_status', statement: 'BGSAVE' },
        mend: async (finding) => {
          rmdirSync(inTheWay());
          await run(finding);
          await until(async () => /rdb_last_bgsave_status:ok/.test(await admin.info('persistence')));
        },
      },
      'replica without its master': {
        fault: async () => {
          await admin.call('REPLICAOF', '127.0.0.1', '1');
          await until(async () => /master_link_status:down/.test(await admin.info('replication')));
        },
        // It never reached that one.
        found: {
          ...{ severity: 'critical', object: 'master_link_status', number: 0, unit: '' },
          advice: expect.stringMatching(/^This replica was never connected to its master since it started: /),
        },
        mend: () => admin.call('REPLICAOF', 'NO', 'ONE'),
      },
      'connections refused': {
        fault: async () => {
          await set({ maxclients: '5' });
          for (let i = 0; i < 5; i++) {
            const client = new Redis(server.url, { retryStrategy: () => null, lazyConnect: true });
            client.on('error', () => {});
            held.push(client);
            await client.ping().catch(() => {});
          }
          // The collector needs one of them.
          held[0]?.disconnect();
          await until(async () => /connected_clients:4/.test(await admin.info('clients')));
        },
        found: {
          severity: 'warning',
          object: 'maxclients',
          unit: 'connections',
          statement: 'CONFIG SET maxclients 10',
        },
        mend: run,
        after: async () => {
          for (const client of held) client.disconnect();
        },
      },
      'connection per request': {
        fault: () => open(80),
        found: { severity: 'warning', object: 'connections', unit: 'new a minute' },
        mend: async () => {
          for (let i = 0; i < 80; i++) await admin.ping();
        },
      },
      'cache without hits': {
        fault: async () => {
          await admin.set('hot', 'x', 'EX', 60);
          const pipe = admin.pipeline();
          for (let i = 0; i < 1_100; i++) pipe.get(i % 20 === 0 ? 'hot' : `nowhere ${i}`);
          await pipe.exec();
        },
        found: { severity: 'notice', number: 95, unit: '% not found' },
        mend: async () => {
          const pipe = admin.pipeline();
          for (let i = 0; i < 1_100; i++) pipe.get('hot');
          await pipe.exec();
        },
      },
    };

    test('every check is tried', () => {
      // A disk that is full while the server runs, and a server without fields, cannot be had here: they are scripted elsewhere.
      const scripted = ['append-only file not written', NOT_LOOKED_AT];
      expect([...Object.keys(cases), ...scripted].sort()).toEqual(Object.keys(upstashChecks).sort());
    });

    test.each(Object.entries(cases))('%s', async (name, { before, fault, found, mend, after }) => {
      const collect = collector(server.url);
      const look = async () => {
        const { findings = [] } = await collect({ checkup: true });
        return findings.find(({ check }) => check === name);
      };
      try {
        await before?.();
        await look();
        expect(await look()).toBeUndefined();
        await fault();
        const finding = await look();
        expect(finding).toMatchObject({ check: name, ...found });
        expect(finding?.advice).toMatch(/^[A-Z0-9].*\.$/);
        // Tables show the advice without the number.
        if ((finding?.number ?? 0) > 1) expect(finding?.advice).toMatch(/\d/);
        await mend(finding);
        expect(await look()).toBeUndefined();
      } finally {
        await after?.();
      }
    });

    test('a healthy Redis has none; a run makes a check-up once a day, without a further command', async () => {
      await admin.config('RESETSTAT');
      await fill(150, 1, 3_600);
      const collect = collector(server.url);
      const first = await collect({});
      expect(first.findings).toEqual([]);
      expect(first.metrics.Findings).toEqual({ value: 0, unit: 'Count' });
      await admin.config('RESETSTAT');
      const second = await collect({ checkup: true });
      expect(second.findings).toEqual([]);
      expect((await collect({})).findings).toBeUndefined();
      const sent = await admin.info('commandstats');
      expect(sent).toMatch(/cmdstat_auth:calls=2,/);
      expect(sent).toMatch(/cmdstat_info:calls=2,/);
    });

    test('the evidence beside the readings is what Redis says', async () => {
      const collect = collector(server.url);
      await set({ 'maxmemory-policy': 'allkeys-lfu' });
      await fill(30, 1);
      await fill(10, 1, 60);
      await collect({});
      await open(7);
      const { evidence, intervalSeconds } = await collect({});
      expect(evidence).toEqual({
        policy: 'allkeys-lfu',
        keysWithoutTtl: 20,
        newConnectionsPerMinute: expect.closeTo((7 * 60) / (intervalSeconds ?? 0), 0),
      });
    });
  },
);
