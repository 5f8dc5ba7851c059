import { randomBytes } from 'node:crypto';
import type { Datum, State } from '../../../handlers/lib/state';
import { FakeAws } from '../../support/aws/fake-aws';
import { type StateAttribute, stateIn } from '../../support/aws/saved-state';
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
/** As many, of names that cannot be compressed: more than an item can hold. */
function incompressible(): Datum[] {
  return backlog(3_000, (i) => i).map((datum) => ({
    ...datum,
    name: `N${randomBytes(120).toString('hex')}`,
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
  return stateIn(aws.items.get(KEY)?.state as StateAttribute);
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
  const data = incompressible();
  stored(data);
  aws.failing('PutMetricData');
  const { handler } = scripted(aws);
  const error = await handler({}).catch((thrown: { warnings: string[] }) => thrown);
  const { unsent } = kept();
  const dropped = data.length + 3 - unsent.length;
  expect(dropped).toBeGreaterThan(500);
  expect(unsent.length).toBeGreaterThan(1_500);
  expect((error as { warnings: string[] }).warnings).toEqual([
    expect.stringContaining('PutMetricData'),
    `the state table cannot hold all unpublished values: the oldest ${dropped} were dropped`,
  ]);
  expect(unsent.slice(0, 2)).toEqual(data.slice(dropped, dropped + 2));
  expect(unsent.at(-1)).toMatchObject({ name: 'ApiErrors' });
});

test('what is dropped is said, also if the answer to the save was lost', async () => {
  const data = incompressible();
  stored(data);
  // The first save claims the interval. Both attempts at the second one arrive, and have no answer.
  aws.unconfirmed();
  const { handler } = scripted(aws);
  const said = (error: { warnings: readonly string[] }) =>
    error.warnings.flatMap((text) => /the oldest (\d+) were dropped/.exec(text)?.[1] ?? []);
  expect(said(await handler({}).catch((thrown) => thrown))).toEqual([]);
  aws.failing('PutMetricData');
  const [dropped] = said(await handler({}).catch((thrown) => thrown));
  // The values of both runs; the second one has a sample to compare with, and so one value more.
  expect(kept().unsent).toHaveLength(data.length + 3 + 4 - Number(dropped));
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
