import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Settings } from '../../model/environment';
import { Account } from '../account';
import { useProvider, useRemoteState } from './backend';
import { StateBucket } from './state-bucket';

export interface StateStackConfig {
  readonly settings: Settings;
  readonly emulated: boolean;
}

/** The bucket that holds the state of every stack, including this one. `npm run bootstrap` deploys it. */
export class StateStack extends TerraformStack {
  constructor(scope: Construct, { settings, emulated }: StateStackConfig) {
    super(scope, 'state');
    const { accountId, region, bucket: name } = settings.remoteState;
    useProvider(this, {
      settings,
      region,
      ...(accountId !== undefined && { accountId }),
      tags: { Environment: 'state', Service: 'state' },
      emulated,
    });
    useRemoteState(this, 'state', settings, emulated);
    const { bucket } = new StateBucket(this, 'remote-state', {
      name,
      account: new Account(this, 'account', region),
      emulated,
    });
    new TerraformOutput(this, 'bucket_name', { value: bucket.id });
  }
}
