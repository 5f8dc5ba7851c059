import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { Project } from '../../model/project';
import { isEmulated } from '../../model/variables';
import { placeOf } from '../../reports/plan/moves';
import { LeftoverStack } from '../../stacks/remote-state/leftover';
import { DeployError, Terraform } from '../shared/terraform';
import { STATE } from './moved';
import { withStates } from './states';

/**
 * Destroys what is deployed of an environment, where it is deployed: by its state, not by the table. So it works for an
 * environment that was removed or renamed, and for one whose region has changed in the table meanwhile.
 * @param name an environment, or `<project>/<environment>` under another project name
 * @param out the folder for the stack
 * @throws {DeployError} if nothing of that name is deployed, or its state cannot be read
 */
export async function destroy(
  name: string,
  args: readonly string[],
  project: Project,
  out: string,
): Promise<void> {
  const [stack = '', owner = project.project] = name.split('/').reverse();
  if (stack === STATE)
    throw new DeployError(
      'The stack state holds the states of all others. docs/deploy.md says how to remove its bucket, at the very end.',
    );
  const settings = { ...project, project: owner };
  const { resources, names } = await withStates(settings, async (states) => ({
    resources: await states.resources(stack),
    names: states.names.filter((one) => one !== STATE),
  }));
  if (!names.includes(stack))
    throw new DeployError(
      `Nothing is deployed as ${owner}/${stack}: the bucket ${project.remoteState.bucket} has states of ` +
        `${names.join(', ') || 'no environment'}.`,
    );
  const entry = project.environments.find((one) => one.name === stack);
  // Roles are in no region: if only these are left, any region will do.
  const { region = entry?.region ?? project.remoteState.region, account = entry?.accountId } =
    placeOf(resources);
  if (resources.length === 0)
    return void process.stdout.write(`Nothing of ${owner}/${stack} is deployed any more.\n`);
  process.stdout.write(
    `Destroying ${owner}/${stack} where it is deployed: ${region}${account === undefined ? '' : `, account ${account}`}.\n`,
  );
  // The form of an earlier run may differ, and Terraform reads every file.
  rmSync(join(out, 'stacks', stack), { recursive: true, force: true });
  const app = new App({ stackTraces: false, outdir: out });
  new LeftoverStack(app, stack, {
    settings,
    region,
    ...(account !== undefined && { accountId: account }),
    emulated: isEmulated(process.env),
  });
  app.synth();
  const terraform = new Terraform(join(out, 'stacks', stack), project.remoteState);
  await terraform.must(['init', '-input=false', '-reconfigure']);
  await terraform.must(['destroy', '-lock-timeout=60s', ...args]);
}
