import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/upstash';
import { checkup } from '../../../handlers/upstash/checkup';
import { parseInfo } from '../../../handlers/upstash/info';
import { snapshotOf } from '../../../handlers/upstash/snapshot';
import type { UpstashTarget } from '../../../handlers/upstash/target';
import { findingWords } from '../../../model/evidence';
import { type Check, NOT_LOOKED_AT } from '../../../thresholds/check';
import { checksBeyondUpstash, type UpstashCheck, upstashChecks } from '../../../thresholds/upstash/checks';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { redisInfo, upstashInfo } from '../../support/fuzz/samples';
import { type OddServer, redisScript, startOddServer } from '../../support/servers/odd-server';
import { bulk } from '../../support/servers/wire';

let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
});
afterAll(() => aws.stop());
const collector = (url: string) =>
  createHandler(service, { ENVIRONMENT: 'test', UPSTASH_REST_URL: url }, () => {});

describe('in the shape of Upstash', () => {
  let odd: OddServer;
  beforeAll(async () => {
    odd = await startOddServer();
  });
  afterAll(() => odd.stop());
  afterEach(() => jest.restoreAllMocks());
  const url = () => `redis://default:some-password@127.0.0.1:${odd.port}`;
  const answering = (own: Readonly<Record<string, string | number>> = {}) => {
    const fields = { maxmemory_policy: 'noeviction', ...own };
    const kept = upstashInfo
      .split('\r\n')
      .filter((line) => !Object.keys(fields).some((name) => line.startsWith(`${name}:`)));
    const set = Object.entries(fields).map(([name, value]) => `${name}:${value}`);
    odd.script = redisScript([Buffer.from('+OK\r\n'), bulk([...kept, ...set].join('\r\n'))]);
  };
  const grown = {
    db0: 'keys=4000,expires=0,avg_ttl=0',
    maxmemory_policy: 'noeviction',
    max_data_size: 2_100,
  };

  test('eviction is turned on in the console: CONFIG is not there', async () => {
    answering(grown);
    const { findings = [], metrics } = await collector(url())({});
    expect(findings).toEqual([
      expect.objectContaining({
        check: 'nothing makes room',
        severity: 'critical',
        advice: expect.stringMatching(/4,000 of 4,000 keys .*turn eviction on in the console of Upstash\.$/),
      }),
      expect.objectContaining({ check: 'keys without time to live', severity: 'notice' }),
    ]);
    expect(findings.map(({ statement }) => statement)).toEqual([undefined, undefined]);
    expect(metrics.Findings).toEqual({ value: 1, unit: 'Count' });
  });

  test('what a day brought is known from the second check-up on, and not from another member', async () => {
    const start = Date.now();
    const collect = collector(url());
    const visit = async (day: number, fields: Readonly<Record<string, string | number>>) => {
      jest.spyOn(Date, 'now').mockReturnValue(start + day * 24 * 3_600_000);
      aws.now = Date.now;
      answering(fields);
      const { findings = [] } = await collect({ checkup: true });
      return findings.map(({ check, number }) => [check, number]);
    };
    const opened = (connections: number, member = 'a') => ({
      total_connections_received: connections,
      local_member: member,
    });
    expect(await visit(-3, opened(1_000_000))).toEqual([]);
    expect(await visit(-2, opened(1_000_000 + 120 * 1_440))).toEqual([['connection per request', 120]]);
    expect(await visit(-1, opened(9_000_000, 'b'))).toEqual([]);
    expect(await visit(0, opened(5, 'b'))).toEqual([]);
  });

  test('reads and writes are those of Upstash; a policy that is no word is not repeated', async () => {
    const collect = collector(url());
    const start = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(start);
    answering({ total_reads_processed: 100, total_writes_processed: 40 });
    await collect({});
    jest.spyOn(Date, 'now').mockReturnValue(start + 120_000);
    answering({
      total_reads_processed: 1_300,
      total_writes_processed: 60,
      maxmemory_policy: 'noeviction <script>',
      db0: 'keys=15,avg_ttl=3600',
    });
    const { evidence } = await collect({});
    expect(evidence).toEqual({ newConnectionsPerMinute: 0, readsPerMinute: 600, writesPerMinute: 10 });
  });

  test('an append-only file that cannot be written is critical', async () => {
    answering({ aof_last_write_status: 'err' });
    expect((await collector(url())({})).findings).toContainEqual(
      expect.objectContaining({ check: 'append-only file not written', severity: 'critical' }),
    );
    answering({ aof_last_write_status: 'ok' });
    expect((await collector(url())({})).findings).toEqual([]);
  });

  test('an answer without the fields is no health: Findings is not 0', async () => {
    odd.script = redisScript([Buffer.from('+OK\r\n'), bulk('redis_version:7.2.0')]);
    const { findings, metrics } = await collector(url())({});
    expect(findings).toEqual([
      expect.objectContaining({ check: NOT_LOOKED_AT, severity: 'warning', object: 'INFO' }),
    ]);
    expect(metrics.Findings).toEqual({ value: 1, unit: 'Count' });
  });
});

