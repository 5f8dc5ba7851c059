import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { takeEndpoints } from '../../commands/secrets/endpoints';
import { Subscriptions } from '../../commands/secrets/subscriptions';
import { Topics } from '../../commands/secrets/topics';
import { beginsOrEnds } from '../../model/notify/states';
import { environment } from '../fixtures/environments';
import { awsVariables } from '../support/aws/fake-aws';
import { describeWithMoto, startMoto } from '../support/aws/moto';
import { projectCopy } from '../support/project/copy';
import { ended, unheld } from '../support/servers/child';

const KEY = 'canary0123456789abcdef';
const pager = `https://events.pager.example/integration/${KEY}/enqueue`;
const other = `https://events.pager.example/integration/${KEY}2/enqueue`;

test('SUBSCRIBE and UNSUBSCRIBE are taken out of the lines, and the others keep their numbers', () => {
  expect(takeEndpoints(`A=1\nSUBSCRIBE="${pager}"\nexport UNSUBSCRIBE = events.pager.example\nB=2`)).toEqual({
    subscribe: [pager],
    unsubscribe: ['events.pager.example'],
    rest: 'A=1\n\n\nB=2',
  });
});

test('an endpoint that is none is named by its line, without its content', () => {
  const take = () => takeEndpoints(`A=1\nSUBSCRIBE=http://h/${KEY}\nSUBSCRIBE=${KEY}\nUNSUBSCRIBE=`);
  expect(take).toThrow('Line 2, SUBSCRIBE: the value is not an https URL');
  expect(take).toThrow('Line 3, SUBSCRIBE: the value is not an https URL');
  expect(take).toThrow('Line 4, UNSUBSCRIBE: the value is empty.');
  expect(take).not.toThrow(KEY);
});

