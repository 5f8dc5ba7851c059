import { type Evidence, sessionWords, worstFirst } from '../../../model/evidence';
import {
  type Blocking,
  blockingTree,
  checkupWords,
  grantIn,
  partFor,
  partsOf,
  summary,
  witnessed,
} from '../../../preview/page/state/evidence';
import { clock } from '../../../preview/page/state/words';
import { hasAlarm } from '../../../thresholds/row';
import { serviceNames, serviceOf } from '../../../thresholds/services';
import { findings, grant, seenInPostgres, unseen } from '../../fixtures/evidence';
import { run } from './sessions';

/** The pids as they stand below each other. */
const shape = (tree: readonly Blocking[]): unknown[] =>
  tree.map(({ pid, waiting }) => (waiting.length === 0 ? pid : [pid, ...shape(waiting)]));

describe('who blocks whom', () => {
  test('begins with the roots; each session stands once, below whom it waits for', () => {
    const tree = blockingTree(seenInPostgres);
    expect(shape(tree)).toEqual([[101, [102, 104], 103], [0, 105], 201, 202]);
    const [root, prepared, circle] = tree;
    expect(root?.words).toBe(
      'pid 101 (user reports, application “nightly”) blocks 3 sessions: idle in transaction, its transaction is open for 64 s',
    );
    expect(root?.waiting[0]).toMatchObject({
      words: 'pid 102 waits, 61 s so far',
      statement: 'UPDATE stock SET pieces = pieces - $1 WHERE product = $2',
    });
    expect(prepared?.words).toBe('a prepared transaction blocks 1 session');
    expect(circle?.words).toBe('pid 201 waits for pid 202');
  });

  test.each<[string, Evidence, unknown[]]>([
    ['nothing', {}, []],
    ['a role that sees nothing', unseen, []],
    [
      'sessions that wait for nobody who is listed',
      {
        blocked: [
          { pid: 1, by: [9] },
          { pid: 2, by: [] },
        ],
      },
      [1, 2],
    ],
    [
      'a chain, in any order',
      {
        rootBlockers: [{ pid: 1, blocks: [2, 3, 4] }],
        blocked: [
          { pid: 4, by: [3] },
          { pid: 3, by: [2] },
          { pid: 2, by: [1] },
        ],
      },
      [[1, [2, [3, 4]]]],
    ],
    [
      'a circle below a root',
      {
        rootBlockers: [{ pid: 1, blocks: [2, 3] }],
        blocked: [
          { pid: 2, by: [1, 3] },
          { pid: 3, by: [2] },
        ],
      },
      [[1, [2, 3]]],
    ],
  ])('%s', (_, evidence, expected) => {
    expect(shape(blockingTree(evidence))).toEqual(expected);
  });
});

describe('which run it is', () => {
  const [first, second, third] = [
    run(10_000, {}, { evidence: seenInPostgres }),
    run(20_000, {}),
    run(30_000, {}, { error: { errorType: 'NetworkError', message: 'refused' } }),
  ] as const;
  const asleep = run(40_000, {}, { absent: { SlowQueries: 'asleep' } });

  test('the newest that saw the database', () => {
    expect(witnessed([first, second], 22_000)).toEqual({
      run: second,
      words: `Seen by the run at ${clock(20_000)}, 2 s ago.`,
    });
    expect(witnessed([first, second], 22_000, 19_999).run).toBe(first);
  });

  test('and that the newest one did not, if so', () => {
    expect(witnessed([first, third], 31_000)).toEqual({
      run: first,
      words: `The run at ${clock(30_000)} failed with NetworkError. Seen by the run at ${clock(10_000)}, 21 s ago.`,
    });
    expect(witnessed([asleep], 41_000)).toEqual({
      words: `The run at ${clock(40_000)} found the compute suspended. `,
    });
  });

  test('or that there is none', () => {
    expect(witnessed([], 1)).toEqual({ words: 'Waiting for the first run.' });
    expect(witnessed([second], 22_000, 15_000)).toEqual({ words: 'That run is no longer known.' });
  });
});

test('a reason with a GRANT has it to be copied, alone', () => {
  const reasons = Object.values(unseen).map(({ absent }) => grantIn(absent));
  expect(reasons).toEqual([grant, grant, undefined, undefined, undefined]);
  expect(grantIn('needs GRANT and TO')).toBeUndefined();
  expect(grantIn('run: GRANT pg_monitor TO "a.b"; ALTER ROLE "a.b" INHERIT')).toBe(
    'GRANT pg_monitor TO "a.b"; ALTER ROLE "a.b" INHERIT;',
  );
});

test('a session says what is known of it', () => {
  expect(sessionWords({ pid: 7 })).toBe('pid 7');
  expect(sessionWords({ pid: 0, backend: 'prepared transaction' })).toBe('a prepared transaction');
  expect(sessionWords({ pid: 7, backend: 'walsender', user: 'a' })).toBe('pid 7 (walsender, user a)');
  expect(sessionWords({ pid: 7, user: 'a', application: 'b' })).toBe('pid 7 (user a, application “b”)');
});

describe('a check-up', () => {
  const made = { id: 'neon', running: false, made: { at: 1_000, findings } };

  test('in words', () => {
    expect(checkupWords(undefined, 0)).toMatch(/^Not looked yet\./);
    expect(checkupWords({ id: 'neon', running: true }, 0)).toBe('Looking …');
    expect(checkupWords(made, 3_000)).toBe(`3 findings, at ${clock(1_000)}, 2 s ago.`);
    expect(checkupWords({ ...made, made: { at: 1_000, findings: [] } }, 1_000)).toBe(
      `Nothing found, at ${clock(1_000)}, just now.`,
    );
  });

  test('has the worst first', () => {
    expect(worstFirst(findings).map(({ severity }) => severity)).toEqual(['critical', 'warning', 'notice']);
  });

  test('and the evidence fit into a line', () => {
    const statements = [{ id: '1', text: 'UPDATE stock', calls: 1, meanMs: 1, totalMs: 1, share: 0.834 }];
    const evidence = { ...seenInPostgres, advice: [], statements };
    const seen = { run: run(5_000, {}, { evidence }), words: '' };
    expect(summary(seen, made)).toBe(
      `${clock(5_000)}: 6 sessions blocked · 2 findings · 83.4 % of the time in UPDATE stock`,
    );
    expect(summary({ run: run(5_000, {}), words: '' }, undefined)).toBe(
      `${clock(5_000)}: nothing that stands out`,
    );
    expect(summary({ words: 'Waiting for the first run.' }, undefined)).toBe('Waiting for the first run.');
  });
});

test('every alarm leads to a box that its service has', () => {
  for (const service of serviceNames)
    for (const [name, { alarm }] of Object.entries(serviceOf(service).rows)) {
      const part = hasAlarm(alarm) ? partFor(alarm.query) : 'advice';
      expect([service, name, partsOf(service).includes(part)]).toEqual([service, name, true]);
    }
  // Those that no part of the evidence answers lead to the advice.
  const { queries } = serviceOf('neon');
  const others = Object.keys(queries).filter((name) => partFor(name) === 'advice');
  expect(others).toEqual(['errors', 'warnings', 'advice', 'runs']);
});
