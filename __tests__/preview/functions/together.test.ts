import { FunctionError } from '../../../preview/functions/function';
import { ordersOf, partsOf, togetherOf } from '../../../preview/functions/together';

const target = (name: string) => ({
  NEON_CONNECTION_STRING: `postgresql://monitor:${name}@127.0.0.1/shop`,
  NEON_API_URL: 'http://127.0.0.1:1',
  NEON_API_KEY: 'key',
  NEON_PROJECT_ID: `preview-${name}`,
});
const databases = [
  { name: undefined, target: target('shop') },
  { name: 'eu-analytics', target: target('analytics') },
];
const AT = Date.UTC(2026, 10, 27, 12);

test('a function has the secrets of each database, and the schedule hands over what else differs', () => {
  const { target: variables, asked } = togetherOf('neon', databases);
  expect(variables).toEqual({
    ...target('shop'),
    NEON_CONNECTION_STRING_EU_ANALYTICS: target('analytics').NEON_CONNECTION_STRING,
  });
  expect([...asked]).toEqual([
    ['default', {}],
    ['eu-analytics', { NEON_PROJECT_ID: 'preview-analytics' }],
  ]);
});

test('the unnamed database alone gets no event', () => {
  const { target: variables, asked } = togetherOf('neon', databases.slice(0, 1));
  expect(variables).toEqual(target('shop'));
  expect(ordersOf(asked, AT)).toEqual([{ names: [undefined], payload: {} }]);
});

test('several get what a rule of the schedule hands over', () => {
  const { asked } = togetherOf('neon', databases);
  expect(ordersOf(asked, AT)).toEqual([
    {
      names: [undefined, 'eu-analytics'],
      payload: {
        time: '2026-11-27T12:00:00.000Z',
        databases: { default: {}, 'eu-analytics': { NEON_PROJECT_ID: 'preview-analytics' } },
      },
    },
  ]);
});

describe('an answer', () => {
  const names = [undefined, 'analytics'];
  const line = (database: string | undefined, more: object = {}) =>
    JSON.stringify({ level: 'INFO', ...(database && { database }), ...more });
  const failure = { errorType: 'NetworkError', message: 'refused' };
  const common = { metrics: {}, published: 1, warnings: [], durationMs: 1 };
  const read = { ...common, collectedAt: '', intervalSeconds: 3 };

  test('is taken apart: each database has its own result and its own lines', () => {
    const log = [line('default'), line('analytics', { level: 'ERROR', ...failure }), line(undefined), 'odd'];
    const results = {
      ...{ service: 'neon', environment: 'preview', failed: ['analytics'], durationMs: 5 },
      databases: { default: read, analytics: { ...common, ...failure } },
    };
    expect(partsOf(results, log, names)).toEqual([
      {
        name: undefined,
        outcome: { service: 'neon', environment: 'preview', ...read },
        log: [log[0], log[2], log[3]],
      },
      { name: 'analytics', outcome: new FunctionError('NetworkError', 'refused'), log: [log[1]] },
    ]);
  });

  test('of which all have failed has the error of each', () => {
    const thrown = new FunctionError('QuotaError', 'All 2 databases failed. …');
    const log = [
      line('default', { level: 'ERROR', errorType: 'QuotaError', message: 'used up' }),
      line('analytics', { level: 'ERROR', ...failure }),
    ];
    const outcomes = partsOf(thrown, log, names).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      new FunctionError('QuotaError', 'used up'),
      new FunctionError('NetworkError', 'refused'),
    ]);
  });

  test('of a function that broke says so of each database', () => {
    const broken = new FunctionError('Sandbox.Timedout', 'Task timed out after 60 seconds');
    expect(partsOf(broken, [], names).map(({ outcome }) => outcome)).toEqual([broken, broken]);
  });
});
