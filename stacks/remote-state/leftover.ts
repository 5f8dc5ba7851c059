import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Settings } from '../../model/environment';
import { useProvider, useRemoteState, usProvider } from './backend';

export interface LeftoverStackConfig {
  readonly settings: Settings;
  /** Where its resources are, by its state. */
  readonly region: string;
  readonly accountId?: string;
  readonly emulated: boolean;
}

/**
 * A stack without resources, on the state of an environment: Terraform destroys what is in the state, in the region where
 * it is, whatever the table says of that environment by now.
 */
export class LeftoverStack extends TerraformStack {
  constructor(scope: Construct, name: string, { settings, emulated, ...place }: LeftoverStackConfig) {
    super(scope, name);
    const options = { settings, ...place, tags: {}, emulated };
    useProvider(this, options);
    // The state may have resources of this one: those of uptime checks.
    usProvider(this, options);
    useRemoteState(this, name, settings, emulated);
  }
}
