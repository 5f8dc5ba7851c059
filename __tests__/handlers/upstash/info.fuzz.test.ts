import fc from 'fast-check';
import { baselineOf, derive } from '../../../handlers/driver/derive';
import { turnOf } from '../../../handlers/driver/members';
import { parseState } from '../../../handlers/lib/state';
import { checkup } from '../../../handlers/upstash/checkup';
import { evidence } from '../../../handlers/upstash/evidence';
import { parseInfo } from '../../../handlers/upstash/info';
import { readers } from '../../../handlers/upstash/readers';
import { snapshotOf } from '../../../handlers/upstash/snapshot';
import type { UpstashTarget } from '../../../handlers/upstash/target';
import { upstashRows as upstash } from '../../../thresholds/upstash/rows';
import { numberText, text } from '../../support/fuzz/arbitraries';
import { fuzz } from '../../support/fuzz/fuzz';
import { damaged } from '../../support/fuzz/mutations';
import { redisInfo, upstashInfo } from '../../support/fuzz/samples';
import { expectReadings, unlessRefused, unsigned } from '../../support/fuzz/sound';

const target: UpstashTarget = {
  host: 'cache.upstash.io',
  port: 6379,
  username: 'default',
  password: 'x',
  passwordIn: 'UPSTASH_REST_TOKEN',
  tokenUnused: false,
  tls: true,
  limitBytes: undefined,
  monthlyCommands: undefined,
};
const MINUTE = 60_000;

/** INFO with other numbers behind its own names. */
const renumbered = fc
  .tuple(fc.constantFrom(upstashInfo, redisInfo), fc.array(numberText, { minLength: 1, maxLength: 40 }))
  .map(([good, numbers]) => {
    let i = 0;
    return good.replace(/(?<=[:=])\d+(?=[\r,])/g, () => numbers[i++ % numbers.length] ?? '');
  });
const info = fc.oneof(damaged(upstashInfo), damaged(redisInfo), renumbered, text);
const taken = (answer: string, at: number) =>
  unlessRefused(() => snapshotOf(parseInfo(answer, 'host'), target, at), 'ProtocolError');

test('any pair of answers to INFO gives readings that may be published', () => {
  fuzz([info, info, fc.nat(2 * 60 * MINUTE)], (first, second, apart) => {
    const [before, now] = [taken(first, 0), taken(second, apart)];
    if (!now) return;
    const samples = before ? [{ baseline: baselineOf(before), slot: 0 }] : [];
    const around = { slot: apart, intervalMs: 5 * MINUTE };
    expectReadings(derive(upstash, readers, now, turnOf(samples, now), around));
  });
});

test('what is kept of any INFO is read again as it was written', () => {
  fuzz([info], (answer) => {
    const now = taken(answer, 1);
    if (!now) return;
    const state = { previous: { baseline: baselineOf(now), slot: 0 }, unsent: [] };
    expect(parseState(JSON.stringify(state), 'x')).toEqual(unsigned(state));
  });
});

test('any pair of answers to INFO gives findings and evidence of finite numbers, and texts that fit into a line', () => {
  fuzz([info, info, fc.integer({ min: 1, max: 2 * 24 * 60 * MINUTE })], (first, second, apart) => {
    const [before, now] = [taken(first, 0), taken(second, apart)];
    if (!now) return;
    const memo = before && checkup(parseInfo(first, 'host'), before, undefined).memo;
    const { findings, memo: kept } = checkup(parseInfo(second, 'host'), now, memo);
    for (const { number, advice, object } of findings) {
      expect(Number.isFinite(number)).toBe(true);
      expect(`${object} ${advice}`.length).toBeLessThan(1_000);
    }
    expect(JSON.stringify(kept).length).toBeLessThan(2_000);
    const seen = {
      before: before && baselineOf(before),
      now,
      seconds: apart / 1_000,
      readings: derive(upstash, readers, now, undefined, { slot: apart, intervalMs: 5 * MINUTE }),
    };
    expect(JSON.stringify(evidence(seen))).not.toMatch(/null|NaN/);
  });
});

describe('found by fuzzing', () => {
  test.each([[null], [5], [['used_memory:1']]])('an answer to INFO that is not a text: %j', (answer) => {
    expect(() => parseInfo(answer, 'host')).toThrow(expect.objectContaining({ name: 'ProtocolError' }));
  });

  test('a name of a member that would not fit into the state table', () => {
    const now = taken(`used_memory:1\nlocal_member:${'x'.repeat(500_000)}`, 0);
    expect(`${now?.identity} ${now?.member}`.length).toBeLessThan(200);
  });

  test('a number that CloudWatch would refuse, and with it all others', () => {
    const now = taken(`used_memory:1${'0'.repeat(109)}\nconnected_clients:2`, 0);
    if (!now) throw new Error('refused');
    const readings = derive(upstash, readers, now, undefined, { slot: 0, intervalMs: MINUTE });
    expect(readings).toMatchObject({
      MemoryUsage: { is: 'absent', reason: 'not a valid value: 1e+109' },
      ConnectedClients: { value: 1 },
    });
  });
});
