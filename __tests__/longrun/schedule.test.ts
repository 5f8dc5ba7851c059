import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, isCall, kindOf, losesAnswers } from './faults';
import { CHECKPOINTS, INTERVAL_MS, partialResets, START, type Step, scheduleOf } from './schedule';

const RUNS = 3_000;
const seeds = [1, 2, 3];
const schedules = seeds.map((seed) => scheduleOf(seed, RUNS));
const share = (steps: readonly Step[], of: (step: Step) => boolean) => steps.filter(of).length / steps.length;

test('a seed always gives the same schedule, and another seed a different one', () => {
  expect(scheduleOf(1, 500)).toEqual(scheduleOf(1, 500));
  expect(scheduleOf(1, 500)).not.toEqual(scheduleOf(2, 500));
});

describe.each(seeds)('the schedule of seed %d', (seed) => {
  const steps = schedules[seeds.indexOf(seed)] ?? [];

  test('goes forward in time, unless it says otherwise', () => {
    for (const [i, step] of steps.entries()) {
      const before = steps[i - 1];
      const forth = step.clock > (before?.clock ?? START);
      if (!step.back && !before?.back) expect(forth).toBe(true);
    }
    expect(steps.some(({ back }) => back)).toBe(true);
  });

  test('has every run in a slot that its event may name', () => {
    for (const { slot, clock, back, payload } of steps) {
      expect(slot % INTERVAL_MS).toBe(0);
      if (!back) expect(clock - slot).toBeGreaterThanOrEqual(0);
      if (!back) expect(clock - slot).toBeLessThan(INTERVAL_MS);
      if (back) expect(payload).toHaveProperty('time');
    }
  });

  test('has faults, resets, restarts, gaps, doubled runs and second processes', () => {
    expect(share(steps, ({ faults }) => faults.length > 0)).toBeGreaterThan(0.2);
    expect(share(steps, ({ faults }) => faults.length > 1)).toBeGreaterThan(0.02);
    expect(share(steps, ({ by }) => by === 'both')).toBeGreaterThan(0.02);
    expect(share(steps, ({ by }) => by === 'other')).toBeGreaterThan(0.02);
    for (const event of [...partialResets, 'reset', 'restart', 'rotate', 'lock', 'unlock'] as const)
      expect(steps.filter(({ before }) => before.includes(event)).length).toBeGreaterThan(4);
    expect(share(steps, ({ turns }) => turns)).toBeGreaterThan(0.1);
    for (const { faults } of steps.filter(({ backlog }) => backlog))
      expect(faults).toEqual([{ on: 'PutMetricData', is: 'AccessDeniedException', times: 9 }]);
    expect(steps.filter(({ backlog }) => backlog).length).toBeGreaterThan(4);
    const gaps = steps.map(({ slot }, i) => (slot - (steps[i - 1]?.slot ?? slot)) / 60_000);
    expect(gaps.filter((gap) => gap === 0).length).toBeGreaterThan(50);
    expect(gaps.filter((gap) => gap > 60).length).toBeGreaterThan(10);
    expect(gaps).toContain(13 * 60);
  });

  test('never has two faults in the same place, nor simultaneous runs whose saves get no response', () => {
    for (const { faults, by } of steps) {
      expect(new Set(faults.map(({ on }) => on)).size).toBe(faults.length);
      if (by === 'both') expect(faults.filter((fault) => losesAnswers(fault, 'PutItem'))).toEqual([]);
    }
  });

  test('is calm before memory checks and at the end', () => {
    const looks = steps.filter(({ checkpoint }) => checkpoint);
    expect(looks).toHaveLength(CHECKPOINTS);
    for (const { index } of [...looks, { index: RUNS - 1 }])
      for (const step of steps.slice(index - 2, index + 1)) {
        expect(step.faults).toEqual([]);
        expect(step.by).toBe('main');
      }
  });
});

test('the schedules of some seeds have every kind of fault', () => {
  const many = [...schedules, ...[4, 5, 6, 7, 8, 9].map((seed) => scheduleOf(seed, RUNS))];
  const kinds = new Set(many.flat().flatMap(({ faults }) => faults.map(kindOf)));
  const links = ['database', 'parameters', 'state', 'metrics', 'neonApi'];
  const broken = ['refused', 'garbage', 'closes', 'resets', 'silent', 'stalls'];
  const calls = ['GetParameters', 'GetItem', 'PutItem', 'PutMetricData'];
  const answers = ['ThrottlingException', 'InternalServerError', 'AccessDeniedException', 'lost'];
  const all = [
    ...links.flatMap((on) => broken.map((is) => `${on} ${is}`)),
    ...calls.flatMap((on) => answers.map((is) => `${on} ${is}`)),
  ];
  expect([...kinds].sort()).toEqual(all.sort());
});

test('the short run of CI has everything that a long one has', () => {
  const gate = readFileSync(join(__dirname, '..', '..', '.ci', 'run'), 'utf8');
  const number = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(gate)?.[1]);
  const steps = scheduleOf(number('SEED'), number('LONG_RUNS'));
  // Both attempts at a call lose their responses.
  const unanswered = (fault: Fault, operation: string) =>
    losesAnswers(fault, operation) && !(isCall(fault) && fault.times === 1);
  const minutes = steps.map(({ slot }, i) => (slot - (steps[i - 1]?.slot ?? slot)) / 60_000);

  expect(steps.length).toBeGreaterThanOrEqual(300);
  for (const event of [...partialResets, 'reset', 'restart', 'rotate', 'lock'] as const)
    expect(steps.some(({ before }) => before.includes(event))).toBe(true);
  expect(steps.some(({ backlog }) => backlog)).toBe(true);
  // So often that each of two members answers after the other one.
  expect(steps.filter(({ turns }) => turns).length).toBeGreaterThan(20);
  for (const by of ['other', 'both'] as const) expect(steps.some((step) => step.by === by)).toBe(true);
  for (const operation of ['PutItem', 'PutMetricData'])
    expect(steps.some(({ faults }) => faults.some((fault) => unanswered(fault, operation)))).toBe(true);
  expect(steps.some(({ back }) => back) && steps.some(({ dry }) => dry)).toBe(true);
  expect(minutes).toContain(13 * 60);
  expect(minutes.some((gap) => gap > 60 && gap < 13 * 60)).toBe(true);
});
