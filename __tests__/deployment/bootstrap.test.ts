import { remoteState } from '../fixtures/environments';
import { projectCopy } from '../support/project/copy';
import { openAccount, type TestAccount } from './support/account';
import { describeWithTerraform, script } from './support/terraform';

const KEY = 'macro-ai/state/terraform.tfstate';

describeWithTerraform('npm run bootstrap', () => {
  const project = projectCopy();
  const accounts: TestAccount[] = [];
  const open = async () => {
    const account = await openAccount();
    accounts.push(account);
    return account;
  };
  afterAll(async () => {
    project.remove();
    await Promise.all(accounts.map((account) => account.close()));
  });
  const bootstrap = ({ env }: TestAccount) => script('commands/bootstrap.ts', [], env, project.path);

  // Terraform waits almost a minute for the lifecycle of a new bucket, so the two run in parallel.
  test('works on an empty account, after an interrupted run, and repeatedly', async () => {
    const [empty, broken] = [await open(), await open()];
    await broken.aws.put(remoteState.bucket, '', '');
    expect(await broken.aws.object(remoteState.bucket, KEY)).toBeUndefined();

    const [first, taken] = await Promise.all([bootstrap(empty), bootstrap(broken)]);
    expect(first).toMatchObject({
      code: 0,
      output: expect.stringContaining('does not exist yet: creating it'),
    });
    expect(taken).toMatchObject({ code: 0, output: expect.stringContaining('Import successful!') });

    for (const account of [empty, broken]) {
      const { aws } = account;
      const state = JSON.parse((await aws.object(remoteState.bucket, KEY)) ?? '{}');
      expect(state.resources.map(({ type }: { type: string }) => type)).toEqual(
        expect.arrayContaining([
          'aws_s3_bucket',
          'aws_s3_bucket_lifecycle_configuration',
          'aws_s3_bucket_public_access_block',
          'aws_s3_bucket_server_side_encryption_configuration',
          'aws_s3_bucket_versioning',
        ]),
      );
      const versioning = await aws.ask('s3', `/${remoteState.bucket}?versioning`);
      expect(await versioning.text()).toContain('<Status>Enabled</Status>');
      const again = await bootstrap(account);
      expect(again).toMatchObject({ code: 0, output: expect.stringContaining('No changes.') });
    }
  });
});
