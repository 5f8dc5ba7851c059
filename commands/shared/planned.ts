import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../reports/plan/json';
import type { Terraform } from './terraform';

/** Terraform's file of a plan: nobody writes that by mistake for an action. */
const FILE = 'made.tfplan';

/**
 * Makes a plan, and does something with it. The file holds secrets in plain text, so it is removed in any case.
 * @param folder the stack's folder
 * @param args further arguments of `terraform plan`
 * @param work gets what `terraform show -json` wrote, and the file's name in the folder
 * @throws {DeployError} if Terraform fails
 */
export async function withPlan<T>(
  terraform: Terraform,
  folder: string,
  args: readonly string[],
  work: (plan: JsonObject, file: string) => T | Promise<T>,
): Promise<T> {
  try {
    await terraform.must(['plan', '-input=false', `-out=${FILE}`, ...args]);
    return await work(JSON.parse(await terraform.read(['show', '-json', FILE])) as JsonObject, FILE);
  } finally {
    rmSync(join(folder, FILE), { force: true });
  }
}
