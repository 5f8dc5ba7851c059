import { readDashboard } from '../../../preview/widgets/body/dashboard';

const chooser = {
  ...{ type: 'property', property: 'Database', inputType: 'select', id: 'database', label: 'Database' },
  search: '{Neon/Monitoring,Environment,Database} MetricName="Up" Environment="production"',
  ...{ populateFrom: 'Database', defaultValue: 'analytics', visible: true },
};
const graph = {
  type: 'metric',
  properties: {
    ...{ region: 'us-east-1', view: 'timeSeries' },
    metrics: [
      ['Neon/Monitoring', 'Up', 'Environment', 'production', 'Database', 'analytics', { label: 'Database' }],
      ['.', 'Sessions', '.', '.', '.', 'analytics'],
      ['...', { stat: 'Maximum' }],
      ['Neon/Monitoring', 'Database', 'Environment', 'production'],
      [{ expression: 'm1', id: 'e1' }],
    ],
  },
};
const body = { variables: [chooser], widgets: [graph] };

/** The values of the dimension in the lines of the first widget. */
function databasesIn(given: unknown, chosen?: Readonly<Record<string, string>>) {
  const [first] = readDashboard(given, chosen).widgets;
  const lines = first?.widget.kind === 'metric' ? first.widget.lines : [];
  return lines.map((line) => (line.kind === 'metric' ? line.ref.dimensions.Database : line.expression));
}

test('what is chosen takes the place of the dimension in all rows that have it', () => {
  expect(databasesIn(body)).toEqual(['analytics', 'analytics', 'analytics', undefined, 'm1']);
  expect(databasesIn(body, { database: 'billing' })).toEqual([
    ...['billing', 'billing', 'billing'],
    ...[undefined, 'm1'],
  ]);
  expect(databasesIn(body, { other: 'billing' })[0]).toBe('analytics');
});

test('and that of a field', () => {
  const variables = [
    { type: 'property', property: 'view', inputType: 'radio', id: 'v', values: [{ value: 'table' }] },
  ];
  const [shown] = readDashboard({ ...body, variables }, { v: 'table' }).widgets;
  expect(shown?.widget).toMatchObject({ view: 'table' });
});

test('a variable has the values of the body, or those of a search', () => {
  const [variable] = readDashboard(body).variables;
  expect(variable).toMatchObject({
    ...{ id: 'database', label: 'Database', defaultValue: 'analytics', values: [] },
    found: {
      dimension: 'Database',
      search: {
        ...{ namespace: 'Neon/Monitoring', dimensions: ['Environment', 'Database'] },
        terms: { MetricName: 'Up', Environment: 'production' },
      },
    },
  });
  const values = [{ value: 'a', label: 'A' }, { value: 'b' }, 7];
  expect(
    readDashboard({ widgets: [], variables: [{ ...chooser, search: '', values }] }).variables,
  ).toMatchObject([
    {
      values: [
        { value: 'a', label: 'A' },
        { value: 'b', label: 'b' },
      ],
    },
  ]);
});

test.each([
  [{ type: 'pattern', pattern: 'x' }],
  [{ inputType: 'input' }],
  [{ search: '{A,B} MetricName="Up" OR "x"' }],
  [{ search: 'Up' }],
  [{ populateFrom: 7 }],
  [{ property: '' }],
])('%j: one that is not simulated is said, and changes nothing', (change) => {
  const { variables, notes } = readDashboard({ ...body, variables: [{ ...chooser, ...change }] });
  expect([variables, notes]).toEqual([[], [expect.stringContaining('The variable "Database"')]]);
  expect(databasesIn({ ...body, variables: [{ ...chooser, ...change }] }, { database: 'x' })[0]).toBe(
    'analytics',
  );
});
