import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../main';
import type { Environment, RemoteState } from '../model/environment';
import { UsageError } from '../model/usage-error';
import { slim } from '../reports/plan/slim';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program, warn } from './shared/program';
import { Terraform } from './shared/terraform';

const root = join(__dirname, '..');
const out = join(root, 'cdktf.out');
const plans = join(root, 'dist', 'plans');
/** The remote state stack. It can be planned but is not an environment. */
const STATE = 'state';

/** What a pipeline needs to know about each environment, as JSON on one line. */
export function listing(environments: readonly Environment[]): string {
  return JSON.stringify(environments.map(({ name, region }) => ({ name, region })));
}

/** Plans a stack and writes the report's input. Takes no lock, because a read-only role cannot. */
async function plan(stack: string, remoteState: RemoteState): Promise<void> {
  const folder = join(out, 'stacks', stack);
  const terraform = new Terraform(folder, remoteState);
  await terraform.must(['init', '-input=false', '-reconfigure']);
  await terraform.must(['plan', '-input=false', '-lock=false', '-out=plan']);
  const shown = await terraform.read(['show', '-json', 'plan']);
  writeFileSync(join(plans, `${stack}.json`), JSON.stringify(slim(JSON.parse(shown))));
  console.log(`\nPlanned ${stack}: dist/plans/${stack}.json`);
}

/**
 * `npm run plan -- <environment>…`: synthesizes, plans with plain Terraform, and writes `dist/plans/<environment>.json`
 * for `npm run plan-report`. `-- --list` prints the environments instead.
 */
async function main(args: readonly string[]): Promise<void> {
  const project = currentProject();
  const { environments } = project;
  if (args.length === 1 && args[0] === '--list')
    return void process.stdout.write(`${listing(environments)}\n`);
  if (args.length === 0) throw new UsageError('Usage: npm run plan -- <environment>… | --list');
  const named = args.filter((arg) => arg !== STATE);
  const planned = chosen(named, environments);
  for (const environment of planned) warn(environment);
  const stacks = planned.map(({ name }) => name);
  if (args.includes(STATE)) stacks.unshift(STATE);
  synthesize(project, out);
  // Otherwise a plan from an earlier run would be reported as if it were from this one.
  rmSync(plans, { recursive: true, force: true });
  mkdirSync(plans, { recursive: true });
  for (const stack of stacks) await plan(stack, project.remoteState);
}

if (require.main === module) program(main, { children: true });
