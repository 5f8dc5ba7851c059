import type { Environment } from '../model/environment';
import { UsageError } from '../model/usage-error';
import { planDocument } from '../reports/plan/document';
import { type Plan, parsePlan } from '../reports/plan/parse';
import { currentProject } from './shared/current-project';
import { readPlanFile } from './shared/plan-file';
import { program } from './shared/program';

/**
 * Reads all plans and reports their problems together. Sorted as in environments.ts; others (such as `state`) first.
 * @throws {UsageError} lists every file that is missing or not a plan, and every environment with two plans
 */
export function readPlans(files: readonly string[], environments: readonly Environment[]): Plan[] {
  const problems: string[] = [];
  const plans = files.flatMap((file) => {
    try {
      return [parsePlan(readPlanFile(file), file)];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  const names = plans.map(({ environment }) => environment);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  for (const name of twice) problems.push(`There are two plans for ${name}: pass one per environment.`);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const order = environments.map(({ name }) => name);
  return plans.sort((a, b) => order.indexOf(a.environment) - order.indexOf(b.environment));
}

/** `npm run plan-report -- <plan.json>…`: the plans as Markdown on standard output. */
if (require.main === module)
  program((files) => {
    if (files.length === 0) throw new UsageError('Usage: npm run plan-report -- <plan.json>…');
    const { environments } = currentProject();
    process.stdout.write(planDocument(readPlans(files, environments), environments));
  });
