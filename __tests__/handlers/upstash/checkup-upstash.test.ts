import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/upstash';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { upstashInfo } from '../../support/fuzz/samples';
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
  const answering = (fields: Readonly<Record<string, string | number>> = {}) => {
    const kept = upstashInfo
      .split('\r\n')
      .filter((line) => !Object.keys(fields).some((name) => line.startsWith(`${name}:`)));
    const own = Object.entries(fields).map(([name, value]) => `${name}:${value}`);
    odd.script = redisScript([Buffer.from('+OK\r\n'), bulk([...kept, ...own].join('\r\n'))]);
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
});
