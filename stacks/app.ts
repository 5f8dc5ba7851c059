import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { Environment } from '../environments';
import type { Code } from '../handlers/bundle/archive';
import { assertEnvironments } from '../model/checks/environments';
import type { ServiceName } from '../thresholds/services';
import { EnvironmentStack } from './environment';
import { StateStack } from './remote-state/state';

export interface AppConfig {
  readonly environments: readonly Environment[];
  readonly code: Readonly<Record<ServiceName, Code>>;
  /** Whether it is for an AWS emulator, which lacks a few things. */
  readonly emulated: boolean;
  /** Where it is synthesized to; cdktf's own choice where left out. */
  readonly outdir?: string;
}

/**
 * All stacks: one per environment, and `state`.
 * @throws {Error} that lists every problem of the environments
 */
export function buildApp({ environments, code, emulated, outdir }: AppConfig): App {
  assertEnvironments(environments);
  // Traces of where each construct was made cost time, name paths of the machine, and nobody reads them.
  const app = new App({ stackTraces: false, ...(outdir !== undefined && { outdir }) });
  new StateStack(app, { emulated });
  for (const environment of environments) new EnvironmentStack(app, { environment, code, emulated });
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
