import { join } from 'node:path';
import { environments } from './environments';
import { bundle } from './handlers/bundle';
import { buildApp, clearOtherForm } from './stacks/app';
import { packAll } from './stacks/code';

/** The build's output, which git ignores. */
const dist = join(__dirname, 'dist');

/**
 * Bundles the collectors and writes the Terraform of all stacks. Needs no AWS account, no provider and no secret.
 * @param outdir where to; cdktf's own choice where left out
 */
export function synthesize(outdir?: string): void {
  const app = buildApp({
    environments,
    code: packAll(bundle(dist), dist),
    emulated: process.env.AWS_ENDPOINT_URL !== undefined,
    ...(outdir !== undefined && { outdir }),
  });
  clearOtherForm(app);
  app.synth();
}

if (require.main === module) synthesize();