describeWithMoto('endpoints with a key', () => {
  const project = projectCopy();
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let sns: SNSClient;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, awsVariables(moto.url));
    sns = new SNSClient({});
  });
  afterAll(async () => {
    sns.destroy();
    project.remove();
    await moto.stop();
  });
  const endpoints = async () =>
    ((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).map(({ Endpoint }) => Endpoint);

  async function filters() {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
    const read = Subscriptions.map(({ SubscriptionArn }) =>
      sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
    );
    return (await Promise.all(read)).map(({ Attributes }) => Attributes?.FilterPolicy);
  }

  async function run(args: readonly string[], input: string) {
    const tsx = join(project.path, 'node_modules', '.bin', 'tsx');
    // Jest's own copy of the environment, with the emulator's address.
    const options = { cwd: project.path, env: process.env };
    const child = unheld(spawn(tsx, ['commands/secrets.ts', ...args], options));
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.stdin.end(input);
    return { code: await ended(child), output };
  }

  test('are subscribed once, listed by host, and removed by URL or host; nothing shows the key', async () => {
    const early = await run(['production'], `SUBSCRIBE=${pager}\nUPSTASH_REST_TOKEN=${KEY}`);
    expect(early).toMatchObject({ code: 1, output: expect.stringContaining('deploy production first') });
    const before = await run(['production', '--list'], '');
    expect(before.output).toContain('Subscriptions: none, production-monitoring-alerts is not deployed yet.');
    expect(before.output).not.toMatch(/ stored \d/);

    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'production-monitoring-alerts' }));
    const first = await run(['production'], `SUBSCRIBE=${pager}\nUPSTASH_REST_TOKEN=${KEY}`);
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/^UPSTASH_REST_TOKEN +stored .* version 1 /m);
    expect(first.output).toMatch(/^Subscription {2}https events\.pager\.example, confirmed$/m);
    expect(await endpoints()).toEqual([pager]);

    const subscriptions = new Subscriptions(environment('production'));
    await subscriptions.change({ subscribe: [pager], unsubscribe: [] });
    expect(await endpoints()).toEqual([pager]);
    expect(await filters()).toEqual([beginsOrEnds]);

    await subscriptions.change({ subscribe: [other], unsubscribe: [] });
    const remove = (...unsubscribe: string[]) => subscriptions.change({ subscribe: [], unsubscribe });
    await expect(remove('events.pager.example')).rejects.toThrow('2 endpoints of events.pager.example are');
    await remove(other);
    await remove('events.pager.example');
    expect(await endpoints()).toEqual([]);
    await expect(remove(pager)).rejects.toThrow('No https endpoint of https://events.pager.example/… is');
    await expect(remove(pager)).rejects.not.toThrow(KEY);

    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'oncall@example.com' }));
    expect(await subscriptions.listed()).toMatch(/^Subscription {2}email example\.com, /);
    subscriptions.close();
    for (const { output } of [early, before, first]) expect(output).not.toContain(KEY);
  });

  test('are subscribed to the topic of uptime checks in us-east-1, too, and removed from where they are', async () => {
    const uptime = [{ name: 'shop', url: 'https://www.example.com/' }];
    const clients = ['eu-central-1', 'us-east-1'].map((region) => new SNSClient({ region }));
    const [home, far] = clients as [SNSClient, SNSClient];
    const topics = new Topics(environment('staging', { region: 'eu-central-1', uptime }));
    const heard = () =>
      Promise.all(
        clients.map(async (client) => {
          const { Subscriptions: all = [] } = await client.send(new ListSubscriptionsCommand({}));
          return all.flatMap(({ TopicArn, Endpoint }) => (TopicArn?.includes(':staging-') ? [Endpoint] : []));
        }),
      );
    await home.send(new CreateTopicCommand({ Name: 'staging-monitoring-alerts' }));
    await expect(topics.mustExist()).rejects.toThrow(
      'The topic staging-uptime-alerts does not exist in us-east-1 yet: deploy staging first',
    );
    expect(await topics.listed()).toContain(
      'Uptime subscriptions: none, staging-uptime-alerts is not deployed yet.',
    );
    await far.send(new CreateTopicCommand({ Name: 'staging-uptime-alerts' }));
    await topics.mustExist();
    await topics.change({ subscribe: [pager, other], unsubscribe: [] });
    expect(await heard()).toEqual([
      [pager, other],
      [pager, other],
    ]);
    expect(
      (await topics.listed()).match(/^(Uptime s|S)ubscription {2}https events\.pager\.example/gm),
    ).toHaveLength(4);
    await topics.change({ subscribe: [], unsubscribe: [other] });
    // One that was subscribed before the checks were there is not in the further topic.
    const before = new Subscriptions(environment('staging', { region: 'eu-central-1' }));
    await before.change({ subscribe: [other], unsubscribe: [] });
    await topics.change({ subscribe: [], unsubscribe: [other] });
    expect(await heard()).toEqual([[pager], [pager]]);
    for (const one of [home, far]) one.destroy();
    for (const one of [topics, before]) one.close();
  });

  test('of environments.ts are removed there', async () => {
    const subscribed = { protocol: 'https', endpoint: 'https://plain.example/hook' } as const;
    const subscriptions = new Subscriptions(environment('production', { subscriptions: [subscribed] }));
    await subscriptions.change({ subscribe: [subscribed.endpoint], unsubscribe: [] });
    await expect(subscriptions.change({ subscribe: [], unsubscribe: ['plain.example'] })).rejects.toThrow(
      'The endpoint of plain.example is in environments.ts: remove it there, and deploy.',
    );
    subscriptions.close();
  });

  test('that AWS refuses leave the secrets stored, and the list says why', async () => {
    Object.assign(process.env, awsVariables('http://127.0.0.1:1'));
    const subscriptions = new Subscriptions(environment('production'));
    expect(await subscriptions.listed()).toMatch(/^Subscriptions: sns:ListTopics failed in us-east-1 \(/);
    subscriptions.close();
    Object.assign(process.env, awsVariables(moto.url));
  });
});
