import { App, TerraformStack } from 'cdktf';
// The same imports as the app, of which nothing runs.
import '../../main';
import { useProvider, useRemoteState } from '../../stacks/remote-state/backend';
import { environments } from '../fixtures/environments';

/** The time of cdktf alone: as many stacks as there are environments, with only a provider and a backend. */
const app = new App();
for (const { name, region, settings } of environments) {
  const stack = new TerraformStack(app, name);
  useProvider(stack, { settings, region, tags: {}, emulated: false });
  useRemoteState(stack, name, settings, false);
}
app.synth();
