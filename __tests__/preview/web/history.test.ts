import { History } from '../../../preview/web/history';
import type { Change, Run } from '../../../preview/web/protocol';
import { MOST_CHANGES, MOST_EVIDENCE, MOST_RUNS, share } from '../../../preview/web/protocol';

const run = (service: string, at: number): Run => ({
  ...{ service, at, durationMs: 1, warnings: [], absent: {}, published: {}, log: [] },
});
const change = (alarm: string, at: number): Change => ({
  ...{ environment: 'production', alarm, at, from: 'OK', to: 'ALARM', reason: '' },
});

test('the newest runs of each service are kept, and no more', () => {
  const history = new History();
  for (let at = 0; at < 3 * MOST_RUNS; at++) history.addRun(run('neon', at));
  history.addRun(run('upstash', 1));
  const { runs } = history;
  expect(runs).toHaveLength(MOST_RUNS + 1);
  expect(runs[0]).toEqual(run('upstash', 1));
  expect(runs.at(-1)).toEqual(run('neon', 3 * MOST_RUNS - 1));
});

test('of the newest runs of each service the evidence is kept, too', () => {
  const history = new History();
  for (let at = 0; at < 2 * MOST_EVIDENCE; at++)
    for (const service of ['neon', 'upstash'])
      history.addRun({ ...run(service, at), evidence: { advice: [`${at}`] } });
  const evident = history.runs.filter(({ evidence }) => evidence);
  expect([history.runs.length, evident.length]).toEqual([4 * MOST_EVIDENCE, 2 * MOST_EVIDENCE]);
  expect([evident[0]?.at, evident.at(-1)?.evidence]).toEqual([
    MOST_EVIDENCE,
    { advice: [`${2 * MOST_EVIDENCE - 1}`] },
  ]);
});

test('the newest changes are kept, and the last one of every other alarm: it tells its state', () => {
  const history = new History();
  history.addChanges([change('quiet', 1), change('quiet', 2)]);
  for (let at = 3; at < 3 * MOST_CHANGES; at++) history.addChanges([change('busy', at)]);
  const { changes } = history;
  expect(changes).toHaveLength(MOST_CHANGES + 1);
  expect(changes[0]).toEqual(change('quiet', 2));
  expect(changes.map(({ at }) => at)).toEqual([...changes.map(({ at }) => at)].sort((a, b) => a - b));
});

test('changes of the same moment stay in the order in which they were told', () => {
  const history = new History();
  const [first, second] = [change('first', 1), change('second', 1)];
  history.addChanges([first, second]);
  history.addChanges([change('first', 2)]);
  expect(history.changes.slice(0, 2)).toEqual([first, second]);
});

test('each database of a service has its own runs; of many, fewer of each are kept', () => {
  const history = new History();
  const names = [undefined, 'a', 'b', 'c', 'd', 'e'];
  for (let at = 0; at < 2 * MOST_RUNS; at++)
    for (const database of names) history.addRun({ ...run('neon', at), ...(database && { database }) });
  const of = (database: string | undefined) => history.runs.filter((one) => one.database === database);
  expect(names.map((name) => of(name).length)).toEqual(names.map(() => MOST_RUNS / 2));
  expect(of('e').at(-1)?.at).toBe(2 * MOST_RUNS - 1);
  expect([1, 2, 3, 4].map((databases) => share(100, databases))).toEqual([100, 100, 100, 75]);
});
