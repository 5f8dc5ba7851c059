import { readFileSync } from 'node:fs';
import { type BacktestResult, parseResult } from '../model/backtest/result';
import type { Environment } from '../model/environment';
import { UsageError } from '../model/usage-error';
import { unfitFor } from '../reports/changes/backtest';
import { LONGEST_COMMENT, planDocument } from '../reports/plan/document';
import { type Plan, parsePlan } from '../reports/plan/parse';
import { argumentsOf, optionProblems } from './shared/arguments';
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

const USAGE = 'Usage: npm run plan-report -- <plan.json>… [--backtest <result.json>]…';
/** Problems of one back-test that are listed. */
const MOST_LISTED = 5;

/**
 * Reads results of `npm run backtest -- … --json`, of the environments and thresholds that are planned.
 * @throws {UsageError} lists every file that is none, or is of something else
 */
export function readBacktests(files: readonly string[], plans: readonly Plan[]): BacktestResult[] {
  const problems: string[] = [];
  const results = files.flatMap((file) => {
    const { result, problems: found } = parseResult(contentOf(file));
    if (!result) {
      problems.push(...found.map((problem) => `${file} ${problem}. ${AGAIN}`));
      return [];
    }
    problems.push(...mismatches(file, result, plans));
    return [result];
  });
  const names = results.map(({ environment }) => environment);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  for (const name of twice) problems.push(`There are two back-tests of ${name}: pass one per environment.`);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return results;
}

const AGAIN = 'Run "npm run backtest -- <environment> --json <file>" again, in the revision that is planned.';

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ${AGAIN}`);
  }
}

/** Why a back-test is not one of what is planned. */
function mismatches(file: string, result: BacktestResult, plans: readonly Plan[]): string[] {
  const plan = plans.find(({ environment }) => environment === result.environment);
  const planned = plans.map(({ environment }) => environment).join(', ');
  if (!plan) return [`${file} is a back-test of ${result.environment}, and the plan is of ${planned}.`];
  const unfit = unfitFor(plan, result);
  if (unfit.length === 0) return [];
  const more = unfit.length > MOST_LISTED ? [`  and ${unfit.length - MOST_LISTED} more`] : [];
  return [
    `${file} is a back-test of other alarms than the plan of ${plan.environment} has. ${AGAIN}`,
    ...unfit.slice(0, MOST_LISTED).map((line) => `  ${line}`),
    ...more,
  ];
}

const known = { backtest: { type: 'string', multiple: true } } as const;

/** `npm run plan-report -- <plan.json>… [--backtest <result.json>]…`: the plans as Markdown on standard output. */
function main(args: readonly string[]): void {
  const { values, positionals, tokens } = argumentsOf(args, known);
  if (positionals.length === 0 || optionProblems(tokens, known).length > 0) throw new UsageError(USAGE);
  const { environments } = currentProject();
  const plans = readPlans(positionals, environments);
  // Of type string, as all its tokens have a value.
  const backtests = readBacktests((values.backtest ?? []) as string[], plans);
  process.stdout.write(planDocument(plans, environments, LONGEST_COMMENT, backtests));
}

if (require.main === module) program(main);
