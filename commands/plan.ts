import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../main';
import type { Environment, RemoteState } from '../model/environment';
import { UsageError } from '../model/usage-error';
import { type Move, movesOf } from '../reports/plan/moves';
import { slim } from '../reports/plan/slim';
import { knownMoves, STATE, warnOf } from './deploy/moved';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { withPlan } from './shared/planned';
import { program, warn } from './shared/program';
import { Terraform } from './shared/terraform';

const root = join(__dirname, '..');
const out = join(root, 'cdktf.out');
const plans = join(root, 'dist', 'plans');
/** What a pipeline needs to know about each environment, as JSON on one line. */
export function listing(environments: readonly Environment[]): string {
  return JSON.stringify(environments.map(({ name, region }) => ({ name, region })));
}

/**
 * Plans a stack and writes the report's input. Takes no lock, because a read-only role cannot.
 * @param known what would stay behind or move, by the states; the plan tells the rest
 */
async function plan(stack: string, remoteState: RemoteState, known: readonly Move[]): Promise<void> {
  const folder = join(out, 'stacks', stack);
  const terraform = new Terraform(folder, remoteState);
  await terraform.must(['init', '-input=false', '-reconfigure']);
  // An earlier version left its plan there, which holds secrets.
  rmSync(join(folder, 'plan'), { force: true });
  const shown = await withPlan(terraform, folder, ['-lock=false'], (made) => made);
  const told = movesOf(shown).filter(({ kind }) => !known.some((move) => move.kind === kind));
  const moves = [...known, ...told].map((move) => ({ ...move }));
  writeFileSync(join(plans, `${stack}.json`), JSON.stringify({ ...slim(shown), moves }));
  console.log(`\nPlanned ${stack}: dist/plans/${stack}.json`);
}

/**
 * The moves for the report on one environment. One that was removed from the table is in no plan: it is told with the
 * environment that may be its new name, or else with the first of the table, once.
 */
export function reported(moves: readonly Move[], name: string, environments: readonly Environment[]): Move[] {
  const first = environments[0]?.name === name;
  return moves.filter(({ kind, to }) => kind !== 'environment' || to !== undefined || first);
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
  const moves = new Map<string, readonly Move[]>();
  for (const environment of planned) {
    const { name } = environment;
    moves.set(name, reported((await knownMoves(environment, project)) ?? [], name, environments));
    warnOf(name, moves.get(name) ?? []);
    warn(environment, environments);
  }
  const stacks = planned.map(({ name }) => name);
  if (args.includes(STATE)) stacks.unshift(STATE);
  synthesize(project, out);
  // Otherwise a plan from an earlier run would be reported as if it were from this one.
  rmSync(plans, { recursive: true, force: true });
  mkdirSync(plans, { recursive: true });
  for (const stack of stacks) await plan(stack, project.remoteState, moves.get(stack) ?? []);
}

if (require.main === module) program(main, { children: true });
