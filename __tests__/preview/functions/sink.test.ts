import { gzipSync } from 'node:zlib';
import { CloudWatchClient, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import { Sink } from '../../../preview/functions/sink';

let sink: Sink;
let url: string;
beforeEach(async () => {
  sink = new Sink();
  url = await sink.start();
});
afterEach(() => sink.close());

const put = 'GraniteServiceVersion20100801.PutMetricData';
const body = JSON.stringify({ Namespace: 'N', MetricData: [{ MetricName: 'Up', Value: 1, Unit: 'Count' }] });
const send = (headers: Record<string, string>, content: string | Uint8Array<ArrayBuffer>) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
    body: content,
  });

test('accepts what the SDK sends, small or compressed, and keeps the newest values', async () => {
  const client = new CloudWatchClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const data = (from: number, length: number) =>
    Array.from({ length }, (_, i) => ({
      MetricName: `M${i}`,
      Value: from + i,
      Unit: 'Count' as StandardUnit,
    }));
  await client.send(new PutMetricDataCommand({ Namespace: 'Small', MetricData: data(0, 2) }));
  await client.send(new PutMetricDataCommand({ Namespace: 'Small', MetricData: data(10, 1) }));
  // The SDK compresses above 10 kB.
  await client.send(new PutMetricDataCommand({ Namespace: 'Large', MetricData: data(0, 900) }));
  client.destroy();

  expect([...(sink.latest.get('Small') ?? [])]).toEqual([
    ['M0', { value: 10, unit: 'Count' }],
    ['M1', { value: 1, unit: 'Count' }],
  ]);
  expect(sink.latest.get('Large')?.size).toBe(900);
  expect(sink.total).toBe(903);
});

test('hands on what each namespace received, with its timestamps and when it arrived, once', async () => {
  const at = Date.UTC(2026, 10, 26, 14);
  const before = Date.now();
  const datum = (MetricName: string, Value: number, Timestamp?: number) => ({
    MetricName,
    Value,
    Unit: 'Count',
    Timestamp,
  });
  const batch = (Namespace: string, ...MetricData: object[]) =>
    send({ 'x-amz-target': put }, JSON.stringify({ Namespace, MetricData }));
  await batch('N', datum('Up', 1, at / 1_000), datum('Up', 0, at / 1_000 + 3.5), datum('Keys', 7));
  await batch('Other', datum('Up', 1));
  const points = sink.takeNew('N');
  const seen = points.Up?.[0]?.seen ?? 0;
  expect(points).toEqual({
    Up: [
      { at, value: 1, unit: 'Count', seen },
      { at: at + 3_500, value: 0, unit: 'Count', seen },
    ],
    Keys: [{ at: seen, value: 7, unit: 'Count', seen }],
  });
  expect(seen).toBeGreaterThanOrEqual(before);
  expect(sink.takeNew('N')).toEqual({});
  expect(Object.keys(sink.takeNew('Other'))).toEqual(['Up']);
});

test('keeps a limited number of values for whoever takes them', async () => {
  const MetricData = Array.from({ length: 900 }, () => ({ MetricName: 'Up', Value: 1, Unit: 'Count' }));
  const many = JSON.stringify({ Namespace: 'N', MetricData });
  for (let i = 0; i < 7; i++) await send({ 'x-amz-target': put }, many);
  expect(sink.takeNew('N').Up).toHaveLength(5_000);
});

test('accepts gzip according to the header', async () => {
  const response = await send(
    { 'x-amz-target': put, 'content-encoding': 'gzip' },
    new Uint8Array(gzipSync(body)),
  );
  expect([response.status, await response.json()]).toEqual([200, {}]);
  expect(sink.latest.get('N')?.get('Up')).toEqual({ value: 1, unit: 'Count' });
});

test.each([
  ['another call', { 'x-amz-target': 'AmazonSSM.GetParameters' }, body, 'UnknownOperationException'],
  ['no call', {}, body, 'UnknownOperationException'],
  ['something that is not JSON', { 'x-amz-target': put }, 'Up=1', 'SerializationException'],
  ['something else', { 'x-amz-target': put }, '{}', 'SerializationException'],
  ['more than CloudWatch accepts', { 'x-amz-target': put }, ' '.repeat(1_000_001), 'SerializationException'],
])('rejects %s, and keeps nothing of it', async (_, headers, content, type) => {
  const response = await send(headers as Record<string, string>, content);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: type });
  expect(sink.total).toBe(0);
});

test('values of a named database are apart from those of the unnamed one', async () => {
  const datum = (Value: number, Database?: string) => ({
    ...{ MetricName: 'Up', Value, Unit: 'Count' },
    Dimensions: [
      { Name: 'Environment', Value: 'preview' },
      ...(Database === undefined ? [] : [{ Name: 'Database', Value: Database }]),
    ],
  });
  const all = { Namespace: 'N', MetricData: [datum(1), datum(0, 'analytics')] };
  await send({ 'x-amz-target': put }, JSON.stringify(all));
  const values = (database?: string) => sink.takeNew('N', database).Up?.map(({ value }) => value);
  expect([values('analytics'), values(), values('analytics'), values('billing')]).toEqual([
    [0],
    [1],
    undefined,
    undefined,
  ]);
});
