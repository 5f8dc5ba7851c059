import { AuthenticationError, NetworkError } from '../../../../handlers/lib/errors';
import { refuse } from '../../../support/aws/fake-aws';
import { failing, withAws } from '../../../support/collectors/databases';

const { of, databases, valuesOf, calls } = withAws();
const dimensionsOf = (metric: string) =>
  of.aws.published
    .filter(({ MetricName }) => MetricName === metric)
    .map(({ Dimensions }) => Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(' '));

describe('several databases', () => {
  test('are one call where AWS has one for all', async () => {
    const { collect, lines } = databases(['default', 'a', 'b']);
    const results = await collect();
    expect(calls()).toEqual({ BatchGetItem: 1, GetParameters: 1, PutItem: 3, PutMetricData: 1 });
    expect(dimensionsOf('Up')).toEqual([
      'Environment=test',
      'Environment=test Database=a',
      'Environment=test Database=b',
    ]);
    expect([...of.aws.items.keys()]).toEqual(['neon/test', 'neon/test/a', 'neon/test/b']);
    expect(results).toEqual({
      service: 'neon',
      environment: 'test',
      databases: { default: expect.anything(), a: expect.anything(), b: expect.anything() },
      failed: [],
      durationMs: expect.any(Number),
    });
    expect(results.databases.a).toMatchObject({ metrics: { Up: { value: 1 } }, published: 3, warnings: [] });
    expect(lines.map(({ level, message, database }) => [level, message, database])).toEqual([
      ['INFO', 'collected', 'default'],
      ['INFO', 'collected', 'a'],
      ['INFO', 'collected', 'b'],
      ['INFO', 'collected', undefined],
    ]);
    expect(lines.at(-1)).toMatchObject({ service: 'neon', databases: 3, failed: [], published: 9 });
  });

  test('are compared with their own samples', async () => {
    const { collect, script } = databases(['default', 'a']);
    await collect();
    script.events = 5;
    await collect(['a']);
    script.events = 9;
    await collect({ default: {}, a: {} });
    expect(valuesOf('Events')).toEqual([
      ['a', 5],
      ['default', 9],
      ['a', 4],
    ]);
  });

  test('share calls as far as their limits allow; secrets are kept', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `d${i}`);
    const { collect, script } = databases(names);
    await collect();
    expect(calls()).toMatchObject({ BatchGetItem: 2, GetParameters: 12, PutMetricData: 1 });
    of.aws.calls.length = 0;
    script.events = 1;
    await collect();
    // A state that is alone in its batch is loaded as always.
    // On a busy machine a save may be made again.
    expect(calls()).toEqual({ BatchGetItem: 2, PutItem: expect.any(Number), PutMetricData: 1 });
    const saves = of.aws.calls.filter(({ operation }) => operation === 'PutItem');
    expect(new Set(saves.map(({ input }) => JSON.stringify(Object(input.Item).target))).size).toBe(120);
    const many = Array.from({ length: 400 }, (_, i) => `d${i}`);
    for (const name of many) of.aws.parameters.set(`/p/test/${name}/password`, 'secret');
    of.aws.published.length = of.aws.calls.length = 0;
    await collect(many);
    expect(calls()).toMatchObject({ PutMetricData: 2 });
    expect(new Set(dimensionsOf('Up')).size).toBe(400);
  });

  test('have values of their own for variables', async () => {
    const { collect } = databases(['a', 'b']);
    const { failed, databases: found } = await collect({ a: {}, b: { ENABLE_DETAILED_MONITORING: 'maybe' } });
    expect(failed).toEqual(['b']);
    expect(found.b).toMatchObject({
      errorType: 'ConfigurationError',
      message: 'ENABLE_DETAILED_MONITORING is "maybe": set it to true or false.',
      metrics: { Up: { value: 0 } },
    });
    expect(valuesOf('Up')).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });

  test('publish nothing in a dry run', async () => {
    const { handler } = databases(['a', 'b']);
    await handler({ databases: ['a', 'b'], dryRun: true });
    expect(calls()).toEqual({ BatchGetItem: 1, GetParameters: 1 });
  });
});

test('the form of the result and of the line follows the payload, also for the unnamed database alone', async () => {
  const { handler, lines } = databases(['default']);
  const flat = await handler({});
  const listed = await handler({ databases: ['default'] });
  const scheduled = await handler({ databases: { default: {} } });
  expect(calls()).toMatchObject({ GetItem: 3, GetParameters: 1 });
  expect(flat).toHaveProperty('metrics.Up');
  for (const result of [listed, scheduled]) expect(result).toHaveProperty('databases.default.metrics.Up');
  // The queries of an environment with named databases ask for the lines of one by its name.
  expect(lines.map(({ database }) => database)).toEqual([undefined, 'default', 'default']);
});

describe('in an environment without an unnamed database', () => {
  const env = { ONLY_NAMED_DATABASES: 'true' };

  test.each([[{}], [{ dryRun: true }], [{ databases: ['a', 'default'] }]])(
    '%j is refused before anything is visited or published, with what to ask for',
    async (payload) => {
      const { handler } = databases(['a'], env);
      await expect(handler(payload)).rejects.toMatchObject({
        name: 'ConfigurationError',
        message:
          'test has no database of neon without a name, which is what {} and default ask for. Ask for those that environments.ts has: npm run invoke -- test neon <name>, or send {"databases": ["<name>"]}.',
      });
      expect(calls()).toEqual({});
    },
  );

  test('the named ones are visited', async () => {
    const { collect } = databases(['a'], env);
    expect((await collect()).failed).toEqual([]);
  });
});

