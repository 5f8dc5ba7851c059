import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentProject } from './commands/shared/current-project';
import { packAll } from './handlers/bundle/archive';
import { bundle } from './handlers/bundle/bundle';
import type { Project } from './model/project';
import { UsageError } from './model/usage-error';
import { isEmulated } from './model/variables';
import { buildApp, clearOtherForm } from './stacks/app';

/**
 * Bundles the collectors and writes the Terraform of all stacks. Needs no AWS account, no provider and no secret.
 * @param outdir the output folder; by default the one that cdktf chooses
 */
export function synthesize(project: Project, outdir?: string): void {
  // Synthesis copies the archives; a folder per run keeps parallel runs apart.
  const built = mkdtempSync(join(tmpdir(), 'collectors-'));
  try {
    const app = buildApp({
      project,
      code: packAll(bundle(join(built, 'bundles')), built),
      emulated: isEmulated(process.env),
      ...(outdir !== undefined && { outdir }),
    });
    clearOtherForm(app);
    app.synth();
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}

if (require.main === module)
  try {
    synthesize(currentProject());
  } catch (error) {
    // A mistake in a table needs no stack trace.
    console.error(error instanceof UsageError ? error.message : error);
    process.exitCode = 1;
  }
