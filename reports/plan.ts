import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../environments';
import { chosen } from './environment';
import { slim } from './plan/slim';
import { program, UsageError } from './program';
import { planOf, run } from './terraform';

const root = join(__dirname, '..');
/** The stack of the remote state, which is no environment. */
const STATE = 'state';

/** What a pipeline needs to know of each environment, as JSON on one line. */
export function listing(): string {
  return JSON.stringify(environments.map(({ name, region }) => ({ name, region })));
}

/**
 * `npm run plan -- <environment>…`: synthesizes, plans with real Terraform, writes `dist/plans/<environment>.json` for
 * `npm run plan-report`. `-- --list` prints the environments instead.
 */
function main(args: readonly string[]): void {
  if (args.length === 1 && args[0] === '--list') {
    process.stdout.write(`${listing()}\n`);
    return;
  }
  if (args.length === 0) throw new UsageError('Usage: npm run plan -- <environment>… | --list');
  const names = chosen(
    args.filter((arg) => arg !== STATE),
    environments,
  ).map(({ name }) => name);
  const stacks = args.includes(STATE) ? [STATE, ...names] : names;
  run('npx', ['cdktf', 'synth'], root);
  const folder = join(root, 'dist', 'plans');
  mkdirSync(folder, { recursive: true });
  for (const stack of stacks) {
    const plan: unknown = JSON.parse(planOf(join(root, 'cdktf.out', 'stacks', stack)));
    writeFileSync(join(folder, `${stack}.json`), JSON.stringify(slim(plan as Parameters<typeof slim>[0])));
    process.stderr.write(`Planned ${stack}: dist/plans/${stack}.json\n`);
  }
}

if (require.main === module) program(main);
