import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../model/environment';
import type { Tables } from '../../model/project';
import { remoteState, tables } from '../fixtures/environments';
import { environmentsFile, projectCopy } from '../support/project/copy';
import { describeWithTerminal, openTerminal, type Terminal } from '../support/project/terminal';
import { onPath } from '../support/project/tools';
import { openAccount, type TestAccount } from './support/account';
import { actionOf, documentedActions } from './support/actions';
import { type Holder, startHolder } from './support/hold';
import { script } from './support/terraform';

/** Actions of the deploying role for which nothing here calls: what the emulator does not know, tags, and changes of what is there. */
const notHere: Readonly<Record<string, readonly string[]>> = {
  budgets: ['ModifyBudget', 'ViewBudget'],
  chatbot: [
    ...['CreateMicrosoftTeamsChannelConfiguration', 'CreateSlackChannelConfiguration'],
    ...['DeleteMicrosoftTeamsChannelConfiguration', 'DeleteSlackChannelConfiguration'],
    ...['DescribeSlackChannelConfigurations', 'GetMicrosoftTeamsChannelConfiguration', 'ListTagsForResource'],
    ...['TagResource', 'UntagResource'],
    ...['UpdateMicrosoftTeamsChannelConfiguration', 'UpdateSlackChannelConfiguration'],
  ],
  cloudwatch: ['TagResource', 'UntagResource'],
  dynamodb: ['TagResource', 'UntagResource', 'UpdateContinuousBackups', 'UpdateTable'],
  events: ['TagResource', 'UntagResource'],
  // Creating a function requires the right to pass its role.
  iam: ['PassRole', 'TagRole', 'UntagRole', 'UpdateAssumeRolePolicy', 'UpdateRole'],
  lambda: ['ListTags', 'TagResource', 'UntagResource', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'],
  logs: [
    ...['DeleteQueryDefinition', 'DeleteRetentionPolicy', 'DescribeQueryDefinitions', 'PutQueryDefinition'],
    ...['TagResource', 'UntagResource'],
  ],
  route53: ['UpdateHealthCheck'],
  sns: ['SetSubscriptionAttributes', 'TagResource', 'UntagResource'],
};
const KEY = 'macro-ai/feature/terraform.tfstate';
/** Terraform does as much at the same time. */
const PARALLEL = 10;
/** Not in us-east-1, where the alarms and the topic of its uptime check are nevertheless. */
const feature = {
  ...tables.environments[0],
  region: 'eu-central-1',
  subscriptions: [{ protocol: 'email', endpoint: 'oncall@example.com' }],
  uptime: [{ name: 'shop', url: 'https://www.example.com/health', contains: 'ok', latencyMs: 800 }],
};

/** A state that has only a role: roles are in no region. */
const lastRole = {
  version: 4,
  terraform_version: '1.11.0',
  serial: 1,
  lineage: '8b9f3f0e-6c1b-4f6e-9d0a-3c5a3d1f7c11',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type: 'aws_iam_role',
      name: 'role',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [
        {
          schema_version: 0,
          attributes: {
            id: 'macro-ai-gone-x',
            name: 'macro-ai-gone-x',
            arn: 'arn:aws:iam::123456789012:role/macro-ai-gone-x',
            assume_role_policy: '{}',
            force_detach_policies: false,
          },
        },
      ],
    },
  ],
};

/**
 * One environment, deployed by `npm run deploy` as people do it, step by step. That Terraform is missing is said, and fails in
 * CI, where `support/terraform` is loaded.
 */
