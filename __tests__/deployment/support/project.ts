import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../../../environments';
import { packAll } from '../../../handlers/bundle/archive';
import { bundle } from '../../../handlers/bundle/bundle';
import { buildApp } from '../../../stacks/app';
import { execute, root } from './terraform';

export interface Form {
  readonly environments: readonly Environment[];
  readonly hcl?: boolean;
  /** False for what is deployed to AWS itself. */
  readonly emulated?: boolean;
}

/** Synthesizes other environments than the project's own, with the real bundles. @returns the stacks' folder */
export function synthesized(folder: string, { environments, hcl = false, emulated = true }: Form): string {
  const code = packAll(bundle(join(folder, 'bundles')), join(folder, 'zips'));
  const outdir = join(folder, 'out');
  // How cdktf tells an app of `cdktf synth --hcl`.
  process.env.SYNTH_HCL_OUTPUT = String(hcl);
  buildApp({ environments, code, emulated, outdir }).synth();
  delete process.env.SYNTH_HCL_OUTPUT;
  return join(outdir, 'stacks');
}

/** Copies the project's files, as a fresh clone would have them, and gives it this one's packages. */
export async function clone(to: string): Promise<void> {
  const listed = await execute('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '' },
  });
  for (const file of listed.output.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file));
  }
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'));
}
