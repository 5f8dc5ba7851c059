import { join } from 'node:path';
import { packAll } from '../../../handlers/bundle/archive';
import { bundle } from '../../../handlers/bundle/bundle';
import type { Environment } from '../../../model/environment';
import { buildApp } from '../../../stacks/app';
import { project } from '../../fixtures/environments';

export interface Form {
  readonly environments: readonly Environment[];
  readonly hcl?: boolean;
  /** False for a deployment to AWS itself. */
  readonly emulated?: boolean;
}

/** Synthesizes these environments of the fixture's project, with the real bundles. @returns the stacks' folder */
export function synthesized(folder: string, { environments, hcl = false, emulated = true }: Form): string {
  const code = packAll(bundle(join(folder, 'bundles')), join(folder, 'zips'));
  const outdir = join(folder, 'out');
  // How cdktf passes `cdktf synth --hcl` to an app.
  process.env.SYNTH_HCL_OUTPUT = String(hcl);
  buildApp({ project: { ...project, environments }, code, emulated, outdir }).synth();
  delete process.env.SYNTH_HCL_OUTPUT;
  return join(outdir, 'stacks');
}
