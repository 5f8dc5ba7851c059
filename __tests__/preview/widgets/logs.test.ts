import { collectorsOf } from '../../../model/collector';
import { parseQuery } from '../../../preview/widgets/logs/query';
import { runQuery } from '../../../preview/widgets/logs/run';
import { logTables } from '../../../stacks/dashboard/logs';
import { environments } from '../../fixtures/environments';

const lines = [
  { level: 'INFO', message: 'published 12 readings', n: 1 },
  { level: 'ERROR', errorType: 'AuthError', message: 'password rejected', n: 2 },
  { type: 'platform.report', record: { status: 'timeout', metrics: { durationMs: 25000 } }, n: 3 },
  { level: 'WARN', message: 'slow: "x|y"', n: 10 },
].map((line, i) => ({ at: 1000 * (i + 1), text: JSON.stringify(line) }));
const all = [...lines, { at: 5000, text: 'START no JSON' }];

const run = (query: string, from = 0) => runQuery(parseQuery(query), all, from).map(({ cells }) => cells);
const numbers = (filter: string) => run(`fields n | filter ${filter} | sort @timestamp asc`).map(([n]) => n);

test.each(environments.flatMap((environment) => collectorsOf(environment)))(
  'the query of our own dashboards finds errors, newest first ($functionName)',
  (collector) => {
    const { query = '' } =
      logTables(collector).find(({ properties: { title } }) => /errors/i.test(title))?.properties ?? {};
    expect(parseQuery(query)).toMatchObject({
      groups: [collector.logGroupName],
      fields: ['@timestamp', 'errorType', 'message'],
    });
    expect(runQuery(parseQuery(query), all, 0)).toEqual([
      { at: 3000, cells: ['3000', '', ''] },
      { at: 2000, cells: ['2000', 'AuthError', 'password rejected'] },
    ]);
  },
);

test.each([
  ['level = "ERROR"', ['2']],
  ["level != 'ERROR'", ['1', '3', '10', '']],
  ['level in ["ERROR", "WARN"]', ['2', '10']],
  ['level not in ["ERROR", "WARN"]', ['1', '3', '']],
  ['record.status = "timeout"', ['3']],
  ['record.metrics.durationMs > 24000', ['3']],
  ['n >= 2 and n < 10', ['2', '3']],
  ['n = 1 or n = 10', ['1', '10']],
  ['n = 1 or n = 2 and level = "INFO"', ['1']],
  ['(n = 1 or n = 2) and level = "ERROR"', ['2']],
  ['not (n = 1)', ['2', '3', '10', '']],
  ['@message like "no JSON"', ['']],
  ['@message like /(?i)START/', ['']],
  ['message like /^slow: "x|y"/', ['10']],
  ['message =~ /REJECTED/i', ['2']],
  ['message not like /password/', ['1', '3', '10', '']],
  ['ispresent(errorType)', ['2']],
  ['`level` = "INFO"', ['1']],
  ['__proto__ = "x" or constructor = "x"', []],
])('filter %s', (filter, expected) => {
  expect(numbers(filter)).toEqual(expected);
});

test('a filter with a quoted | is one command', () => {
  expect(numbers('message = \'slow: "x|y"\'')).toEqual(['10']);
});
test('without a query of fields, time and text are shown, newest first', () => {
  expect(run("SOURCE '/x'")[0]).toEqual(['5000', 'START no JSON']);
});
test('sort, limit and display', () => {
  expect(run('fields n, level | sort n desc | limit 2 | display n')).toEqual([['10'], ['3']]);
});
test('lines before the time range are left out', () => {
  expect(run('fields n', 4000)).toEqual([[''], ['10']]);
});
test('objects are shown as JSON, and long texts are shortened', () => {
  expect(run('fields record | filter n = 3')).toEqual([
    ['{"status":"timeout","metrics":{"durationMs":25000}}'],
  ]);
  const long = { at: 1, text: 'x'.repeat(5000) };
  expect(runQuery(parseQuery('fields @message'), [long], 0)[0]?.cells[0]).toHaveLength(501);
});

