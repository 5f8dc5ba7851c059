import { baselineOf, derive } from '../../../handlers/driver/derive';
import { turnOf } from '../../../handlers/driver/members';
import { Journal } from '../../../handlers/lib/journal';
import { readers } from '../../../handlers/neon/readers';
import { parseSample } from '../../../handlers/neon/sample';
import { snapshotOf } from '../../../handlers/neon/snapshot';
import type { NeonTarget } from '../../../handlers/neon/target';
import { numberOf, parseInfo } from '../../../handlers/upstash/info';
import { neonRows as neon } from '../../../thresholds/neon/rows';
import { runningCompute } from '../collectors/neon';
import { laterSample, postgresSample, redisInfo, upstashInfo } from './samples';

// What the fuzz tests rely on, regardless of the numbers: `npm run record` may write different ones.

test('the recorded PostgreSQL samples have content in every part that a mutation can break', () => {
  for (const sample of [postgresSample, laterSample].map(parseSample)) {
    expect(sample).toMatchObject({ seesAll: true, schema: 'public', unreadable: 0, role: 'watcher' });
    for (const name of ['running', 'waiters', 'blockers', 'waits', 'longest', 'awake'] as const)
      expect(sample[name]).not.toEqual([]);
    expect(sample.statistics?.slow).not.toEqual([]);
    expect(sample.bytes).toBeGreaterThan(0);
  }
});

test('between the two samples, every reading is measured, and old and new slow statements ran', () => {
  const target = { host: 'h', port: 5432, database: 'x', user: 'watcher', slowQueryMs: 10 } as NeonTarget;
  const taken = (sample: unknown) =>
    snapshotOf(parseSample(sample), target, runningCompute, {}, new Journal());
  const [before, now] = [taken(postgresSample), taken(laterSample)];
  const seen = ({ detail }: typeof now) => Object.keys(detail?.slow?.seen ?? {});
  expect(seen(now)).toEqual(expect.arrayContaining(seen(before)));
  expect(seen(now).length).toBeGreaterThan(seen(before).length);
  const around = { slot: 0, intervalMs: 300_000 };
  const turn = turnOf([{ baseline: baselineOf(before), slot: 0 }], now);
  const readings = derive(neon, readers, now, turn, around);
  for (const reading of Object.values(readings)) expect(reading).toMatchObject({ is: 'measured' });
  expect(readings.SlowQueries).not.toMatchObject({ value: 0 });
});

test.each([
  ['the recorded INFO', redisInfo],
  ["Upstash's", upstashInfo],
])('%s has the fields from which readings are derived', (_, text) => {
  const info = parseInfo(text, 'host');
  for (const field of ['connected_clients', 'used_memory', 'maxmemory', 'total_commands_processed'])
    expect(numberOf(info, field)).toBeGreaterThan(0);
  for (const field of ['keyspace_hits', 'keyspace_misses', 'expired_keys'])
    expect(numberOf(info, field)).toBeGreaterThan(0);
  expect(text).toMatch(/^db0:keys=/m);
});

test('the recordings contain nothing about the recording machine', () => {
  expect(redisInfo).not.toMatch(/^(executable|config_file):./m);
  expect(redisInfo).toMatch(/^os:Linux\r?$/m);
});
