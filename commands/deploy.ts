import { join } from 'node:path';
import { synthesize } from '../main';
import type { Environment } from '../model/environment';
import type { Project } from '../model/project';
import { UsageError } from '../model/usage-error';
import { tellingWhatFollows } from './deploy/after';
import { type Approved, applyApproved, approvedOf } from './deploy/approved';
import { destroy } from './deploy/destroy';
import { knownMoves, warnOf } from './deploy/moved';
import { currentProject } from './shared/current-project';
import { program, warn } from './shared/program';
import { DeployError, Terraform } from './shared/terraform';

const actions = ['plan', 'apply', 'destroy'] as const;
type Action = (typeof actions)[number];
const LOCK_TIMEOUT = '-lock-timeout=60s';
const out = join(__dirname, '..', 'cdktf.out');
const FORM =
  'Usage: npm run deploy -- <environment> [plan|apply|destroy] [--approved <digest or plan.json>] [terraform arguments]';

interface Order {
  readonly name: string;
  readonly action: Action;
  readonly approved: Approved | undefined;
  /** For Terraform. */
  readonly args: readonly string[];
}

/** @throws {UsageError} says what is missing or unknown */
export function orderOf([name, ...rest]: readonly string[], known: readonly string[]): Order {
  if (name === undefined || name.startsWith('-'))
    throw new UsageError(`No environment was given: environments.ts defines ${known.join(', ')}.\n${FORM}`);
  const given = rest[0] !== undefined && !rest[0].startsWith('-') ? rest[0] : undefined;
  const action = actions.find((one) => one === (given ?? 'apply'));
  if (!action) throw new UsageError(`There is no action "${given}": use ${actions.join(', ')}.\n${FORM}`);
  const [digest, args] = withoutApproved(rest.slice(given === undefined ? 0 : 1));
  if (digest !== undefined && action !== 'apply')
    throw new UsageError(`--approved belongs to apply, not to ${action}.\n${FORM}`);
  if (action !== 'plan' && args.some((arg) => /^--?detailed-exitcode/.test(arg)))
    throw new UsageError(`-detailed-exitcode belongs to plan, not to ${action}.\n${FORM}`);
  if (digest !== undefined && args.some((arg) => /^--?out(=|$)/.test(arg)))
    throw new UsageError(`-out does not go with --approved, which keeps no file of its plan.\n${FORM}`);
  // Terraform would take a word for the file of a plan, and apply that without a question.
  const stray = args.find((arg) => !/^--?[a-z]/.test(arg));
  if (stray !== undefined) throw new UsageError(strayWords(stray));
  return { name, action, approved: digest === undefined ? undefined : approvedOf(digest, name), args };
}

const strayWords = (word: string): string =>
  actions.some((action) => action === word)
    ? `"${word}" stands after an option: the action comes right after the environment.\n${FORM}`
    : `"${word}" is no option. Write the value of an option as one word with it, such as -target=${word}. ` +
      `A file of a plan is not applied: use --approved.\n${FORM}`;

/** Takes `--approved <value>` and `--approved=<value>` out of the arguments. */
function withoutApproved(args: readonly string[]): [value: string | undefined, rest: readonly string[]] {
  const at = args.findIndex((arg) => /^--?approved(=|$)/.test(arg));
  if (at < 0) return [undefined, args];
  const [, inline] = /=(.*)$/.exec(args[at] ?? '') ?? [];
  const value = inline ?? args[at + 1] ?? '';
  return [value, args.filter((_, i) => i !== at && (inline !== undefined || i !== at + 1))];
}

/** What is approved is applied without a question. */
const withoutPrompts = (args: readonly string[]): string[] =>
  args.filter((arg) => !/^-?-(auto-approve|input=)/.test(arg));

/**
 * Does what `cdktf deploy` does with plain Terraform in the synthesized folder. This adds a lock timeout, Terraform's
 * exit codes, a gentle end when it is interrupted, and clear messages about problems outside the configuration.
 */
async function main(args: readonly string[]): Promise<void> {
  const project = currentProject();
  const known = project.environments.map(({ name }) => name);
  const order = orderOf(args, known);
  if (order.action === 'destroy') return destroy(order.name, order.args, project, join(out, 'destroy'));
  const chosen = project.environments.find(({ name }) => name === order.name);
  if (!chosen)
    throw new DeployError(
      `There is no environment "${order.name}": environments.ts defines ${known.join(', ')}. One that is deployed and ` +
        `no longer in the table can only be destroyed.\n${FORM}`,
    );
  await deploy(chosen, order, project);
}

async function deploy(environment: Environment, order: Order, project: Project): Promise<void> {
  const { action, approved, args } = order;
  const { name } = environment;
  const broken = warnOf(name, (await knownMoves(environment, project)) ?? []);
  if (broken.length > 0 && action === 'apply')
    throw new DeployError(`${name} is not deployed, and nothing was changed: see the warning above.`);
  warn(environment, project.environments);
  synthesize(project, out);
  const folder = join(out, 'stacks', name);
  const terraform = new Terraform(folder, project.remoteState);
  await terraform.must(['init', '-input=false', '-reconfigure']);
  // With -detailed-exitcode, exit code 2 means that the plan has changes.
  if (action === 'plan') process.exitCode = await terraform.must([action, LOCK_TIMEOUT, ...args], [2]);
  else
    await tellingWhatFollows(terraform, name, () =>
      approved
        ? applyApproved(terraform, folder, approved, withoutPrompts(args))
        : terraform.must([action, LOCK_TIMEOUT, ...args]),
    );
}

if (require.main === module) program(main, { children: true });
