import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteState } from '../environments';
import { synthesize } from '../main';
import { explain, noBucket } from './shared/explain';
import { DeployError, end, must, run } from './shared/terraform';

/** Address of the bucket in the stack `state`. */
const BUCKET = 'aws_s3_bucket.bucket';
const apply = ['apply', '-input=false', '-auto-approve', '-lock-timeout=60s'];

/**
 * Makes the bucket of remote state, on an empty account and again. The stack keeps its own state in the bucket that
 * it makes: the first time it is applied with local state, which then moves. A bucket that is there and in no state
 * (made by hand, or a run that broke off in between) is taken over.
 */
async function bootstrap(folder: string): Promise<void> {
  synthesize(join(folder, 'out'));
  const stack = join(folder, 'out', 'stacks', 'state');
  const init = await run(stack, ['init', '-input=false']);
  if (init.code === 0) {
    const { output } = await run(stack, ['state', 'list']);
    if (!output.split('\n').includes(BUCKET))
      await must(stack, ['import', '-input=false', BUCKET, remoteState.bucket]);
    await must(stack, apply);
  } else if (noBucket.test(init.output)) {
    console.log(`\nThere is no bucket ${remoteState.bucket} yet: it is made now.\n`);
    const local = join(stack, 'local_override.tf.json');
    writeFileSync(local, JSON.stringify({ terraform: { backend: { local: {} } } }));
    await must(stack, ['init', '-input=false', '-reconfigure']);
    await must(stack, apply);
    rmSync(local);
    await must(stack, ['init', '-input=false', '-migrate-state', '-force-copy']);
  } else throw new DeployError(explain(init.output) ?? 'terraform init failed: see above.');
  console.log(`\nRemote state is in the bucket ${remoteState.bucket} (${remoteState.region}).`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    await bootstrap(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

end(main());