test('a named database alone has a result by name, and one line', async () => {
  const { collect, lines } = databases(['a']);
  expect(Object.keys((await collect()).databases)).toEqual(['a']);
  expect(lines).toEqual([expect.objectContaining({ database: 'a', message: 'collected' })]);
});

describe('one database', () => {
  test('that fails costs the others nothing', async () => {
    const { script, collect, lines } = databases(['default', 'a', 'b']);
    script.before = failing('a', new NetworkError('refused by the host with secret-of-a and secret-of-b'));
    const { failed, databases: found } = await collect();
    expect(failed).toEqual(['a']);
    expect(found.a).toMatchObject({
      errorType: 'NetworkError',
      message: 'refused by the host with *** and ***',
      metrics: { Up: { value: 0 }, Now: { failed: 'NetworkError' }, ApiErrors: { value: 1 } },
      warnings: ['NetworkError: refused by the host with *** and ***'],
    });
    expect(valuesOf('ApiErrors')).toEqual([
      ['default', 0],
      ['a', 1],
      ['b', 0],
    ]);
    expect(lines.map(({ level }) => level)).toEqual(['INFO', 'ERROR', 'INFO', 'INFO']);
    expect(JSON.stringify(lines)).not.toContain('secret-of');
  });

  test('without its secret says that it may not exist', async () => {
    const { collect } = databases(['a']);
    const { failed, databases: found } = await collect(['a', 'gone']);
    expect(failed).toEqual(['gone']);
    expect(found.gone).toMatchObject({
      errorType: 'ConfigurationError',
      message:
        'SCRIPT_PASSWORD refers to the parameter /p/test/gone/password, which does not exist. If environments.ts has no database gone, ask for one that it has. Store it: aws ssm put-parameter --type SecureString --name /p/test/gone/password --value …',
    });
  });

  test('whose secret may not be read costs nobody else theirs', async () => {
    const { collect } = databases(['a', 'b', 'c']);
    of.aws.fault = ({ operation, input }, response) => {
      const refused =
        operation === 'GetParameters' && (input.Names as string[]).includes('/p/test/b/password');
      if (refused) refuse(response, 400, 'AccessDeniedException', 'kms:Decrypt');
      return refused;
    };
    const { failed, databases: found } = await collect();
    expect(failed).toEqual(['b']);
    expect(found.b).toMatchObject({ errorType: 'AwsError', message: expect.stringContaining('kms:Decrypt') });
    expect(valuesOf('ApiErrors')).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
  });

  test('whose password was changed reads its own secret again, and no other', async () => {
    const { script, collect } = databases(['a', 'b', 'c']);
    await collect();
    of.aws.parameters.set('/p/test/b/password', 'changed-of-b');
    script.before = failing('b', new AuthenticationError('refused'));
    of.aws.calls.length = 0;
    const { failed, databases: found } = await collect();
    expect(failed).toEqual([]);
    expect(found.b?.warnings).toContain('the secrets had been rotated; the run continued with the new ones');
    const asked = of.aws.calls.filter(({ operation }) => operation === 'GetParameters');
    expect(asked.map(({ input }) => input.Names)).toEqual([['/p/test/b/password']]);
  });

  test('whose state cannot be read fails alone, and the state stays', async () => {
    const { collect } = databases(['a', 'b']);
    const item = { version: { N: '9' }, revision: { S: 'x' }, target: { S: 'neon/test/a' } };
    of.aws.items.set('neon/test/a', item);
    const { failed, databases: found } = await collect();
    expect(failed).toEqual(['a']);
    expect(found.a).toMatchObject({ message: expect.stringContaining('state version 9') });
    expect(of.aws.items.get('neon/test/a')).toBe(item);
    expect(of.aws.items.has('neon/test/b')).toBe(true);
  });

  test('that another run has visited meanwhile publishes nothing of it', async () => {
    const { script, collect, create } = databases(['a', 'b']);
    await collect();
    script.events = 40;
    let once = true;
    script.before = async (_, password) => {
      if (password !== 'secret-of-a' || !once) return;
      once = false;
      await create()({ databases: ['a'] });
    };
    const { databases: found } = await collect();
    expect(found.a).toMatchObject({ published: 0, warnings: [expect.stringContaining('another run')] });
    expect(valuesOf('Events')).toEqual([
      ['a', 40],
      ['b', 40],
    ]);
  });
});

describe('when all databases fail', () => {
  test('the run throws what it knows of five, without a secret', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const { script, handler, lines } = databases(names);
    script.before = (_, password) => {
      throw new NetworkError(`no answer to ${password}`);
    };
    await expect(handler({ databases: names })).rejects.toMatchObject({
      name: 'NetworkError',
      message:
        'All 7 databases failed. a: no answer to *** b: no answer to *** c: no answer to *** d: no answer to *** e: no answer to *** And 2 more.',
    });
    expect(of.aws.values('Up')).toEqual([0, 0, 0, 0, 0, 0, 0]);
    // Who counts errors counts each database once. The summary is no error.
    const errors = lines.filter(({ level }) => level === 'ERROR');
    expect(errors.map(({ database }) => database)).toEqual(names);
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toMatchObject({
      ...{ level: 'INFO', message: 'all databases failed' },
      ...{ databases: 7, failed: names, published: 14 },
    });
  });

  test('it throws for one, too', async () => {
    const { handler, lines } = databases([]);
    await expect(handler({ databases: ['gone'] })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^The database failed\. gone: SCRIPT_PASSWORD refers to/),
    });
    expect(lines.map(({ level, database }) => [level, database])).toEqual([['ERROR', 'gone']]);
  });
});
