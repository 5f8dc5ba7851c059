import { BACKLOG, Books } from './books';
import type { Claim } from './rules';
import { INTERVAL_MS, START } from './schedule';

const MINUTE = 60_000;
const slot = (n: number) => START + n * INTERVAL_MS;
const claim = (n: number, total: number, more: Partial<Claim> = {}): Claim => ({
  slot: slot(n),
  takenAt: slot(n) + 10_000,
  member: 0,
  totals: { Hits: total, Rate: total },
  epoch: 0,
  ...more,
});
const hits = (n: number, value: number) => ({ name: 'Hits', value, at: slot(n) });
const rate = (n: number, value: number) => ({ name: 'Rate', value, at: slot(n) });
const up = (n: number, value = 1) => ({ name: 'Up', value, at: slot(n) });

/** Books with one healthy interval: 30 hits in the five minutes before slot 1. */
function opened(): Books {
  const books = new Books({ counts: ['Hits'], rates: ['Rate'] });
  books.begin(0, slot(0));
  books.claim(claim(0, 5));
  books.begin(1, slot(1));
  books.claim(claim(1, 35));
  return books;
}
const truth = [{ Hits: 35, Rate: 35 }];

test('values that arrive as owed balance', () => {
  const books = opened();
  books.heartbeat(slot(1), 1);
  books.arrived([hits(1, 30), rate(1, 0.1), up(1)], false);
  expect(books.close(truth)).toEqual([]);
  expect(books.accounts.Hits).toMatchObject({ published: 30, absent: { first: 5 } });
  expect(books.accounts.Rate?.published).toBeCloseTo(30, 9);
});

describe('does not balance:', () => {
  test.each<[string, (books: Books) => void, RegExp]>([
    [
      'a count that is published twice',
      (books) => books.arrived([hits(1, 30)], false),
      /Hits = 30 .* nothing owes it/,
    ],
    ['a count in another slot', (books) => books.arrived([hits(2, 30)], false), /nothing owes it/],
    ['a count that is off by one', (books) => books.arrived([hits(1, 31)], false), /nothing owes it/],
    ['a heartbeat that no run owes', (books) => books.arrived([up(1)], false), /Up = 1 .* nothing owes it/],
    ['a heartbeat that is lost', (books) => books.heartbeat(slot(1), 0), /Up = 0 .* never arrived/],
    [
      'a growth over a reset',
      (books) => {
        books.claim(claim(2, 50, { epoch: 1 }));
        books.arrived([hits(2, 15)], false);
      },
      /Hits = 15 .* nothing owes it/,
    ],
    [
      'a growth that is lost',
      (books) => {
        books.claim(claim(2, 50));
        books.arrived([rate(2, 0.05)], false);
      },
      /Hits = 15 .*owed since run 1, never arrived/,
    ],
  ])('%s', (_, wrong, problem) => {
    const books = opened();
    books.arrived([hits(1, 30), rate(1, 0.1)], false);
    wrong(books);
    expect(books.close(truth)[0]).toMatch(problem);
  });

  test('a truth that no run published', () => {
    const books = opened();
    books.arrived([hits(1, 30), rate(1, 0.1)], false);
    expect(books.close([{ Hits: 36, Rate: 35 }])).toEqual(['Hits: 1 of 36 are unaccounted for']);
  });
});

test('a put whose response was lost is still owed, and is listed next to the sum', () => {
  const books = opened();
  books.arrived([hits(1, 30), rate(1, 0.1)], true);
  books.arrived([hits(1, 30), rate(1, 0.1)], false);
  expect(books.close(truth)).toEqual([]);
  expect(books.accounts.Hits).toMatchObject({ published: 30, repeated: 30 });
});

test('a count over missed runs is owed to their slots in equal parts', () => {
  const books = opened();
  books.arrived([hits(1, 30), rate(1, 0.1)], false);
  books.claim(claim(4, 65));
  books.arrived([hits(2, 10), hits(3, 10), hits(4, 10), rate(4, 30 / 900)], false);
  expect(books.close([{ Hits: 65, Rate: 65 }])).toEqual([]);
});

