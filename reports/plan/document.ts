import type { Environment } from '../../model/environment';
import { bill, usdOf } from '../cost/bill';
import { code, fenced, joined, name, table, usd } from '../markdown';
import { dataLosses } from './data';
import { notifiesNobody, planCharges } from './inventory';
import type { Plan } from './parse';
import { rawLines } from './raw';
import { changed, counts, resourceLines } from './resources';
import { rowChanges } from './rows';

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
const perPlan = (plans: readonly Plan[], lines: (plan: Plan) => readonly string[]): string[] =>
  plans.flatMap((plan) => lines(plan).map((line) => `${name(plan.environment)}: ${line}`));

/**
 * The plans as Markdown: a summary for the reviewer, then every attribute, folded.
 * @param environments the project's environments; those in one account share its free tier
 * @param longest the maximum length in characters; the report is cut to fit, and says so
 */
export function planDocument(
  plans: readonly Plan[],
  environments: readonly Environment[],
  longest = LONGEST_COMMENT,
): string {
  const review = cut(summary(plans, environments), longest - FRAME);
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

function summary(plans: readonly Plan[], environments: readonly Environment[]): string {
  const losses = perPlan(plans, dataLosses);
  const rows = perPlan(plans, rowChanges);
  const drift = perPlan(plans, (plan) =>
    plan.drift.map((d) => `${code(d.name)} (${code(d.type)}): ${d.attributes.map(code).join(', ')}`),
  );
  const unheard = plans.filter(notifiesNobody).map(({ environment }) => name(environment));
  const failed = plans.filter((plan) => plan.failed).map(({ environment }) => name(environment));
  return joined(
    marker,
    '## Terraform plan',
    list(plans.map((plan) => `**${name(plan.environment)}**: ${counts(plan)}`)),
    failed.length > 0
      ? `> [!CAUTION]\n> Terraform could not finish planning ${failed.join(', ')}: this report is incomplete.`
      : '',
    losses.length > 0 ? `> [!CAUTION]\n> **Data will be lost**\n>\n${quoted(list(losses))}` : '',
    unheard.length > 0
      ? `> [!WARNING]\n> **Alarms notify nobody** in ${unheard.join(', ')}: its topic has no subscription. Add \`subscriptions\` in environments.ts, unless something else subscribes to it.`
      : '',
    rows.length > 0 ? ['### Rows and thresholds', list(rows)] : [],
    ...plans.flatMap((plan) => {
      const lines = resourceLines(plan);
      return lines.length > 0 ? [`### Resources of ${name(plan.environment)}`, list(lines)] : [];
    }),
    drift.length > 0 ? ['### Changed outside Terraform; this plan reverts it', list(drift)] : [],
    '### Cost, US dollars per month',
    costs(plans, environments),
    'Estimated from the planned resources; prices and assumptions are in docs/cost.md.',
  );
}

const quoted = (text: string): string => text.replace(/^/gm, '> ');

function costs(plans: readonly Plan[], environments: readonly Environment[]): string {
  const before = bill(plans.flatMap((plan) => planCharges(plan, 'before', environments)));
  const after = bill(plans.flatMap((plan) => planCharges(plan, 'after', environments)));
  const row = (label: string, from: number, to: number) => [label, usd(from), usd(to), difference(to - from)];
  return table(
    ['', 'before>', 'after>', 'difference>'],
    [
      ...plans.map(({ environment }) => {
        const of = (lines: typeof before.lines) => usdOf(lines, (line) => line.environment === environment);
        return row(name(environment), of(before.lines), of(after.lines));
      }),
      row('after the free tier', before.totalUsd, after.totalUsd),
    ],
  );
}

function difference(amount: number): string {
  if (Math.abs(amount) < 0.005) return '0.00';
  return `${amount > 0 ? '+' : '−'}${usd(Math.abs(amount))}`;
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
