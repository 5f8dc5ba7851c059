import { alarmRules } from '../../../model/checks/alarm-rules';
import { validateRows } from '../../../model/checks/rows';
import { neonRows as neon } from '../../../thresholds/neon/rows';
import type { Row, Table } from '../../../thresholds/row';
import { serviceNames, serviceOf } from '../../../thresholds/services';
import { upstashRows as upstash } from '../../../thresholds/upstash/rows';

const { SlowQueries: good, AverageQueryTime: other } = neon;
const table = (change: object, twin: object = {}): Table =>
  ({ SlowQueries: { ...good, ...change }, AverageQueryTime: { ...other, ...twin } }) as unknown as Table;
const withAlarm = (change: object) => table({ alarm: { ...good.alarm, ...change } });

/** For each rule, tables that break only that rule. */
const broken: Record<keyof typeof alarmRules, Record<string, Table>> = {
  'terraform text': {
    'a double quote': withAlarm({ firstStep: 'Look at "pid".' }),
    'a line break': withAlarm({ firstStep: 'Look.\nThen act.' }),
    'a template sign': table({ meaning: 'What $' + '{pid} does.' }),
    'another template sign': table({ meaning: 'What %{pid} does.' }),
  },
  'can fire': {
    'below zero': withAlarm({ breaches: 'below', warning: { value: 5 }, critical: { value: 0 } }),
  },
  'missing data': {
    'gaps that are missing for one in two windows': withAlarm({
      missingData: 'missing',
      datapoints: { warning: [1, 1], critical: [3, 3] },
    }),
  },
  graph: {
    'two units in one graph': table({}, { panel: good.panel }),
    'a total and a rate in one graph': table({}, { panel: good.panel, unit: 'Count', kind: 'gauge' }),
    'a title in two sections': table({}, { panel: { ...good.panel, section: 'size' } }),
    'two thresholds in one graph': table({}, good),
    'two lines of one color': table({}, { ...good, alarm: other.alarm }),
    'two lines of one color, one of them named': table(
      {},
      { ...good, alarm: other.alarm, panel: { ...good.panel, color: 'blue' } },
    ),
  },
};

test('every rule has a fixture', () => {
  expect(Object.keys(broken)).toEqual(Object.keys(alarmRules));
});

const cases = Object.entries(broken).flatMap(([rule, tables]) =>
  Object.entries(tables).map(([fault, rows]) => ({ rule, fault, rows })),
);
test.each(cases)('$rule: $fault', ({ rule, rows }) => {
  const problems = validateRows('neon', rows);
  expect(new Set(problems.map((p) => p.rule))).toEqual(new Set([rule]));
  expect(problems[0]).toMatchObject({ problem: expect.any(String), fix: expect.any(String) });
});

test('a valid table breaks none', () => {
  expect(validateRows('neon', table({}))).toEqual([]);
  const teal = { ...good, alarm: other.alarm, panel: { ...good.panel, color: 'teal' } };
  expect(validateRows('neon', table({}, teal))).toEqual([]);
  for (const service of serviceNames) expect(validateRows(service, serviceOf(service).rows)).toEqual([]);
});

test('the graphs combine what people compare', () => {
  const together = (rows: Table, graph: string) =>
    Object.entries<Row>(rows).flatMap(([name, { panel }]) => (panel.graph === graph ? [name] : []));
  expect(together(neon, 'Sessions')).toContain('ConnectionLimit');
  expect(together(upstash, 'Lookups')).toEqual(['KeyspaceHits', 'KeyspaceMisses']);
});
