import { App } from 'cdktf';
import type { Environment } from '../environments';
import type { ServiceName } from '../thresholds/services';
import type { Code } from './code';
import { EnvironmentStack } from './environment';
import { StateStack } from './state';
import { assertEnvironments } from './validate';

export interface AppConfig {
  readonly environments: readonly Environment[];
  readonly code: Readonly<Record<ServiceName, Code>>;
  /** Whether it is for an AWS emulator, which lacks a few things. */
  readonly emulated: boolean;
  /** Where it is synthesized to; cdktf's own choice where left out. */
  readonly outdir?: string;
  readonly hcl?: boolean;
}

/**
 * All stacks: one per environment, and `state`.
 * @throws {Error} that lists every problem of the environments
 */
export function buildApp({ environments, code, emulated, outdir, hcl }: AppConfig): App {
  assertEnvironments(environments);
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    ...(hcl !== undefined && { hclOutput: hcl }),
  });
  new StateStack(app, { emulated });
  for (const environment of environments) new EnvironmentStack(app, { environment, code, emulated });
  return app;
}
