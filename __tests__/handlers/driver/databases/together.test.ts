import { NetworkError } from '../../../../handlers/lib/errors';
import { refuse } from '../../../support/aws/fake-aws';
import { withAws } from '../../../support/collectors/databases';

const { of, databases, valuesOf, calls } = withAws();

describe('when AWS', () => {
  test('refuses data, each database keeps its own, and the next run sends them first', async () => {
    const { script, collect, handler } = databases(['a', 'b']);
    await collect();
    script.events = 5;
    of.aws.failing('PutMetricData');
    await expect(handler({ databases: ['a', 'b'] })).rejects.toMatchObject({ name: 'AwsError' });
    of.aws.fault = undefined;
    of.aws.published.length = 0;
    script.events = 9;
    await collect(['b']);
    await collect(['a']);
    expect(valuesOf('Events')).toEqual([
      ['b', 5],
      ['b', 4],
      ['a', 5],
      ['a', 4],
    ]);
    expect(valuesOf('ApiErrors')).toEqual([
      ['b', 1],
      ['b', 0],
      ['a', 1],
      ['a', 0],
    ]);
  });

  test('takes only the first of two requests, what is in the second is kept', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `d${i}`);
    const { collect } = databases(names);
    let requests = 0;
    of.aws.fault = ({ operation }, response) => {
      const refused = operation === 'PutMetricData' && ++requests === 2;
      if (refused) refuse(response, 400, 'AccessDeniedException', 'no');
      return refused;
    };
    const { failed } = await collect();
    // Of the database on the border, a part was published.
    expect(failed).toEqual(names.slice(333));
    of.aws.fault = undefined;
    await collect(names.slice(333));
    expect(of.aws.values('Up')).toHaveLength(400 + 67);
    const apiErrors = valuesOf('ApiErrors');
    expect(apiErrors.filter(([name, value]) => name === 'd0' && value !== 0)).toEqual([]);
    expect(apiErrors.filter(([name]) => name === 'd399')).toEqual([
      ['d399', 1],
      ['d399', 0],
    ]);
  });

  test('is throttling secrets, they are asked for again: all shards start at once', async () => {
    const { collect } = databases(['a', 'b']);
    of.aws.failing('GetParameters', 3, 'ThrottlingException');
    const { failed } = await collect();
    expect(failed).toEqual([]);
    expect(calls()).toMatchObject({ GetParameters: 4 });
    expect(valuesOf('ApiErrors')).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
  });

  test('is throttling, the failed call counts for each', async () => {
    const { collect } = databases(['a', 'b']);
    of.aws.failing('PutMetricData', 1, 'ThrottlingException');
    await collect();
    expect(valuesOf('ApiErrors')).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  test('does not load the states, gauges are published, and counts are left to the next run', async () => {
    const { script, collect } = databases(['a', 'b']);
    await collect();
    script.events = 10;
    of.aws.failing('BatchGetItem');
    const { databases: found } = await collect();
    for (const name of ['a', 'b'])
      expect(found[name]?.metrics).toMatchObject({
        Now: { value: 7 },
        Events: { absent: expect.any(String) },
        ApiErrors: { value: 1 },
      });
    of.aws.fault = undefined;
    script.events = 25;
    await collect();
    expect(valuesOf('Events')).toEqual([
      ['a', 25],
      ['b', 25],
    ]);
  });

  test('leaves keys of a batch unprocessed, they are asked for again', async () => {
    const { script, collect } = databases(['a', 'b', 'c', 'd', 'e']);
    await collect();
    of.aws.calls.length = 0;
    of.aws.mostItems = 2;
    script.events = 3;
    await collect();
    expect(calls()).toMatchObject({ BatchGetItem: 3, PutMetricData: 1 });
    expect(of.aws.values('Events')).toEqual([3, 3, 3, 3, 3]);
  });
});

describe('what the databases of a run have in common', () => {
  test('is asked once, and what fails counts for each', async () => {
    const { script, collect } = databases(['a', 'b']);
    let asked = 0;
    script.before = async (visit) => {
      await visit
        .once('the project', async (journal) => {
          asked += 1;
          journal.failed(new NetworkError('no answer'));
          throw new NetworkError('no answer');
        })
        .catch(() => {});
    };
    await collect();
    expect(asked).toBe(1);
    expect(of.aws.values('ApiErrors')).toEqual([1, 1]);
    await collect();
    expect(asked).toBe(2);
  });

  test('is the time at which a compute was connected to', async () => {
    const { script, collect } = databases(['a', 'b', 'c']);
    const asked: unknown[] = [];
    script.before = async (visit, password) => {
      asked.push(await visit.lastVisit(password === 'secret-of-c' ? 'other' : 'compute'));
      if (password === 'secret-of-a') visit.visitedAt = 1_000;
    };
    await collect();
    await collect();
    expect(asked).toEqual([undefined, undefined, undefined, 1_000, 1_000, undefined]);
  });
});
