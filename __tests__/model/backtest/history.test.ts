import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type History, serializeHistory } from '../../../model/backtest/history';
import { parseHistory } from '../../../model/backtest/parse-history';

const MINUTE = 60_000;
const from = Date.parse('2026-11-01T12:00:00Z');
const now = Date.parse('2026-11-26T12:00:00Z');
const history: History = {
  environment: 'production',
  from,
  to: from + 86_400_000,
  periodSeconds: 300,
  series: [
    {
      service: 'neon',
      metric: 'Up',
      statistics: ['Maximum', 'Minimum'],
      points: [
        { at: from, value: 1 },
        { at: from + 15 * MINUTE, value: 0 },
        { at: from + 13 * 60 * MINUTE, value: 1 },
      ],
    },
    { service: 'neon', metric: 'LockWaitTime', statistics: ['Maximum'], points: [] },
  ],
};
const text = serializeHistory(history);

test('a line for each series and day, with null for what was not published', () => {
  expect(text.split('\n')).toEqual([
    '{"format":"monitoring-history","version":1,"environment":"production","from":"2026-11-01T12:00:00Z","to":"2026-11-02T12:00:00Z","periodSeconds":300,"lines":3}',
    '{"service":"neon","metric":"Up","statistics":["Maximum","Minimum"],"from":"2026-11-01T12:00:00Z","values":[1,null,null,0]}',
    '{"service":"neon","metric":"Up","statistics":["Maximum","Minimum"],"from":"2026-11-02T01:00:00Z","values":[1]}',
    '{"service":"neon","metric":"LockWaitTime","statistics":["Maximum"],"from":"2026-11-01T12:00:00Z","values":[]}',
    '',
  ]);
});

test('what was written is read again, whatever the values are', () => {
  const values = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }));
  fc.assert(
    fc.property(fc.array(values, { maxLength: 3 }), fc.boolean(), (lists, windows) => {
      const series = lists.map((list, i) => ({
        service: 'neon',
        metric: `M${i}`,
        statistics: ['Average' as const],
        // JSON has no negative zero.
        points: list.flatMap((value, j) =>
          value === null ? [] : [{ at: from + j * 5 * MINUTE, value: value + 0 }],
        ),
      }));
      const written = serializeHistory({ ...history, series });
      const file = windows ? `\uFEFF${written.replaceAll('\n', '\r\n\r\n')}` : written;
      expect(parseHistory(file, now)).toEqual({ history: { ...history, series } });
    }),
  );
});

test('a history of thirty days by the minute stays small, and is read within the time of a request', () => {
  const points = Array.from({ length: 43_200 }, (_, i) => ({ at: from + i * MINUTE, value: i % 100 }));
  const file = serializeHistory({
    ...history,
    to: from + 30 * 86_400_000,
    periodSeconds: 60,
    series: [{ service: 'neon', metric: 'Up', statistics: ['Maximum'], points }],
  });
  expect(file.length / points.length).toBeLessThan(4);
  expect(parseHistory(file, from + 31 * 86_400_000).history?.series[0]?.points).toHaveLength(43_200);
});

const lines = text.trimEnd().split('\n');
/** The file with other lines, by number. */
const changed = (to: Readonly<Record<number, string>>) =>
  `${lines.map((line, i) => to[i + 1] ?? line).join('\n')}\n`;
const withHead = (change: object) =>
  changed({ 1: JSON.stringify({ ...JSON.parse(lines[0] ?? ''), ...change }) });
const withLine2 = (change: object) =>
  changed({ 2: JSON.stringify({ ...JSON.parse(lines[1] ?? ''), ...change }) });

test('a file of nothing but line ends, a line without end, and more values than memory has are refused', () => {
  expect(parseHistory('\n'.repeat(1_000_000), now).problems).toEqual(['The file is empty: record it again.']);
  const long = changed({ 2: `[${'1,'.repeat(3e6)}` });
  expect(parseHistory(long, now).problems).toEqual([
    'line 2 has 6000001 characters: record it again, or divide it into days.',
  ]);
  const values = `[${'null,'.repeat(899_999)}1]`;
  const many = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({
      service: 'neon',
      metric: `M${i}`,
      statistics: ['Sum'],
      from: '2026-11-01T12:00:00Z',
      values: [],
    }),
  ).map((line) => line.replace('[]', values));
  const seconds = withHead({ periodSeconds: 1, to: '2026-11-20T00:00:00Z' }).split('\n')[0];
  expect(parseHistory([seconds, ...many].join('\n'), now).problems).toEqual([
    'line 13 is more than can be judged: a history has at most 10 million values. Record fewer days.',
  ]);
});

