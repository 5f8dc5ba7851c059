import { join } from 'node:path';
import { synthesize } from '../main';
import { currentProject } from './shared/current-project';
import { program, warn } from './shared/program';
import { DeployError, Terraform } from './shared/terraform';

const actions = ['plan', 'apply', 'destroy'];
const out = join(__dirname, '..', 'cdktf.out');
const FORM = 'npm run deploy -- <environment> [plan|apply|destroy] [terraform arguments]';

/**
 * Does what `cdktf deploy` does with plain Terraform in the synthesized folder. This adds a lock timeout, Terraform's
 * exit codes, and clear messages about problems outside the configuration.
 */
async function main([environment, ...rest]: readonly string[]): Promise<void> {
  const project = currentProject();
  const known = project.environments.map(({ name }) => name);
  const chosen = project.environments.find(({ name }) => name === environment);
  if (environment === undefined || !chosen)
    throw new DeployError(
      `${environment === undefined ? 'No environment was given' : `There is no environment "${environment}"`}: ` +
        `environments.ts defines ${known.join(', ')}.\nUsage: ${FORM}`,
    );
  const given = rest[0] !== undefined && !rest[0].startsWith('-') ? rest[0] : undefined;
  const action = given ?? 'apply';
  if (!actions.includes(action))
    throw new DeployError(`There is no action "${action}": use ${actions.join(', ')}.\nUsage: ${FORM}`);
  if (action !== 'destroy') warn(chosen);
  synthesize(project, out);
  const terraform = new Terraform(join(out, 'stacks', environment), project.remoteState);
  await terraform.must(['init', '-input=false', '-reconfigure']);
  const args = [action, '-lock-timeout=60s', ...rest.slice(given === undefined ? 0 : 1)];
  // With -detailed-exitcode, exit code 2 means that the plan has changes.
  process.exitCode = await terraform.must(args, action === 'plan' ? [2] : []);
}

program(main, { children: true });
