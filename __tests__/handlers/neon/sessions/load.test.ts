import { loadResets } from '../../../../handlers/neon/sessions/load';

const counted = (activeMs: number | undefined, deadlocks: number, ids = 10, reset: string | null = null) => ({
  counters: { ...(activeMs !== undefined && { activeMs }), deadlocks },
  detail: { load: { ids, reset } },
});
const changed = expect.stringMatching(/^a database was created or dropped, or its statistics were reset/);

test.each([
  ['that grew', counted(5, 1), counted(9, 2), {}],
  ['that stayed', counted(5, 1), counted(5, 1), {}],
  [
    'of active time that fell',
    counted(5, 1),
    counted(4, 2),
    { activeMs: expect.stringMatching(/long statement/) },
  ],
  ['of deadlocks that fell', counted(5, 3), counted(6, 2), { deadlocks: expect.stringMatching(/lost/) }],
  ['of other databases', counted(5, 1), counted(9, 2, 26), { activeMs: changed, deadlocks: changed }],
  ['that was reset', counted(5, 1), counted(9, 2, 10, '1.5'), { activeMs: changed, deadlocks: changed }],
  [
    'that was reset again',
    counted(5, 1, 10, '1.5'),
    counted(9, 2, 10, '2.5'),
    { activeMs: changed, deadlocks: changed },
  ],
  ['that is absent', counted(undefined, 1), counted(9, 2), {}],
])('a counter %s', (_, before, now, resets) => {
  expect(loadResets(before, now)).toEqual(resets);
});

test('a session that was ended makes the active time unknown, also where an earlier version did not count them', () => {
  const killed = (n: number | null, activeMs = 5) => {
    const { counters, detail } = counted(activeMs, 1);
    return { counters, detail: { load: { ...detail.load, killed: n } } };
  };
  expect(loadResets(killed(2), killed(3, 9))).toEqual({ activeMs: expect.stringMatching(/never counts/) });
  expect(loadResets(killed(2), killed(2, 9))).toEqual({});
  expect(loadResets(killed(null), killed(2, 9))).toEqual({});
  expect(loadResets(counted(5, 1), killed(2, 9))).toEqual({});
});

test('a sample of an earlier version says nothing of databases', () => {
  expect(loadResets({ counters: {} }, counted(9, 2))).toEqual({});
});
