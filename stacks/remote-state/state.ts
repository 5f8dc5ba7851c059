import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { remoteState } from '../../environments';
import { useProvider, useRemoteState } from './backend';
import { StateBucket } from './state-bucket';

/** The stack of the bucket that holds the state of every stack, this one's too. `npm run bootstrap` deploys it. */
export class StateStack extends TerraformStack {
  constructor(scope: Construct, { emulated }: { readonly emulated: boolean }) {
    super(scope, 'state');
    const { accountId, region } = remoteState;
    useProvider(this, {
      region,
      ...(accountId !== undefined && { accountId }),
      tags: { Environment: 'state', Service: 'state' },
      emulated,
    });
    useRemoteState(this, 'state', emulated);
    const { bucket } = new StateBucket(this, 'remote-state', { emulated });
    new TerraformOutput(this, 'bucket_name', { value: bucket.id });
  }
}
