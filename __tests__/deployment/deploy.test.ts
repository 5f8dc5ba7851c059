import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../model/environment';
import type { Tables } from '../../model/project';
import { environment, environments, remoteState, tables } from '../fixtures/environments';
import { environmentsFile, projectCopy } from '../support/project/copy';
import { openAccount, storeSecrets, type TestAccount } from './support/account';
import { describeExamined, usable } from './support/examined';
import { synthesized } from './support/project';
import { Stack } from './support/stack';
import { cdktf, describeWithTerraform, root, script } from './support/terraform';

const CANARY = 'canary-7f3e1b';
const names = environments.map(({ name }) => name);

/** The output of synthesis, without the files that Terraform added. */
function files(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name).slice(folder.length + 1))
    .filter((path) => !/\.terraform|(^|\/)plan$/.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

describeWithTerraform('a deployment', () => {
  // The project's folder, and a clone of it.
  const [project, clone] = [projectCopy(), projectCopy({ tests: true, name: 'a clone' })];
  let account: TestAccount;
  let stacks: Readonly<Record<string, Stack>>;

  beforeAll(async () => {
    account = await openAccount();
    await account.aws.put(remoteState.bucket, '', '');
    // The user may have the secrets in the environment; nothing may pick them up.
    const planted = { NEON_CONNECTION_STRING: `postgresql://u:${CANARY}@h/d`, UPSTASH_REST_TOKEN: CANARY };
    account = { ...account, env: { ...account.env, ...planted, TF_VAR_token: CANARY } };
    await storeSecrets(account, usable(CANARY), CANARY);
    const folder = synthesized(join(account.folder, 'project'), { environments });
    stacks = Object.fromEntries(names.map((name) => [name, new Stack(join(folder, name), account.env)]));
  });
  afterAll(async () => {
    for (const { remove } of [project, clone]) remove();
    await account.close();
  });
  const stack = (name: string): Stack => {
    const found = stacks[name];
    if (!found) throw new Error(`no stack ${name}`);
    return found;
  };

  test('creates every environment, and then every plan is empty', async () => {
    await Promise.all(names.map((name) => stack(name).apply()));
    for (const name of names) {
      expect([name, (await stack(name).plan()).changes]).toEqual([name, []]);
      expect(
        await account.aws.object(remoteState.bucket, `macro-ai/${name}/terraform.tfstate`),
      ).toBeDefined();
    }
  });

  describeExamined(() => ({ account, stack: stack('staging').folder }), CANARY);

  test('in HCL is the same, including the state stack', async () => {
    const folder = synthesized(join(account.folder, 'hcl'), { environments, hcl: true });
    // Production has all that the others have.
    const hcl = new Stack(join(folder, 'production'), account.env);
    expect((await hcl.plan()).changes).toEqual([]);
    const state = new Stack(join(folder, 'state'), account.env);
    const json = new Stack(join(account.folder, 'project', 'out', 'stacks', 'state'), account.env);
    expect(await state.planned()).toEqual(await json.planned());
  });

  test('of one changed threshold touches only its alarms and the dashboard', async () => {
    const changed = environments.map((environment) =>
      environment.name === 'production'
        ? { ...environment, overrides: { neon: { SlowQueries: { warning: 8, critical: 12 } } } }
        : environment,
    );
    const folder = synthesized(join(account.folder, 'changed'), { environments: changed });
    expect((await new Stack(join(folder, 'production'), account.env).plan()).changes).toEqual([
      'update aws_cloudwatch_dashboard production-neon-monitoring-dashboard',
      'update aws_cloudwatch_metric_alarm production-neon-slow-queries-critical',
      'update aws_cloudwatch_metric_alarm production-neon-slow-queries-warning',
    ]);
    // Nobody else has anything to plan.
    const [before, after] = [stack('staging').folder, join(folder, 'staging')].map(files);
    expect(after?.size).toBeGreaterThan(1);
    expect(after).toEqual(before);
  });

  test('of a changed tag and retention shows no policy: those that stay are known', async () => {
    const changed = environment('production', { tags: { Team: 'data' }, logRetentionDays: 30 });
    const folder = synthesized(join(account.folder, 'tagged'), { environments: [changed] });
    const { changes } = await new Stack(join(folder, 'production'), account.env).plan();
    expect(changes).toContain('update aws_sns_topic production-monitoring-alerts');
    expect(changes.filter((change) => change.includes('policy'))).toEqual([]);
    expect(new Set(changes.map((change) => change.split(' ')[0]))).toEqual(new Set(['update']));
  });

  test('from a fresh clone on another path is the same, byte for byte', async () => {
    const there = clone.path;
    expect(await script('main.ts', [], account.env, there)).toMatchObject({ code: 0 });
    const [here, other] = [files(join(account.folder, 'project', 'out')), files(join(there, 'cdktf.out'))];
    expect([...other.keys()]).toEqual([...here.keys()]);
    for (const [file, content] of here) expect([file, other.get(file) === content]).toEqual([file, true]);
    const production = new Stack(join(there, 'cdktf.out', 'stacks', 'production'), account.env);
    expect((await production.plan()).changes).toEqual([]);
  });

  test('has no secret and no local path in the synthesized files, the plan or the state', async () => {
    const texts = files(join(account.folder, 'project', 'out')).values();
    const { json } = await stack('production').plan();
    const state = await account.aws.object(remoteState.bucket, 'macro-ai/production/terraform.tfstate');
    const all = [...texts, json, state ?? ''];
    expect(all.length).toBeGreaterThan(10);
    for (const forbidden of [CANARY, account.folder, root, homedir()])
      expect([forbidden, all.some((text) => text.includes(forbidden))]).toEqual([forbidden, false]);
  });

  test('with cdktf itself: diff is empty, deploy and destroy work without a terminal', async () => {
    const output = join(account.folder, 'cdktf');
    const run = (...args: string[]) => cdktf([...args, '--output', output], account.env, project.path);
    expect(await run('diff', 'feature')).toMatchObject({
      code: 0,
      output: expect.stringContaining('No changes.'),
    });
    expect(await run('destroy', 'feature', '--auto-approve')).toMatchObject({
      code: 0,
      // With it a failure shows what Terraform said.
      output: expect.stringContaining('Destroy complete!'),
    });
    expect((await account.aws.inventory()).filter((name) => name.includes('feature'))).toEqual([]);
    const deployed = await run('deploy', 'feature', '--auto-approve');
    expect(deployed).toMatchObject({
      code: 0,
      output: expect.stringContaining('macro-ai-feature-neon-monitoring'),
    });
    expect(await run('deploy', 'nowhere', '--auto-approve')).toMatchObject({
      code: 1,
      output: expect.stringContaining("Could not find stack for pattern 'nowhere'"),
    });
  });

  describe('that is impossible', () => {
    const deploy = (args: readonly string[], cwd = project.path) =>
      script('commands/deploy.ts', args, account.env, cwd);

    test('to an unknown environment', async () => {
      const { code, output } = await deploy(['prod', 'plan']);
      expect([code, output]).toEqual([1, expect.stringContaining('There is no environment "prod"')]);
      expect(output).toContain(names.join(', '));
    });

    test('while another run holds the lock', async () => {
      const key = 'macro-ai/staging/terraform.tfstate.tflock';
      const lock = {
        ID: '8a1f',
        Operation: 'OperationTypeApply',
        Who: 'ann@laptop',
        Created: '2026-01-02T03:04:05Z',
      };
      await account.aws.put(remoteState.bucket, key, JSON.stringify(lock));
      const { code, output } = await deploy(['staging', 'plan', '-lock-timeout=0s']);
      await account.aws.remove(remoteState.bucket, key);
      expect([code, output]).toEqual([
        1,
        expect.stringContaining('ann@laptop has held the state lock since 2026-01-02'),
      ]);
      expect(output).toContain('terraform force-unlock 8a1f');
      expect(output).toContain('Warning: Alarms of staging notify nobody: ');
    });

    test('with an account, an override or a bucket that is wrong', async () => {
      const planned = async (edited: Partial<Tables>) => {
        writeFileSync(join(clone.path, 'environments.ts'), environmentsFile({ ...tables, ...edited }));
        const { code, output } = await deploy(['production', 'plan'], clone.path);
        return [code, output] as const;
      };
      const production = (change: Partial<Entry>) =>
        tables.environments.map((entry) => (entry.name === 'production' ? { ...entry, ...change } : entry));
      expect(await planned({ environments: production({ accountId: '999999999999' }) })).toEqual([
        1,
        expect.stringContaining('The credentials are for account 123456789012'),
      ]);
      const overrides = { neon: { SlowQueries: { warning: 18 } } };
      expect(await planned({ environments: production({ overrides }) })).toEqual([
        1,
        expect.stringContaining('production: overrides.neon.SlowQueries warns at 18, beyond critical at 10'),
      ]);
      expect(await planned({ remoteState: { ...remoteState, bucket: `${remoteState.bucket}-2` } })).toEqual([
        1,
        expect.stringContaining('does not exist. Run `npm run bootstrap`'),
      ]);
    });
  });

  test('that is destroyed leaves nothing behind', async () => {
    expect(await account.aws.inventory()).not.toEqual([]);
    await Promise.all(names.map((name) => stack(name).destroy()));
    expect(await account.aws.inventory()).toEqual([]);
    for (const name of names) {
      const state = await account.aws.object(remoteState.bucket, `macro-ai/${name}/terraform.tfstate`);
      expect(JSON.parse(state ?? '{}')).toMatchObject({ resources: [] });
    }
  });
});
