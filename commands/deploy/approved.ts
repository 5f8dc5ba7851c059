import { existsSync } from 'node:fs';
import { UsageError } from '../../model/usage-error';
import { differences, digestOf } from '../../reports/plan/digest';
import { isObject, type JsonObject } from '../../reports/plan/json';
import { aimOf } from '../../reports/plan/moves';
import { parsePlan } from '../../reports/plan/parse';
import { slim } from '../../reports/plan/slim';
import { readPlanFile } from '../shared/plan-file';
import { withPlan } from '../shared/planned';
import { DeployError, type Terraform } from '../shared/terraform';

/** The changes that somebody approved. */
export interface Approved {
  readonly digest: string;
  /** The slim plan that they saw; undefined if only its digest is known. */
  readonly plan: JsonObject | undefined;
}

/** Differences that are listed; more of them do not help. */
const MOST = 30;

/**
 * Reads the option `--approved`.
 * @param given a digest, as the plan report shows it, or a file that `npm run plan` wrote
 * @param name the environment that is deployed
 * @throws {UsageError} if it is neither, or a plan of another environment
 */
export function approvedOf(given: string, name: string): Approved {
  if (/^[0-9a-f]{32}$/.test(given)) return { digest: given, plan: undefined };
  if (!existsSync(given))
    throw new UsageError(
      `--approved ${given} is neither a digest from a plan report nor a file that npm run plan wrote.`,
    );
  const content = readPlanFile(given);
  const { digest } = parsePlan(content, given);
  const json: unknown = JSON.parse(content);
  const plan = isObject(json) ? json : {};
  const { environment = name } = aimOf(plan);
  if (environment !== name)
    throw new UsageError(`${given} is a plan of ${environment}, not of ${name}: nothing was changed.`);
  return { digest, plan };
}

/**
 * Plans again, under the lock, and applies that very plan if it does what was approved. If something is deployed in
 * between, Terraform refuses the plan as stale.
 * @param args further arguments of `terraform plan`
 * @throws {DeployError} says what differs; nothing was changed then
 */
export async function applyApproved(
  terraform: Terraform,
  folder: string,
  approved: Approved,
  args: readonly string[],
): Promise<void> {
  await withPlan(terraform, folder, ['-lock-timeout=60s', ...args], async (now, file) => {
    const digest = digestOf(now);
    if (digest !== approved.digest) throw new DeployError(refusal(approved, digest, slim(now)));
    process.stdout.write(`\nThis is what was approved (${digest}): applying it.\n`);
    await terraform.must(['apply', '-input=false', '-lock-timeout=60s', file]);
  });
}

/** Why a plan is not applied, and what differs, one line each. */
export function refusal({ digest: was, plan }: Approved, digest: string, now: JsonObject): string {
  const lines = plan ? differences(plan, now) : [];
  const more = lines.length > MOST ? [`… and ${lines.length - MOST} more`] : [];
  const what =
    plan === undefined
      ? [
          'With the file of the approved plan (dist/plans/<environment>.json) in place of its digest, the differences are listed.',
        ]
      : lines.length > 0
        ? [...lines.slice(0, MOST), ...more]
        : ['It differs in nothing that the report shows, such as a value that is too long.'];
  return [
    `\nThis is not what was approved (${was}): nothing was changed. The plan is ${digest} now:`,
    ...what.map((line) => `  ${line}`),
    'If these changes are right, have them approved, and deploy again.',
  ].join('\n');
}
