import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { Project } from '../model/project';
import type { FunctionCode } from './collector/function';
import { EnvironmentStack } from './environment';
import { StateStack } from './remote-state/state';

export interface AppConfig {
  readonly project: Project;
  readonly code: FunctionCode;
  /** Whether the target is an AWS emulator, which lacks some features. */
  readonly emulated: boolean;
  /** The output folder; by default the one that cdktf chooses. */
  readonly outdir?: string;
}

/** All stacks: one per environment, and `state`. */
export function buildApp({ project, code, emulated, outdir }: AppConfig): App {
  // Construct stack traces cost time, contain local paths, and are not used.
  const app = new App({ stackTraces: false, ...(outdir !== undefined && { outdir }) });
  new StateStack(app, { settings: project, emulated });
  const { environments } = project;
  for (const environment of environments)
    new EnvironmentStack(app, { environment, environments, code, emulated });
  return app;
}

/**
 * Removes the output of an earlier synthesis in the other format (JSON or HCL). Terraform reads both, and would find
 * every resource twice.
 */
export function clearOtherForm(app: App): void {
  const stale = app.hclOutput ? ['cdk.tf.json'] : ['cdk.tf', 'metadata.json'];
  for (const stack of app.node.children.filter(TerraformStack.isStack))
    for (const file of stale) rmSync(join(app.outdir, 'stacks', stack.node.id, file), { force: true });
}