describe('members that take turns', () => {
  /** Two members: of the first 30 in slot 1, of the second 8 in the slots 2 and 4. */
  const turned = (): Books => {
    const books = opened();
    books.arrived([hits(1, 30), rate(1, 0.1)], false);
    expect(books.claim(claim(2, 100, { member: 1 }))).toEqual({ absent: ['member'] });
    expect(books.claim(claim(3, 55))).toEqual({ counts: { Hits: 10 }, turned: true });
    return books;
  };
  const both = [
    { Hits: 55, Rate: 55 },
    { Hits: 107, Rate: 107 },
  ];

  test('owe the growth per second of the one that answered, for the slots that are left', () => {
    const books = turned();
    books.arrived([hits(3, 10), rate(3, 20 / 600)], false);
    expect(books.close(both)).toEqual([]);
    // The growth of 20 in two slots is accounted for by 10 in one.
    expect(books.accounts.Hits?.published).toBe(50);
    expect(books.accounts.Hits?.absent).toMatchObject({ first: 5, member: 100 });
    expect(books.unasked('Hits', both)).toBe(7);
    expect(books.intervals).toMatchObject({ counted: 1, turned: 1, member: 1 });
  });

  test('do not owe a slot that another one has been counted for', () => {
    const books = turned();
    expect(books.claim(claim(3, 120, { member: 1 }))).toEqual({ absent: ['taken'] });
  });

  test('do not balance if the growth of both is published for the same time', () => {
    const books = turned();
    books.arrived([hits(3, 20)], false);
    expect(books.problems[0]).toMatch(/Hits = 20 .* nothing owes it/);
  });
});

describe('a backlog that the state table cannot keep', () => {
  const data = [0, 0, 1, 1].map((n, i) => ({ name: `${BACKLOG}${i}`, value: 1, at: slot(n) }));
  const dropped = (): Books => {
    const books = new Books({ counts: [], rates: [] });
    books.backlog(data);
    books.drop(1);
    return books;
  };

  test('balances if the newest values arrive once', () => {
    const books = dropped();
    books.arrived(data.slice(1), false);
    expect(books.close([])).toEqual([]);
    expect(books.accounts[BACKLOG]).toMatchObject({ dropped: 1, published: 3 });
  });

  test.each<[string, (books: Books) => void, RegExp]>([
    [
      'more is dropped than is said',
      (books) => books.arrived(data.slice(2), false),
      /Backlog1 .*never arrived/,
    ],
    [
      'other than the oldest are dropped',
      (books) => books.arrived(data.slice(0, 3), false),
      /Backlog0 = 1 .*nothing owes/,
    ],
    [
      'a value arrives twice',
      (books) => books.arrived([...data, ...data].slice(1, 6), false),
      /nothing owes it/,
    ],
    ['more is dropped than there is', (books) => books.drop(4), /more than the backlog has/],
  ])('does not balance if %s', (_, wrong, problem) => {
    const books = dropped();
    wrong(books);
    expect(books.close([])[0]).toMatch(problem);
  });
});

test.each([
  ['reset', { epoch: 1 }],
  ['old', { takenAt: slot(1) + 61 * MINUTE + 10_000 }],
  ['clock', { takenAt: slot(1) }],
] as const)('an interval is absent: %s', (why, more) => {
  const books = opened();
  books.arrived([hits(1, 30), rate(1, 0.1)], false);
  expect(books.claim(claim(2, 50, more))).toEqual({ absent: [why] });
  expect(books.close([{ Hits: 50, Rate: 50 }])).toEqual([]);
  expect(books.accounts.Hits?.absent[why]).toBe(15);
});

test('an interval may be absent for several reasons; its growth is in the account of the first', () => {
  const books = opened();
  const late = claim(2, 50, { epoch: 1, takenAt: slot(1) + 61 * MINUTE + 10_000 });
  expect(books.claim(late)).toEqual({ absent: ['reset', 'old'] });
  expect(books.accounts.Hits?.absent).toMatchObject({ reset: 15, old: 0 });
});

test('data older than twelve hours is written off and no longer owed', () => {
  const books = opened();
  books.begin(2, slot(1) + 12 * 60 * MINUTE + 1);
  expect(books.close(truth)).toEqual([]);
  expect(books.accounts.Hits?.expired).toBe(30);
});

test('data that is neither published nor kept is lost, however old it is', () => {
  const books = opened();
  books.begin(2, slot(1) + 12 * 60 * MINUTE + 1, ({ name }) => name === 'Rate');
  expect(books.problems).toEqual([expect.stringMatching(/run 2: Hits of 2026-01-01T00:05 has been lost/)]);
});

test('the rate of a run that could not save accounts for no growth', () => {
  const books = opened();
  books.arrived([hits(1, 30), rate(1, 0.1)], false);
  books.unclaimed(claim(2, 65));
  books.arrived([rate(2, 0.1)], false);
  books.claim(claim(3, 95));
  books.arrived([hits(2, 30), hits(3, 30), rate(3, 0.1)], false);
  expect(books.close([{ Hits: 95, Rate: 95 }])).toEqual([]);
});