test('one of something is said as one', () => {
  const said = (fields: Readonly<Record<string, string>>) => {
    const kept = redisInfo
      .split(/\r?\n/)
      .filter((line) => !Object.keys(fields).some((name) => line.startsWith(`${name}:`)));
    const lines = [...kept, ...Object.entries(fields).map(([name, value]) => `${name}:${value}`)];
    const info = parseInfo(lines.join('\r\n'), 'host');
    const snapshot = snapshotOf(info, { limitBytes: 2_000 } as UpstashTarget, Date.now());
    return checkup(info, snapshot, undefined).findings.map((one) => `${findingWords(one)}. ${one.advice}`);
  };
  const one = said({
    ...{ db0: 'keys=1,expires=0,avg_ttl=0', maxmemory_policy: 'volatile-lru', used_memory: '1900' },
    ...{
      uptime_in_seconds: '60',
      errorstat_OOM: 'count=1',
      rejected_connections: '1',
      connected_clients: '2',
    },
    ...{ total_connections_received: '900', role: 'slave', master_link_status: 'down' },
    master_link_down_since_seconds: '1',
  });
  const wanted = [
    /^nothing to evict: .*, 1 key\. .* and the only key has none: /,
    /^writes refused: OOM, 1 command\. 1 command was refused for lack of memory/,
    /^connections refused: maxclients, 1 connection\. 1 connection was refused since/,
    /while 1 client is connected: /,
    /^replica .*, 1 second down\. This replica has no connection to its master \(for 1 s\): /,
  ];
  for (const words of wanted) expect(one).toContainEqual(expect.stringMatching(words));
  const full = said({
    db0: 'keys=1,expires=0,avg_ttl=0',
    maxmemory_policy: 'noeviction',
    used_memory: '1900',
  });
  expect(full).toContainEqual(expect.stringContaining('and its only key never expires: when'));
});

describe('a check whose input is missing is not looked at', () => {
  const checks = Object.keys(upstashChecks).filter((check) => check !== NOT_LOOKED_AT) as UpstashCheck[];
  const unlike = (pattern: RegExp) => redisInfo.split(/\r?\n/).filter((line) => !pattern.test(line));
  const look = (lines: readonly string[]) => {
    const info = parseInfo(lines.join('\r\n'), 'host');
    const target = { limitBytes: undefined } as UpstashTarget;
    return checkup(info, snapshotOf(info, target, Date.now()), undefined).findings.filter(
      ({ check }) => check === NOT_LOOKED_AT,
    );
  };
  const named = (lines: readonly string[]) =>
    checks.filter((one) => look(lines)[0]?.advice.includes(`“${one}”`));

  test('nothing is missing in the INFO of a real Redis, nor in that of Upstash', () => {
    expect(look(unlike(/^$/))).toEqual([]);
    expect(look([...upstashInfo.split('\r\n'), 'maxmemory_policy:noeviction'])).toEqual([]);
  });

  test.each<[RegExp, readonly UpstashCheck[]]>([
    [
      /^maxmemory_policy:/,
      ['nothing makes room', 'nothing to evict', 'eviction without a limit', 'cache without hits'],
    ],
    [/^maxmemory:/, ['nothing makes room', 'eviction without a limit']],
    [
      /^(# Keyspace|db\d+:)/,
      ['nothing makes room', 'nothing to evict', 'keys without time to live', 'cache without hits'],
    ],
    [/^(# Errorstats|errorstat_)/, ['writes refused']],
    [/^rdb_last_bgsave_status:/, ['snapshot not written']],
    [/^aof_last_write_status:/, ['append-only file not written']],
    [/^role:/, ['replica without its master']],
    [/^(rejected_connections|maxclients):/, ['connections refused']],
    [/^maxclients:/, ['connections refused']],
    [/^total_connections_received:/, ['connection per request']],
    [/^connected_clients:/, ['connection per request']],
    [/^keyspace_hits:/, ['cache without hits']],
    [/^keyspace_misses:/, ['cache without hits']],
  ])('without %s', (pattern, missed) => {
    expect(named(unlike(pattern))).toEqual(missed);
  });

  test('of all that a server does not report, Upstash is asked only what it reports', () => {
    expect(named(['redis_version:7.2.0'])).toEqual(checks);
    const ofUpstash = named(['upstash_version:1.13.3']);
    expect(checks.filter((one) => !ofUpstash.includes(one))).toEqual(
      checks.filter((one) => checksBeyondUpstash.includes(one)),
    );
    // Which ones these are is in the documents, too.
    const said = checks.filter((one) => (upstashChecks[one] as Check).only === 'Upstash does not report it.');
    expect(said.toSorted()).toEqual(checksBeyondUpstash.toSorted());
  });

  test('a replica must say whether its master is there; a number that cannot be read is none', () => {
    expect(named([...unlike(/^role:/), 'role:slave'])).toEqual(['replica without its master']);
    expect(named([...unlike(/^keyspace_hits:/), 'keyspace_hits:many'])).toEqual(['cache without hits']);
    expect(look([...unlike(/^loading:/), 'loading:1'])[0]?.advice).toContain('all keys (loading:1)');
  });
});
