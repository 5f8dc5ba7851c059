import type { BacktestResult } from '../../model/backtest/result';
import type { Environment } from '../../model/environment';
import { backtestLines } from '../changes/backtest';
import { dashboardLines } from '../changes/dashboard';
import { outputLines } from '../changes/outputs';
import { policyLines } from '../changes/policies';
import { rawLines } from '../changes/raw';
import { changed, counts, NO_CHANGES, resourceLines } from '../changes/resources';
import { rowChanges } from '../changes/rows';
import { code, fenced, joined, name } from '../markdown';
import { uptimeLines } from '../uptime/changes';
import { warningBoxes } from '../warnings/warnings';
import { bills, costTable, isPriced, priced, vendorTables } from './costs';
import type { Drift, Fate } from './drift';
import { isBreaking } from './moves';
import type { Plan } from './parse';

/** Marks the comment, so that the next run finds it. */
export const marker = '<!-- terraform plan report -->';
/** GitHub's limit for a comment, in characters. */
export const LONGEST_COMMENT = 65_536;
/** Reserved for the markup around each folded plan. */
const FRAME = 400;
/** A folded plan that is shorter than this is useless. */
const SHORTEST = 500;

const CUT = '**Cut here:**';

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** A section with a line for each thing that the plans change; nothing if they change none. */
function section(
  heading: string,
  plans: readonly Plan[],
  lines: (plan: Plan) => readonly string[],
): string[] {
  const all = plans.flatMap((plan) => lines(plan).map((line) => `${name(plan.environment)}: ${line}`));
  return all.length > 0 ? [`### ${heading}`, list(all)] : [];
}

/**
 * The plans as Markdown: what must be known first, a summary for the reviewer, then every attribute, folded.
 * @param environments the project's environments; those in one account share its free tier
 * @param longest the maximum length in characters; the report is cut to fit, and says so
 * @param backtests of the plans' environments and thresholds
 */
export function planDocument(
  plans: readonly Plan[],
  environments: readonly Environment[],
  longest = LONGEST_COMMENT,
  backtests: readonly BacktestResult[] = [],
): string {
  const review = cut(summary(plans, environments, backtests), longest - FRAME);
  const moving = plans.filter((plan) => changed(plan).length > 0);
  const budget = Math.floor((longest - review.length) / Math.max(1, moving.length)) - FRAME;
  const full = budget < SHORTEST ? '' : joined(review, ...moving.map((plan) => folded(plan, budget)));
  // The markup around a plan can exceed its reserve: a very long name, or a fence around a thousand backticks.
  return full && full.length <= longest
    ? full
    : joined(
        review,
        `${CUT} the plans do not fit into a comment. Full plans: \`npm run plan -- <environment>\`.`,
      );
}

function summary(
  plans: readonly Plan[],
  environments: readonly Environment[],
  backtests: readonly BacktestResult[],
): string {
  const cost = bills(plans.filter(isPriced), environments);
  const head = (plan: Plan) =>
    [
      `**${name(plan.environment)}**: ${counts(plan)}`,
      isPriced(plan) && `${priced(cost.of(plan))} US dollars a month`,
    ]
      .filter(Boolean)
      .join('; ');
  return joined(
    marker,
    '## Terraform plan',
    list(plans.map(head)),
    ...warningBoxes(plans),
    section('Rows and thresholds', plans, rowChanges),
    section('Uptime checks', plans, uptimeLines),
    section('Back-test of changed alarms', plans, (plan) =>
      backtests
        .filter(({ environment }) => environment === plan.environment)
        .flatMap((result) => backtestLines(plan, result)),
    ),
    section('Permissions', plans, policyLines),
    section('Changed outside Terraform', plans, ({ drift }) => drift.map(driftLine)),
    section('Dashboards', plans, dashboardLines),
    section('Outputs', plans, outputLines),
    ...plans.flatMap((plan) => {
      const lines = resourceLines(plan);
      return lines.length > 0 ? [`### Resources of ${name(plan.environment)}`, list(lines)] : [];
    }),
    ...costs(plans, cost),
    ...approval(plans, environments),
  );
}

/** How to apply what this report shows, and nothing else. */
function approval(plans: readonly Plan[], environments: readonly Environment[]): string[] {
  const all = plans.filter(
    (plan) =>
      counts(plan) !== NO_CHANGES &&
      !plan.failed &&
      !plan.recordsOnly &&
      plan.complete &&
      !plan.moves.some(isBreaking),
  );
  if (all.length === 0) return [];
  const line = ({ environment, digest }: Plan) =>
    environments.some((one) => one.name === environment)
      ? code(`npm run deploy -- ${environment} --approved ${digest}`)
      : `${name(environment)}: ${code(digest)}`;
  return [
    '### To apply this and nothing else',
    list(all.map(line)),
    'The last part is the digest of the changes. The command plans again, and stops if the new plan has another one.',
  ];
}

const fates: Readonly<Record<Fate, string>> = {
  reverted: 'this plan reverts it',
  overwritten: 'this plan sets it anew',
  recreated: 'deleted; this plan creates it again',
  recorded: 'applying only records it in the state',
};

function driftLine({ name: resource, type, kind, attributes, fate }: Drift): string {
  const what = `${code(resource)} (${code(type)})`;
  if (fate === 'recreated') return `${what}: ${fates[fate]}`;
  return kind === 'destroy'
    ? `${what}: deleted; ${fates[fate]}`
    : `${what}: ${attributes.map(code).join(', ')}; ${fates[fate]}`;
}

function costs(plans: readonly Plan[], cost: ReturnType<typeof bills>): string[] {
  const whole = plans.filter(isPriced);
  if (whole.length === 0) return [];
  const some = whole.length < plans.length ? ' Without plans that do not cover their whole stack.' : '';
  return [
    '### Cost, US dollars per month',
    costTable(whole, cost),
    `Estimated from the planned resources; prices and assumptions are in docs/cost.md.${some}`,
    ...vendorTables(whole),
  ];
}

/** One plan with every attribute, cut to the budget. */
function folded(plan: Plan, budget: number): string {
  const lines = rawLines(plan);
  const kept = whatFits(lines, budget);
  const rest = lines.length - kept.length;
  return [
    `<details><summary>Plan of ${html(plan.environment)}: every attribute</summary>`,
    fenced('diff', kept.join('\n')),
    rest > 0
      ? `${CUT} ${rest} more lines do not fit into a comment. Full plan: \`npm run plan -- <environment>\`, then \`terraform show\`.`
      : '',
    '</details>',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function whatFits(lines: readonly string[], budget: number): string[] {
  let left = budget;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return lines.slice(0, end < 0 ? lines.length : end);
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const note = `\n\n${CUT} the report does not fit into a comment. Full report: \`npm run plan-report\`.\n`;
  return `${whatFits(text.split('\n'), longest - note.length).join('\n')}${note}`;
}

const html = (text: string): string =>
  `<code>${text.replace(/[^A-Za-z0-9 ./-]/gu, (mark) => `&#${mark.codePointAt(0)};`)}</code>`;
