import type { DatabaseResults } from '../../../../model/result';
import { refuse } from '../../../support/aws/fake-aws';
import { withAws } from '../../../support/collectors/databases';
import { scripted } from '../../../support/collectors/scripted';

const { of, databases, valuesOf, calls } = withAws();
const MINUTE_MS = 60_000;
const START = Math.floor(Date.now() / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
const ADAPTIVE = {
  COLLECTION_INTERVAL_SECONDS: '60',
  VISIT_INTERVAL_SECONDS: '300',
  FIRST_SIGNS: 'Up below 1, Now above 100',
};
afterEach(() => jest.restoreAllMocks());

/** The event of a minute's run, at the clock of that minute. */
function eventAt(minute: number) {
  const at = START + minute * MINUTE_MS;
  jest.spyOn(Date, 'now').mockReturnValue(at + 1_000);
  return { 'detail-type': 'Scheduled Event', time: new Date(at).toISOString() };
}

test('a run that is not due asks only for the state, and publishes that the collector is alive', async () => {
  const { script, handler, lines } = scripted(of.aws, ADAPTIVE);
  await handler(eventAt(0));
  const before = calls();
  const result = await handler(eventAt(1));
  expect(result).toMatchObject({
    metrics: { Up: { value: 1, unit: 'Count' }, ApiErrors: { value: 0, unit: 'Count' } },
    nextVisit: new Date(START + 5 * MINUTE_MS).toISOString(),
    published: 2,
    warnings: [],
  });
  expect(Object.keys(result.metrics)).toHaveLength(2);
  expect(script.passwords).toHaveLength(1);
  expect(calls()).toEqual({ ...before, GetItem: 2, PutMetricData: 2 });
  expect(lines.at(-1)).toMatchObject({ level: 'INFO', message: 'not due', nextVisit: expect.any(String) });
});

test('a person is never told to wait', async () => {
  const { script, handler } = scripted(of.aws, ADAPTIVE);
  await handler(eventAt(0));
  eventAt(1);
  expect(await handler({})).not.toHaveProperty('nextVisit');
  expect(await handler({ dryRun: true })).not.toHaveProperty('nextVisit');
  expect(script.passwords).toHaveLength(3);
});

test('what could not be published is published by a run that is not due', async () => {
  const { handler } = scripted(of.aws, ADAPTIVE);
  of.aws.failing('PutMetricData');
  await expect(handler(eventAt(0))).rejects.toThrow();
  of.aws.fault = undefined;
  const { published } = await handler(eventAt(1));
  expect(published).toBe(2 + 3);
  expect(valuesOf('Now')).toEqual([['default', 7]]);
});

test('a state that cannot be read lets no run wait', async () => {
  const { script, handler } = scripted(of.aws, ADAPTIVE);
  await handler(eventAt(0));
  of.aws.fault = ({ operation }, response) => {
    if (operation === 'GetItem') refuse(response, 400, 'ResourceNotFoundException', 'no table');
    return operation === 'GetItem';
  };
  await handler(eventAt(1)).catch(() => {});
  expect(script.passwords).toHaveLength(2);
});

test('of several databases only those that are due are visited, and only they have a line', async () => {
  const { script, handler, lines } = databases(['a', 'b', 'c'], ADAPTIVE);
  script.before = (_, password) => {
    if (password === 'secret-of-b') throw new Error('broken');
  };
  const asked = { databases: { a: {}, b: {}, c: {} } };
  await handler({ ...eventAt(0), ...asked });
  lines.length = 0;
  script.passwords.length = 0;
  const results = (await handler({ ...eventAt(1), ...asked })) as DatabaseResults;
  expect(script.passwords).toEqual(['secret-of-b']);
  expect(results.failed).toEqual(['b']);
  expect(results.databases.a).toMatchObject({ nextVisit: expect.any(String), published: 2 });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({ level: 'ERROR', database: 'b' });
  expect(lines[1]).toMatchObject({ level: 'INFO', databases: 3, waiting: 2, failed: ['b'] });
});

test('a database may have signs of its own', async () => {
  const { script, handler } = databases(['a', 'b'], ADAPTIVE);
  const asked = { databases: { a: { FIRST_SIGNS: 'Now above 1' }, b: {} } };
  await handler({ ...eventAt(0), ...asked });
  await handler({ ...eventAt(1), ...asked });
  expect(script.passwords).toEqual(['secret-of-a', 'secret-of-b', 'secret-of-a']);
});