(onPath('terraform') ? describeWithTerminal : describe.skip)('npm run deploy', () => {
  const project = projectCopy();
  let account: TestAccount;
  let holder: Holder;
  const opened: Terminal[] = [];

  beforeAll(async () => {
    account = await openAccount();
    await account.aws.put(remoteState.bucket, '', '');
    holder = await startHolder(account.aws.url);
  });
  afterAll(async () => {
    for (const terminal of opened) terminal.hangUp();
    await holder.close();
    await account.close();
    project.remove();
  });

  const edit = (change: Partial<Entry>, more: Partial<Tables> = {}) => {
    const environments = [{ ...feature, ...change } as Entry];
    writeFileSync(
      join(project.path, 'environments.ts'),
      environmentsFile({ ...tables, ...more, environments }),
    );
  };
  const env = () => ({ ...account.env, AWS_ENDPOINT_URL: holder.url });
  const open = (...args: readonly string[]) => {
    const terminal = openTerminal(['npm run deploy --', ...args].join(' '), {
      cwd: project.path,
      env: env(),
    });
    opened.push(terminal);
    return terminal;
  };
  const deploy = (...args: readonly string[]) => script('commands/deploy.ts', args, env(), project.path);
  const healthChecks = async () => (await account.aws.ask('route53', '/2013-04-01/healthcheck')).text();
  const lock = () => account.aws.object(remoteState.bucket, `${KEY}.tflock`);
  const state = async () =>
    JSON.parse((await account.aws.object(remoteState.bucket, KEY)) ?? '{"resources":[]}');

  test('interrupted while it synthesizes, initializes or asks has changed nothing', async () => {
    edit({});
    const synthesizing = open('feature');
    await synthesizing.shows(/Warning: The links to the runbook/);
    synthesizing.interrupt();
    expect([await synthesizing.ended(), synthesizing.text()]).toEqual([
      130,
      expect.stringContaining('Interrupted. Nothing was changed.'),
    ]);

    const initializing = open('feature');
    await holder.hold((call) => call.startsWith(`GET /${remoteState.bucket}`));
    initializing.interrupt();
    holder.release();
    expect([await initializing.ended(), initializing.text()]).toEqual([
      130,
      expect.stringContaining('Interrupted. Nothing was changed.'),
    ]);

    const asking = open('feature');
    await asking.shows(/Enter a value:/);
    asking.interrupt();
    expect([await asking.ended(), asking.text()]).toEqual([
      130,
      expect.stringContaining('Interrupted. Nothing was changed.\nThe state is not locked.'),
    ]);
    expect(await lock()).toBeUndefined();
  });

  test('interrupted while it applies leaves no lock and nothing tainted, and says how to go on', async () => {
    const applying = open('feature');
    await applying.shows(/Enter a value:/);
    const held = holder.hold((call) => call.includes('PutMetricAlarm'), PARALLEL);
    applying.type('yes\n');
    await held;
    applying.interrupt();
    // The provider gives up the calls that it waits for. One that AWS had answered already would taint its resource.
    expect(await applying.ended()).toBe(130);
    holder.release();
    expect(applying.text()).toMatch(
      /Interrupted\. It is partly done: \d+ changes are in place\. \d+ changes are begun: whether AWS made all of it is not known\. Run the same command again, also before you destroy it: it goes on from there\.\nThe state is not locked\./,
    );
    expect(applying.text()).not.toContain('Two interrupts received');
    expect(await lock()).toBeUndefined();
    const { resources } = await state();
    expect(resources.length).toBeGreaterThan(5);
    expect(JSON.stringify(resources).includes('"tainted"')).toBe(false);
  });

  test('with an approved plan applies this and nothing else, and goes on after the interruption', async () => {
    const refused = await deploy('feature', '--approved', '0'.repeat(32), '-auto-approve');
    expect(refused).toMatchObject({ code: 1 });
    const [, digest] =
      /This is not what was approved \(0+\): nothing was changed\. The plan is (\w+) now/.exec(
        refused.output,
      ) ?? [undefined, 'none'];
    expect(refused.output).not.toContain('Apply complete!');

    const approved = await deploy('feature', `--approved=${digest}`);
    expect(approved).toMatchObject({ code: 0, output: expect.stringContaining('Apply complete!') });
    expect(approved.output).toContain(`This is what was approved (${digest}): applying it.`);
  });

  test('refuses another region, and another project with the same names, before anything else', async () => {
    edit({ region: 'eu-west-1' });
    expect(await deploy('feature', '-auto-approve')).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        /^\s*WARNING: feature: region eu-central-1 → eu-west-1\. .*`npm run deploy -- feature destroy`[\s\S]*not deployed, and nothing was changed/,
      ),
    });
    edit({}, { project: 'other' });
    expect(await deploy('feature', '-auto-approve')).toMatchObject({
      code: 1,
      output: expect.stringContaining('WARNING: feature: project macro-ai → other.'),
    });
  });

  test('refuses another bucket, in which nothing tells what is deployed, before and after it exists', async () => {
    const elsewhere = { ...remoteState, bucket: 'other-terraform-state' };
    edit({}, { project: 'other', remoteState: elsewhere });
    const renamed = await deploy('feature', '-auto-approve');
    expect(renamed).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        /WARNING: feature: project macro-ai → other\. feature is deployed in eu-central-1 already .*put both back, run `npm run deploy -- feature destroy`/,
      ),
    });
    expect(renamed.output).not.toContain('bootstrap');
    await account.aws.put(elsewhere.bucket, '', '');
    edit({}, { remoteState: elsewhere });
    expect(await deploy('feature', '-auto-approve')).toMatchObject({
      code: 1,
      output: expect.stringContaining(
        'WARNING: feature: bucket another bucket → other-terraform-state. feature is deployed in eu-central-1 already',
      ),
    });
  });

  test('says that an environment was renamed, and destroys the old one where it is, without the table', async () => {
    edit({ name: 'feat', region: 'eu-west-1' });
    const renamed = open('feat');
    await renamed.shows(/WARNING: feat: environment feature → feat\./);
    renamed.interrupt();
    expect(await renamed.ended()).toBe(130);

    expect(await account.aws.inventory('eu-central-1')).not.toEqual([]);
    expect(await account.aws.inventory()).toEqual(
      expect.arrayContaining([
        'monitoring: feature_uptime-shop-down-critical',
        'monitoring: feature_uptime-shop-slow-warning',
        'sns: feature-uptime-alerts',
      ]),
    );
    expect(await healthChecks()).toContain('www.example.com');
    // Looking for what is deployed leaves nothing in the bucket.
    const keys = (await account.aws.object(remoteState.bucket, '?list-type=2'))?.match(/<Key>.*?<\/Key>/g);
    expect(keys).toEqual([`<Key>${KEY}</Key>`]);
    const destroyed = await deploy('feature', 'destroy', '-auto-approve');
    expect(destroyed).toMatchObject({ code: 0, output: expect.stringContaining('Destroy complete!') });
    expect(destroyed.output).toContain('Destroying macro-ai/feature where it is deployed: eu-central-1');
    expect(await healthChecks()).not.toContain('www.example.com');
    for (const region of ['eu-central-1', 'us-east-1'])
      expect(await account.aws.inventory(region)).toEqual([]);

    expect(await deploy('feature', 'destroy')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Nothing of macro-ai/feature is deployed any more.'),
    });
  });

  test('makes the calls that docs/github.md allows, and no others', () => {
    const made = new Set(holder.calls.map(actionOf));
    made.delete('sts:GetCallerIdentity');
    const documented = documentedActions();
    expect([...made].filter((action) => !documented.includes(action)).sort()).toEqual([]);
    // What this environment does not have or change, and what the emulator does not know.
    expect(documented.filter((action) => !made.has(action))).toEqual(
      Object.entries(notHere).flatMap(([service, actions]) => actions.map((one) => `${service}:${one}`)),
    );
  });

  test('destroys the last role of an environment that is not in the table', async () => {
    await account.aws.ask('iam', '/', {
      method: 'POST',
      body: new URLSearchParams({
        Action: 'CreateRole',
        Version: '2010-05-08',
        RoleName: 'macro-ai-gone-x',
        AssumeRolePolicyDocument: '{}',
      }),
    });
    await account.aws.put(remoteState.bucket, 'macro-ai/gone/terraform.tfstate', JSON.stringify(lastRole));
    const destroyed = await deploy('macro-ai/gone', 'destroy', '-auto-approve');
    expect(destroyed).toMatchObject({ code: 0, output: expect.stringContaining('1 destroyed.') });
    expect(destroyed.output).toContain('Destroying macro-ai/gone where it is deployed: us-east-1');
  });

  test('does not say that nothing is deployed where a state cannot be read', async () => {
    await account.aws.put(remoteState.bucket, KEY, '{"version": 5}');
    expect(await deploy('feature', 'destroy', '-auto-approve')).toMatchObject({
      code: 1,
      output: expect.stringContaining('The state of feature cannot be read: '),
    });
    expect((await deploy('feat', 'plan')).output).toContain(
      'Warning: whether something deployed would stay behind is not known: The state of feature cannot be read: ',
    );
  });
});
