import { joined, name } from '../markdown';
import type { Plan } from '../plan/parse';
import { stopped } from './collection';
import { dataLosses } from './data';
import { leftByDatabases } from './databases';
import { emptied, stranded } from './moves';
import { lastSubscription, notifiesNobody, silenced } from './notifications';
import { weakened } from './safeguards';
import { actions, brokenChecks, forgotten, missing, unfinished } from './whole';

/** A kind of thing that must be read before anything else. */
interface Warning {
  readonly level: 'CAUTION' | 'WARNING';
  readonly title: string;
  lines(plan: Plan): readonly string[];
}

/** Worst first. Each is a box in the report, with a line for each plan that has something to say. */
const warnings: readonly Warning[] = [
  { level: 'CAUTION', title: 'Alarms reach nobody, or fewer people', lines: silenced },
  { level: 'CAUTION', title: 'Destroy first, then change', lines: stranded },
  { level: 'CAUTION', title: 'Data will be lost', lines: dataLosses },
  { level: 'CAUTION', title: 'Monitoring stops', lines: stopped },
  { level: 'CAUTION', title: 'This is not the whole plan', lines: missing },
  { level: 'CAUTION', title: 'Safeguards end', lines: weakened },
  { level: 'WARNING', title: 'An earlier apply did not finish', lines: unfinished },
  { level: 'WARNING', title: 'Metrics begin empty', lines: emptied },
  {
    level: 'WARNING',
    title: 'Something stays behind',
    lines: (plan) => [...forgotten(plan), ...leftByDatabases(plan)],
  },
  { level: 'WARNING', title: 'Applying does more than change resources', lines: actions },
  { level: 'WARNING', title: 'Conditions do not hold', lines: brokenChecks },
];

/**
 * The longest list in a box, in characters. All boxes fit into a comment: a thousand lines of one must not push another one
 * out. A list that is longer ends with the number of lines that are missing; each function returns the worst ones first.
 */
const LONGEST_LIST = 4000;

/** The boxes that come first in the report. */
export function warningBoxes(plans: readonly Plan[]): string[] {
  const boxes = warnings.map(({ level, title, lines }) => {
    const all = plans
      .map((plan) => lines(plan).map((line) => `- ${name(plan.environment)}: ${line}`))
      .filter((said) => said.length > 0);
    const said = all.flatMap((one) => capped(one, LONGEST_LIST / all.length));
    return said.length === 0 ? '' : box(level, joined(`**${title}**`, said.join('\n')).trim());
  });
  const unheard = plans
    .filter((plan) => notifiesNobody(plan) && !lastSubscription(plan))
    .map(({ environment }) => name(environment));
  return [...boxes, unheard.length === 0 ? '' : box('WARNING', nobody(unheard))].filter(Boolean);
}

/** The first lines, at least one, as far as they fit. */
function capped(lines: readonly string[], longest: number): readonly string[] {
  let left = longest;
  const end = lines.findIndex((line, i) => {
    left -= line.length;
    return left < 0 && i > 0;
  });
  return end < 0 ? lines : [...lines.slice(0, end), `- … and ${lines.length - end} more`];
}

const box = (level: Warning['level'], text: string): string => `[!${level}]\n${text}`.replace(/^/gm, '> ');

const nobody = (environments: readonly string[]): string =>
  `**Alarms notify nobody** in ${environments.join(', ')}: its topic has no subscription. Add \`subscriptions\` in environments.ts, unless something else subscribes to it.`;
