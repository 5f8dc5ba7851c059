import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from './environments';
import { packAll } from './handlers/bundle/archive';
import { bundle } from './handlers/bundle/bundle';
import { EnvironmentsError } from './model/checks/environments';
import { buildApp, clearOtherForm } from './stacks/app';

/**
 * Bundles the collectors and writes the Terraform of all stacks. Needs no AWS account, no provider and no secret.
 * @param outdir where to; cdktf's own choice where left out
 * @throws {EnvironmentsError} that lists every problem of the tables
 */
export function synthesize(outdir?: string): void {
  // Synthesis copies the archives; several at a time do not meet.
  const built = mkdtempSync(join(tmpdir(), 'collectors-'));
  try {
    const app = buildApp({
      environments,
      code: packAll(bundle(join(built, 'bundles')), built),
      emulated: process.env.AWS_ENDPOINT_URL !== undefined,
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
    synthesize();
  } catch (error) {
    // What is wrong in a table needs no stack trace.
    console.error(error instanceof EnvironmentsError ? error.message : error);
    process.exitCode = 1;
  }
