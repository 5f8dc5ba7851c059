import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsConnections } from '../../../handlers/aws/connections';
import { DynamoStore } from '../../../handlers/aws/dynamodb';
import { Deadline } from '../../../handlers/lib/deadline';
import { awsVariables } from '../../support/aws/fake-aws';
import { describeWithMoto, startMoto } from '../../support/aws/moto';
import { scripted } from '../../support/collectors/scripted';

describeWithMoto('against an emulator with the semantics of AWS', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, awsVariables(moto.url));
    await new DynamoDBClient({}).send(
      new CreateTableCommand({
        TableName: 'state',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'target', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'target', KeyType: 'HASH' }],
      }),
    );
  });
  afterAll(() => moto.stop());

  test('a save succeeds on the revision that was loaded, and on no other', async () => {
    const aws = new AwsConnections();
    const store = new DynamoStore('state', aws);
    const soon = Deadline.in(10_000);
    const save = (from: string | undefined, to: string) =>
      store.save('k', { unsent: [] }, { from, to }, soon);
    await expect(store.load('k', soon)).resolves.toEqual({ state: { unsent: [] }, revision: undefined });
    await expect(save(undefined, 'one')).resolves.toBe(true);
    await expect(save(undefined, 'other')).resolves.toBe(false);
    await expect(save('one', 'two')).resolves.toBe(true);
    await expect(save('one', 'late')).resolves.toBe(false);
    await expect(save('one', 'two')).resolves.toBe(true);
    await expect(store.load('k', soon)).resolves.toMatchObject({ revision: 'two' });
    aws.close();
  });

  test('several states are loaded together', async () => {
    const aws = new AwsConnections();
    const store = new DynamoStore('state', aws);
    const soon = Deadline.in(10_000);
    const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
    for (const key of ['k7', 'k99'])
      await store.save(key, { unsent: [] }, { from: undefined, to: key }, soon);
    const loaded = await store.loadAll(keys, soon);
    expect([...loaded.keys()]).toEqual(keys);
    const written = [...loaded].filter(([, stored]) => 'revision' in stored && stored.revision !== undefined);
    expect(written.map(([key, stored]) => [key, stored])).toEqual([
      ['k7', { state: { unsent: [] }, revision: 'k7' }],
      ['k99', { state: { unsent: [] }, revision: 'k99' }],
    ]);
    aws.close();
  });

  test('a run reads its secret, keeps its state and publishes what CloudWatch then has', async () => {
    const value = 'postgresql://user:canary-secret@host/db';
    await new SSMClient({}).send(
      new PutParameterCommand({ Name: '/macro-ai/test/password', Type: 'SecureString', Value: value }),
    );
    const { script, handler, lines } = scripted(moto, {
      SCRIPT_PASSWORD: 'ssm:/macro-ai/test/password',
    });
    await handler({});
    script.events = 33;
    await handler({});
    expect(script.passwords).toEqual([value, value]);

    const { Datapoints = [] } = await new CloudWatchClient({}).send(
      new GetMetricStatisticsCommand({
        Namespace: 'Scripted/Monitoring',
        MetricName: 'Events',
        Dimensions: [{ Name: 'Environment', Value: 'test' }],
        StartTime: new Date(Date.now() - 3_600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 300,
        Statistics: ['Sum'],
      }),
    );
    expect(Datapoints).toEqual([expect.objectContaining({ Sum: 33, Unit: 'Count' })]);
    const { Item } = await new DynamoDBClient({}).send(
      new GetItemCommand({ TableName: 'state', Key: { target: { S: 'neon/test' } } }),
    );
    expect(Number(Item?.expiresAt?.N)).toBeGreaterThan(Date.now() / 1000);
    expect(JSON.stringify([Item, lines])).not.toContain('canary-secret');
  });

  test('a secret is read by version', async () => {
    const client = new SSMClient({});
    const Name = '/macro-ai/test/rotated';
    for (const Value of ['first-value', 'second-value'])
      await client.send(new PutParameterCommand({ Name, Type: 'SecureString', Value, Overwrite: true }));
    client.destroy();
    for (const [reference, value] of [
      [Name, 'second-value'],
      [`${Name}:1`, 'first-value'],
    ]) {
      const { script, handler } = scripted(moto, { SCRIPT_PASSWORD: `ssm:${reference}` });
      await handler({});
      expect(script.passwords).toEqual([value]);
    }
    const { handler } = scripted(moto, { SCRIPT_PASSWORD: `ssm:${Name}:7` });
    await expect(handler({})).rejects.toThrow(/refers to the parameter \S+:7, which does not exist/);
  });

  test('a table that does not exist is named in the error, and costs the counts only', async () => {
    const { handler } = scripted(moto, { STATE_TABLE: 'nowhere' });
    const { warnings, metrics } = await handler({});
    expect(warnings).toEqual([expect.stringMatching(/GetItem.*STATE_TABLE/)]);
    expect(metrics).toMatchObject({ Up: { value: 1 }, Events: { absent: expect.any(String) } });
  });
});
