import { fleetOf } from '../../../model/databases/fleet';
import { mergedOverrides } from '../../../model/databases/table';
import type { Override } from '../../../model/environment';
import { environment } from '../../fixtures/environments';

const off = { alarm: 'off', reason: 'It is a batch.' } as const;
const other = { alarm: 'off', reason: 'It is a copy.' } as const;

test.each<[of: string, environment: Override | undefined, database: Override | undefined, applies: object]>([
  ['the numbers of both', { warning: 8 }, { critical: 30 }, { warning: 8, critical: 30 }],
  ['its own number before the same of the environment', { warning: 8 }, { warning: 9 }, { warning: 9 }],
  ['what the environment says', { warning: 8, critical: 16 }, undefined, { warning: 8, critical: 16 }],
  ['what it says itself', undefined, { critical: 30 }, { critical: 30 }],
  ['no alarm where the environment has numbers', { warning: 8 }, off, off],
  ['numbers where the environment has no alarm', off, { warning: 8 }, { warning: 8 }],
  ['its own reason for no alarm', off, other, other],
  ['no alarm where it says nothing', off, {}, off],
  ['the numbers of the environment where it says nothing', { warning: 8 }, {}, { warning: 8 }],
])('a database has %s', (_, given, own, applies) => {
  const rows = (override: Override | undefined) => (override ? { SlowQueries: override } : {});
  const before = rows(given);
  expect(mergedOverrides(before, rows(own))).toEqual({ SlowQueries: applies });
  expect(before).toEqual(rows(given));
});

test('the alarms of a database have the numbers of both, or are not there', () => {
  const compared = (given: object, own: object) => {
    const databases = { neon: [{}, { name: 'analytics', overrides: { SlowQueries: own } }] };
    const of = environment('production', { overrides: { neon: { SlowQueries: given } }, databases });
    return fleetOf(of, 'neon').collectors.map(({ alarms }) =>
      alarms.flatMap(({ row, compared }) => (row === 'SlowQueries' ? [compared] : [])),
    );
  };
  expect(compared({ warning: 8 }, { critical: 30 })).toEqual([
    [8, 10],
    [8, 30],
  ]);
  expect(compared({ warning: 8, critical: 16 }, off)).toEqual([[8, 16], []]);
  // The row's own critical.
  expect(compared(off, { warning: 8 })).toEqual([[], [8, 10]]);
});

test('rows that only one of the two names stay as they are', () => {
  expect(mergedOverrides({ Up: off }, { SlowQueries: { warning: 8 } })).toEqual({
    Up: off,
    SlowQueries: { warning: 8 },
  });
  expect(mergedOverrides(undefined, undefined)).toEqual({});
});
