import { accountsOf, explored } from '../../../commands/cost/explorer';
import { environment } from '../../fixtures/environments';
import { awsVariables, FakeAws, refuse, reply } from '../../support/aws/fake-aws';

const aws = new FakeAws();
const before = { ...process.env };
beforeAll(async () => {
  await aws.start();
  Object.assign(process.env, awsVariables(aws.url));
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

const period = { from: '2026-10-01', to: '2026-11-01' };
const here = (accountId?: string) => environment('production', accountId === undefined ? {} : { accountId });
const ask = (...of: Parameters<typeof explored>[0]) => explored(of, period, () => undefined);

test('the accounts are named where every environment names its own', async () => {
  expect(accountsOf([here('111111111111'), here('222222222222'), here('111111111111')])).toEqual([
    '111111111111',
    '222222222222',
  ]);
  expect(accountsOf([here('111111111111'), here()])).toEqual([]);
  aws.fault = (_, response) => {
    reply(response, 200, { ResultsByTime: [] });
    return true;
  };
  await ask(here('111111111111'));
  const filters = aws.calls.map(({ input }) => JSON.stringify(input.Filter));
  expect(filters).toHaveLength(4);
  for (const filter of filters)
    expect(filter).toContain('{"Dimensions":{"Key":"LINKED_ACCOUNT","Values":["111111111111"]}}');
});

test('what AWS refuses is said with what to do', async () => {
  const refusing = async (type: string, message: string) => {
    aws.fault = (_, response) => {
      refuse(response, 400, type, 'no');
      return true;
    };
    await expect(ask(here())).rejects.toThrow(message);
  };
  await refusing('DataUnavailableException', 'name an earlier month');
  await refusing('ValidationException', 'keeps 13 months');
  await refusing('UnrecognizedClientException', 'Check the credentials of AWS');
});

test('an answer that never ends is not paid for without end', async () => {
  aws.calls.length = 0;
  aws.fault = (_, response) => {
    reply(response, 200, { ResultsByTime: [], NextPageToken: 'again' });
    return true;
  };
  await expect(ask(here())).rejects.toThrow('has more than 100 pages');
  expect(aws.calls).toHaveLength(100);
});
