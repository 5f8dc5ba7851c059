import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../main';
import type { Project } from '../model/project';
import { currentProject } from './shared/current-project';
import { explain, noBucket } from './shared/explain';
import { program } from './shared/program';
import { DeployError, Terraform } from './shared/terraform';

/** Address of the bucket in the stack `state`. */
const BUCKET = 'aws_s3_bucket.bucket';
const apply = ['apply', '-input=false', '-auto-approve', '-lock-timeout=60s'];

/**
 * Creates the remote state bucket; safe to repeat. The stack keeps its own state in the bucket that it creates: the
 * first time it is applied with local state, which is then migrated. A bucket that exists but is in no state (created
 * by hand, or by an interrupted run) is imported.
 */
async function bootstrap(project: Project, folder: string): Promise<void> {
  const { remoteState } = project;
  synthesize(project, join(folder, 'out'));
  const stack = join(folder, 'out', 'stacks', 'state');
  const terraform = new Terraform(stack, remoteState);
  const init = await terraform.run(['init', '-input=false']);
  if (init.code === 0) {
    const { output } = await terraform.run(['state', 'list']);
    if (!output.split('\n').includes(BUCKET))
      await terraform.must(['import', '-input=false', BUCKET, remoteState.bucket]);
    await terraform.must(apply);
  } else if (noBucket.test(init.output)) {
    console.log(`\nThe bucket ${remoteState.bucket} does not exist yet: creating it.\n`);
    const local = join(stack, 'local_override.tf.json');
    writeFileSync(local, JSON.stringify({ terraform: { backend: { local: {} } } }));
    await terraform.must(['init', '-input=false', '-reconfigure']);
    await terraform.must(apply);
    rmSync(local);
    await terraform.must(['init', '-input=false', '-migrate-state', '-force-copy']);
  } else throw new DeployError(explain(init.output, remoteState) ?? 'terraform init failed: see above.');
  console.log(`\nRemote state is in the bucket ${remoteState.bucket} (${remoteState.region}).`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    await bootstrap(currentProject(), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

program(main, { children: true });
