import { Loop } from '../../../preview/workload/loop';

const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setTimeout(resolve, 1));
};

test('repeats its step, and stops when told to', async () => {
  let steps = 0;
  const loop = new Loop('counter', 0, async () => void steps++, fail);
  while (steps < 3) await turns(1);
  loop.stop();
  const last = steps;
  await turns(20);
  expect(steps).toBe(last);
});

test('a failing step ends the loop and is reported', async () => {
  const problems: string[] = [];
  new Loop(
    'counter',
    0,
    () => Promise.reject(new Error('no more')),
    (problem) => problems.push(problem),
  );
  await turns(5);
  expect(problems).toEqual(['The workload’s counter stopped: no more']);
});

test('a step that fails because its connection was closed after the stop is not reported', async () => {
  const problems: string[] = [];
  let cut: () => void = fail;
  const step = () => new Promise<void>((_, reject) => (cut = () => reject(new Error('cut'))));
  const loop = new Loop('counter', 0, step, (problem) => problems.push(problem));
  loop.stop();
  cut();
  await turns(5);
  expect(problems).toEqual([]);
});

function fail(): never {
  throw new Error('must not be called');
}