test.each<[string, string, readonly (string | RegExp)[]]>([
  ['an empty file', '\n', ['The file is empty: record it again.']],
  ['another format', '{"a":1}\n', [/^line 1 does not begin a history \(.*choose a file that --record/]],
  ['no JSON at all', 'PK\u0003\u0004', [/^line 1 does not begin a history/]],
  [
    'a version from the future',
    withHead({ version: 2 }),
    ['line 1 has version 2; this project reads version 1: update it, or record it again.'],
  ],
  [
    'a version that is none',
    withHead({ version: 'one' }),
    ['line 1 has a version that is "one": record it again.'],
  ],
  [
    'a header without fields, and with others',
    withHead({ from: 'yesterday', periodSeconds: 0, more: true }),
    [
      'line 1 from is "yesterday": use a time such as "2026-11-26T14:00:00Z".',
      'line 1 periodSeconds is 0: use a whole number of 1 or more.',
      /^line 1 more is not a known field: use one of format, /,
    ],
  ],
  [
    'a day that no calendar has',
    withHead({ from: '2026-02-30T00:00:00Z' }),
    ['line 1 from is "2026-02-30T00:00:00Z": use a time such as "2026-11-26T14:00:00Z".'],
  ],
  [
    'a name that a terminal would obey, and one without end',
    `${withHead({ environment: '\u001b[2J' })}${lines[1]?.replace('neon', 'n'.repeat(300))}\n`,
    [/^line 1 environment is "\\u001b\[2J": use a name of letters/],
  ],
  [
    'a header that ends before it begins',
    withHead({ to: '2026-10-01T00:00:00Z' }),
    [/^line 1 ends at 2026-10-01T00:00:00Z, and begins at/],
  ],
  [
    'a history of two thousand years',
    withHead({ from: '0000-01-01T00:00:00Z' }),
    [/^line 1 ends at 2026-11-02T12:00:00Z, and begins at 0000-.*for more than 455 days; record it again\.$/],
  ],
  [
    'values until the end of time',
    withLine2({ from: '9999-12-31T00:00:00Z' }),
    [/^line 2 has 4 values of neon Up Maximum, Minimum from 9999-12-31T00:00:00Z, and the history is from/],
  ],
  [
    'values from the future',
    withHead({ to: '2027-01-01T00:00:00Z' }),
    [/^line 1 ends at 2027-01-01T00:00:00Z, and it is 2026-11-26T12:00:00Z now: correct the clock/],
  ],
  [
    'a line that is no JSON',
    changed({ 2: 'x' }),
    ['line 2 is not a JSON object: record it again, or remove the line.'],
  ],
  ['a list', changed({ 2: '[1]' }), [/^line 2 is not a JSON object/]],
  [
    'a last line that was cut off',
    text.slice(0, -20),
    [/^line 4 is cut off: record it again; or to use the rest, remove this line/],
  ],
  [
    'lines that are missing',
    `${lines.slice(0, 3).join('\n')}\n`,
    [/^line 1 announces 3 lines after it, and there are 2: .* set "lines" to 2/],
  ],
  [
    'a value that is no number',
    withLine2({ values: [1, 'x', {}] }),
    ['line 2 values[1] is "x": use a number, or null where nothing was published.'],
  ],
  [
    'a number that is too large',
    changed({ 2: (lines[1] ?? '').replace('[1,', '[1e999,') }),
    [/^line 2 values\[0\] is Infinity: use a number/],
  ],
  [
    'an unknown statistic',
    withLine2({ statistics: ['p99'] }),
    ['line 2 statistics[0] is "p99": use one of Average, Maximum, Minimum, Sum.'],
  ],
  ['no statistic', withLine2({ statistics: [] }), ['line 2 statistics is []: name at least one.']],
  [
    'a day that does not exist',
    withLine2({ from: '2026-13-01T00:00:00Z' }),
    [/^line 2 from is "2026-13-01T00:00:00Z": use a time/],
  ],
  [
    'values outside the history',
    withLine2({ from: '2026-10-31T00:00:00Z' }),
    [/^line 2 has 4 values of neon Up Maximum, Minimum from 2026-10-31T00:00:00Z, and the history is from/],
  ],
  [
    'values that are there twice',
    changed({ 3: lines[1] ?? '' }),
    [
      /^line 3 has values of neon Up Maximum, Minimum from 2026-11-01T12:00:00Z, and line 2 has them until 2026-11-01T12:20:00Z: put the lines in the order of time/,
    ],
  ],
  [
    'lines out of order',
    changed({ 2: lines[2] ?? '', 3: lines[1] ?? '' }),
    [/^line 3 has values .* put the lines in the order of time/],
  ],
  [
    'a statistic that is there twice',
    changed({ 3: (lines[2] ?? '').replace('"Maximum",', '') }),
    [
      'line 3 has values of neon Up Minimum, and there are some of neon Up Maximum, Minimum: remove one of the two.',
    ],
  ],
])('%s is said by line', (_, file, expected) => {
  const { problems } = parseHistory(file, now);
  expect(problems).toEqual(
    expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))),
  );
});

test('not every problem of a bad file is listed, and no long value', () => {
  const { problems = [] } = parseHistory(`${lines[0]}\n${'{"a":1}\n'.repeat(50)}`, now);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toMatch(/^There are \d+ more problems\.$/);
  const long = parseHistory(withLine2({ service: { text: 'x'.repeat(10_000) } }), now);
  expect(long.problems?.[0]?.length).toBeLessThan(120);
});

test('nothing crashes, whatever the file holds', () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(...lines),
    fc.constantFrom(...lines).chain((one) => fc.nat(one.length).map((n) => one.slice(0, n))),
  );
  fc.assert(
    fc.property(fc.boolean(), fc.array(line, { maxLength: 8 }), (headed, some) => {
      const file = [...(headed ? lines.slice(0, 1) : []), ...some].join('\n');
      const { history: read, problems = [] } = parseHistory(file, now);
      expect(read === undefined).toBe(problems.length > 0);
    }),
  );
});

test('the example of the documentation is one', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'backtest.md'), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const read = parseHistory(example, Date.parse('2026-11-26T15:00:00Z')).history;
  expect(read?.series.map(({ metric, points }) => [metric, points.length])).toEqual([['SlowQueries', 3]]);
});