describe('lists in a line', () => {
  const listed = [
    {
      list: [
        { id: 'a', ms: 3 },
        { id: 'b', ms: 0.25 },
      ],
      named: { id: 'c' },
    },
    { list: [{ id: 'a', ms: 4 }] },
    { list: { absent: 'why' } },
    { list: [] },
    {},
  ].map((line, i) => ({ at: 1000 * i, text: JSON.stringify(line) }));
  const cells = (query: string) => runQuery(parseQuery(query), listed, 0).map((row) => row.cells);

  test('unnest makes a record of each item, and keeps the time; what is not a list is one item', () => {
    expect(
      cells('fields jsonParse(@message) as r | unnest r.list into x | display @timestamp, x.id'),
    ).toEqual([
      ['2000', ''],
      ['1000', 'a'],
      ['0', 'a'],
      ['0', 'b'],
    ]);
    expect(cells('unnest named into x | filter ispresent(x.id) | fields x.id as id')).toEqual([['c']]);
  });
  test('stats has a record for each group, its columns first', () => {
    const query = parseQuery(
      'unnest list into x | filter ispresent(x.id) | stats count(*), sum(x.ms) as ms, max(x.ms) as most by x.id | sort ms desc',
    );
    expect(query.fields).toEqual(['x.id', 'count(*)', 'ms', 'most']);
    expect(runQuery(query, listed, 0).map((row) => row.cells)).toEqual([
      ['a', '2', '7', '4'],
      ['b', '1', '0.25', '0.25'],
    ]);
    expect(cells('filter x = 1 | stats count(*) as n, min(x.ms) as least, avg(x.ms) as mean')).toEqual([
      ['0', '', ''],
    ]);
  });
  test('a line that holds JSON in a text', () => {
    const text = JSON.stringify({ inner: JSON.stringify({ n: 7 }) });
    const query = 'fields jsonParse(inner) as r | display r.n';
    expect(
      runQuery(
        parseQuery(query),
        [
          { at: 1, text },
          { at: 2, text: '{}' },
        ],
        0,
      ),
    ).toMatchObject([{ cells: [''] }, { cells: ['7'] }]);
  });
});

test('several log groups', () => {
  expect(parseQuery("SOURCE '/a' | SOURCE '/b'").groups).toEqual(['/b']);
  expect(parseQuery("SOURCE '/a', '/b' | fields n").groups).toEqual(['/a', '/b']);
});

test.each([
  ['stats count() by bin(5m)', '"by bin(5m)" in stats is not simulated'],
  ['stats pct(n, 99)', '"pct(n" in stats is not simulated'],
  ['stats constructor(n)', '"constructor(n)" in stats is not simulated'],
  ['unnest list', '"unnest list" is not simulated'],
  ['fields jsonParse(concat(a, b)) as r', 'the field "jsonParse(concat(a" is computed'],
  ['parse @message "*" as x', 'the command "parse" is not simulated'],
  ['fields strlen(@message)', 'the field "strlen(@message)" is computed'],
  ['filter strcontains(@message, "x")', 'the function strcontains is not simulated'],
  ['filter n + 1 = 2', '"+ 1 = 2" is not simulated'],
  ['filter message like /(a+)+$/', 'nested repetition'],
  ['filter message like /[/', '/[/ is not a regular expression'],
  ['filter n in [x]', 'something that is no value'],
  ['filter n =', 'ends too early'],
  [`filter ${'('.repeat(100)}n = 1`, 'nested too deeply'],
  ['limit many', 'the limit is "many"'],
  ['constructor x', 'the command "constructor" is not simulated'],
])('%s', (query, message) => {
  expect(() => parseQuery(query)).toThrow(message);
});
