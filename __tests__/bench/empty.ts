import { App, TerraformStack } from 'cdktf';
// The same imports as the app; nothing of it runs.
import '../../main';
import { useProvider, useRemoteState } from '../../stacks/remote-state/backend';
import { environments } from '../fixtures/environments';

/** What cdktf alone needs: as many stacks as there are environments, with provider and backend and nothing in them. */
const app = new App();
for (const { name, region, settings } of environments) {
  const stack = new TerraformStack(app, name);
  useProvider(stack, { settings, region, tags: {}, emulated: false });
  useRemoteState(stack, name, settings, false);
}
app.synth();
