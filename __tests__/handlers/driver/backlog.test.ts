import { gunzipSync } from 'node:zlib';
import type { Datum, State } from '../../../handlers/lib/state';
import { FakeAws } from '../../support/aws/fake-aws';
import { scripted } from '../../support/collectors/scripted';

/** Unpublished data of many runs, in a table whose items may have 400 KB. */
let aws: FakeAws;
beforeEach(async () => {
  aws = await new FakeAws().start();
});
afterEach(() => aws.stop());

const KEY = 'neon/test';
const HOUR_MS = 3_600_000;
/** As many data, the oldest eleven hours ago. */
function backlog(count: number, value: (i: number) => number): Datum[] {
  const start = Date.now() - 11 * HOUR_MS;
  return Array.from({ length: count }, (_, i) => ({
    ...{ name: 'Now', unit: 'Count', value: value(i) },
    at: start + Math.floor((i * 10 * HOUR_MS) / count),
  }));
}
function stored(unsent: readonly Datum[]): void {
  const state: State = { unsent };
  aws.items.set(KEY, {
    ...{ target: { S: KEY }, version: { N: '1' }, revision: { S: 'x' } },
    state: { S: JSON.stringify(state) },
  });
}
/** What the item holds now. */
function kept(): State {
  const { state } = aws.items.get(KEY) as { state: { S?: string; B?: string } };
  const text = state.S ?? gunzipSync(Buffer.from(state.B ?? '', 'base64')).toString();
  return JSON.parse(text) as State;
}

test('eight hours of runs every minute without CloudWatch are kept, and sent by another process', async () => {
  const data = backlog(8 * 60 * 25, (i) => i % 7);
  stored(data);
  aws.failing('PutMetricData');
  const { handler, create } = scripted(aws);
  await expect(handler({})).rejects.toMatchObject({
    name: 'AwsError',
    warnings: [expect.stringContaining('PutMetricData')],
  });
  expect(kept().unsent).toHaveLength(data.length + 3);
  aws.fault = undefined;
  const { published } = await create()({});
  // Those of two runs; the second one has a sample to compare with, and so one value more.
  expect(published).toBe(data.length + 3 + 4);
  expect(aws.values('Now').slice(0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1]);
  expect(kept().unsent).toEqual([]);
});

test('of more than an item can hold, the newest are kept, and what is dropped is said', async () => {
  // Numbers without a pattern, which cannot be compressed.
  const data = backlog(40_000, (i) => Math.abs(Math.sin(i + 1)) * 1e6);
  stored(data);
  aws.failing('PutMetricData');
  const { handler } = scripted(aws);
  const error = await handler({}).catch((thrown: { warnings: string[] }) => thrown);
  const { unsent } = kept();
  const dropped = data.length + 3 - unsent.length;
  expect(dropped).toBeGreaterThan(1_000);
  expect(unsent.length).toBeGreaterThan(5_000);
  expect((error as { warnings: string[] }).warnings).toEqual([
    expect.stringContaining('PutMetricData'),
    `the state table cannot hold all unpublished values: the oldest ${dropped} were dropped`,
  ]);
  expect(unsent.slice(0, 2)).toEqual(data.slice(dropped, dropped + 2));
  expect(unsent.at(-1)).toMatchObject({ name: 'ApiErrors' });
});

test('a compressed item that is damaged is an error that says what to do', async () => {
  aws.items.set(KEY, {
    ...{ target: { S: KEY }, version: { N: '1' }, revision: { S: 'x' } },
    state: { B: Buffer.from('not gzip').toString('base64') },
  });
  const { handler } = scripted(aws);
  await expect(handler({})).rejects.toMatchObject({
    name: 'ProtocolError',
    message: expect.stringContaining('Delete the item with this key from the state table'),
  });
});
