import { Loop, type ReportProblem, Workload } from '../../../preview/workload/loop';
import { until } from '../../support/servers/until';

const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setTimeout(resolve, 1));
};

test('repeats its step, and stops when told to', async () => {
  let steps = 0;
  const loop = new Loop(async () => {
    steps++;
    return 0;
  });
  while (steps < 3) await turns(1);
  loop.stop();
  await loop.done;
  const last = steps;
  await turns(20);
  expect(steps).toBe(last);
});

test('a pause does not delay the stop', async () => {
  let paused: () => void = fail;
  const pausing = new Promise<void>((resolve) => (paused = resolve));
  const loop = new Loop(
    async () => 1_000_000,
    () => paused(),
  );
  await pausing;
  await turns(1);
  loop.stop();
  await loop.done;
});

test('a step that fails because its connection was closed after the stop is not told', async () => {
  let cut: () => void = fail;
  const loop = new Loop(() => new Promise((_, reject) => (cut = () => reject(new Error('cut')))), fail);
  loop.stop();
  cut();
  await loop.done;
});

describe('a workload whose database was away', () => {
  let problems: string[];
  let said: number;
  const report: ReportProblem = (problem) => {
    said++;
    problems.push(problem);
    return () => problems.splice(problems.indexOf(problem), 1);
  };
  beforeEach(() => {
    [problems, said] = [[], 0];
  });

  test('goes on, and reports one problem for as long as any of its parts fails', async () => {
    const away = new Set(['first', 'second']);
    const steps = { first: 0, second: 0 };
    const workload = new Workload({ what: 'the test', pace: 1 }, report);
    for (const part of ['first', 'second'] as const)
      workload.repeat(0, async () => {
        steps[part]++;
        if (away.has(part)) throw new Error(`no ${part}`);
      });
    await until(() => steps.first > 1 && steps.second > 1);
    expect([problems, said]).toEqual([['The workload on the test fails, and is tried again: no first'], 1]);
    away.delete('first');
    const before = steps.first;
    await until(() => steps.first > before + 1);
    expect(problems).toHaveLength(1);
    away.delete('second');
    await until(() => problems.length === 0);
    expect(said).toBe(1);
    workload.stop();
  });
});

function fail(): never {
  throw new Error('must not be called');
}
