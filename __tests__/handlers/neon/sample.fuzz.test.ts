import fc from 'fast-check';
import { baselineOf, derive } from '../../../handlers/driver/derive';
import { turnOf } from '../../../handlers/driver/members';
import { slotOf } from '../../../handlers/driver/slots';
import { Journal } from '../../../handlers/lib/journal';
import { type Baseline, parseState, withDetail } from '../../../handlers/lib/state';
import { readers } from '../../../handlers/neon/readers';
import { remarks } from '../../../handlers/neon/resets';
import { parseSample } from '../../../handlers/neon/sample';
import {
  detailSchema,
  type NeonDetail,
  type NeonSnapshot,
  snapshotOf,
} from '../../../handlers/neon/snapshot';
import { type Part, parts } from '../../../handlers/neon/statement';
import type { NeonTarget } from '../../../handlers/neon/target';
import { neonRows as neon } from '../../../thresholds/neon/rows';
import { runningCompute } from '../../support/collectors/neon';
import { json, text } from '../../support/fuzz/arbitraries';
import { fuzz } from '../../support/fuzz/fuzz';
import { jsonText, mutated } from '../../support/fuzz/mutations';
import { laterSample, postgresSample } from '../../support/fuzz/samples';
import { expectReadings, unlessRefused, unsigned } from '../../support/fuzz/sound';

const target = {
  host: 'ep-cool-1.neon.tech',
  port: 5432,
  database: 'x',
  user: 'watcher',
  slowQueryMs: 10,
} as NeonTarget;
const intervalMs = 300_000;
const slot = slotOf(Number(laterSample.now), intervalMs);
const around = { slot, intervalMs };

/** The one row with an error in it or in the statistics, which it contains as a text; or something else entirely. */
const answer = (good: Record<string, unknown>) =>
  fc.oneof(
    { weight: 5, arbitrary: mutated(good) },
    {
      weight: 5,
      arbitrary: jsonText(JSON.parse(String(good.statements))).map((statements) => ({ ...good, statements })),
    },
    { weight: 1, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: json },
  );
const problem = fc.option(text, { nil: undefined });

function taken(
  sample: unknown,
  why?: string,
  part: Part = 'statistics',
): { now: NeonSnapshot; warnings: readonly string[] } | undefined {
  const journal = new Journal();
  return unlessRefused(() => {
    const problems = why === undefined ? {} : { [part]: { code: '42501', message: why } };
    const now = snapshotOf(parseSample(sample), target, runningCompute, problems, journal);
    return { now, warnings: journal.warnings };
  }, 'ProtocolError');
}
/** What the next run reads of a snapshot. */
function kept(now: NeonSnapshot): Baseline<NeonDetail> {
  const state = { previous: { baseline: baselineOf(now), slot }, unsent: [] };
  const read = parseState(JSON.stringify(state), 'x');
  expect(read).toEqual(unsigned(state));
  if (!read.previous) throw new Error('the previous sample is lost');
  return withDetail(read.previous, detailSchema, 'x').baseline;
}

test('any pair of answers to the statement gives readings that may be published, and a state that can be read', () => {
  const part = fc.constantFrom(...parts);
  fuzz([answer(postgresSample), answer(laterSample), problem, part], (first, second, why, of) => {
    const [before, later] = [taken(first), taken(second, why, of)];
    if (!later) return;
    const previous = before && { baseline: kept(before.now), slot: slot - 300_000 };
    const turn = turnOf(previous ? [previous] : [], later.now);
    expectReadings(derive(neon, readers, later.now, turn, around));
    const remarked = previous ? remarks(previous.baseline, later.now) : [];
    expect(later.warnings.length + remarked.length).toBeLessThan(20);
    kept(later.now);
  });
});

test('any detail in the state is compared with, or rejected', () => {
  const good = taken(postgresSample)?.now;
  const now = taken(laterSample)?.now;
  if (!good || !now) throw new Error('the recorded samples cannot be read');
  fuzz([fc.oneof(mutated(good.detail), json)], (detail) => {
    const held = { baseline: { ...baselineOf(good), detail }, slot: slot - 300_000 };
    const previous = unlessRefused(() => withDetail(held, detailSchema, 'x'), 'ProtocolError');
    if (!previous) return;
    expectReadings(derive(neon, readers, now, turnOf([previous], now), around));
    remarks(previous.baseline, now);
  });
});

describe('found by fuzzing', () => {
  const statistics = String(postgresSample.statements);
  const refused = (change: object) => () => parseSample({ ...postgresSample, ...change });
  test.each<[string, object, string]>([
    ['statistics that are not JSON', { statements: statistics.slice(0, 20) }, 'without statements:'],
    ['statistics of another shape', { statements: '{"calls": 1, "slow": null}' }, 'statements.slow'],
    // The state would hold null for it, which no later run can read.
    [
      'a counter that is too large for a number',
      { statements: statistics.replace(/(?<="calls"\s*:\s*)\d+/, '1e400') },
      'statements.calls',
    ],
    ['a clock that is too large for a number', { now: Number.POSITIVE_INFINITY }, 'without now:'],
    ['a session that is null', { running: [null] }, 'without running:'],
    ['a size in words', { bytes: '12 GB' }, 'without bytes:'],
  ])('%s', (_, change, message) => {
    expect(refused(change)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', message: expect.stringContaining(message) }),
    );
  });

  test('for a huge number of sessions there are only a few warnings', () => {
    const running = Array.from({ length: 50_000 }, (_, pid) => ({ pid, usename: 'x', seconds: 5 }));
    expect(taken({ ...postgresSample, running })?.warnings).toHaveLength(5);
  });
});
