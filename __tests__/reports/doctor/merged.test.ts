import { fault, lasting, note } from '../../../reports/doctor/finding';
import { merged, subjectWords } from '../../../reports/doctor/merged';

test('two thousand databases with the same fault have one line, and notes come last', () => {
  const names = Array.from({ length: 2_000 }, (_, i) => `neon/db-${i}`);
  const found = [
    note('neon/db-1', 'is asleep', 'Wait'),
    ...names.map((name) =>
      fault(name, 'is dead', `Run it: npm run invoke -- production neon ${name.slice(5)} --dry-run`),
    ),
    fault('neon/db-3', 'is odd', 'Look: npm run invoke -- production neon db-3'),
  ];
  const all = merged(found);
  expect(all.map(({ grade, what, todo, subjects }) => [grade, what, todo, subjects.length])).toEqual([
    ['fault', 'is dead', 'Run it: npm run invoke -- production … --dry-run', 2_000],
    ['fault', 'is odd', 'Look: npm run invoke -- production neon db-3', 1],
    ['note', 'is asleep', 'Wait', 1],
  ]);
  expect(subjectWords(all[0]?.subjects ?? [])).toBe(
    'neon/db-0, neon/db-1, neon/db-2, neon/db-3, neon/db-4 and 1,995 more',
  );
});

test('what differs in more than its subject stays apart', () => {
  const found = [
    fault('a', 'is off', 'Turn a on'),
    fault('b', 'is off', 'Deploy it'),
    note('c', 'is off', 'Deploy it'),
  ];
  expect(merged(found)).toHaveLength(3);
});

test('how long something lasted has one unit', () => {
  const minute = 60_000;
  expect(
    [-5, 0, 60_000, 119 * minute, 120 * minute, 47 * 60 * minute, 72 * 60 * minute].map(lasting),
  ).toEqual([...['0 minutes', '0 minutes', '1 minute', '119 minutes', '2 hours', '47 hours', '3 days']]);
});
