import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { Project } from '../model/project';
import type { ServiceName } from '../thresholds/services';
import type { Code } from './collector/function';
import { EnvironmentStack } from './environment';
import { StateStack } from './remote-state/state';

export interface AppConfig {
  readonly project: Project;
  readonly code: Readonly<Record<ServiceName, Code>>;
  /** Whether it is for an AWS emulator, which lacks a few things. */
  readonly emulated: boolean;
  /** Where it is synthesized to; cdktf's own choice where left out. */
  readonly outdir?: string;
}

/** All stacks: one per environment, and `state`. */
export function buildApp({ project, code, emulated, outdir }: AppConfig): App {
  // Traces of where each construct was made cost time, name paths of the machine, and nobody reads them.
  const app = new App({ stackTraces: false, ...(outdir !== undefined && { outdir }) });
  new StateStack(app, { settings: project, emulated });
  for (const environment of project.environments) new EnvironmentStack(app, { environment, code, emulated });
  return app;
}

/**
 * Removes what an earlier synthesis in the other form left behind. Terraform reads JSON and HCL side by side, and would
 * find every resource twice.
 */
export function clearOtherForm(app: App): void {
  const stale = app.hclOutput ? ['cdk.tf.json'] : ['cdk.tf', 'metadata.json'];
  for (const stack of app.node.children.filter(TerraformStack.isStack))
    for (const file of stale) rmSync(join(app.outdir, 'stacks', stack.node.id, file), { force: true });
}
