import { databasesOf } from '../../model/databases/table';
import type { Environment } from '../../model/environment';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { name as plain, table, usd } from '../markdown';
import { type Line, usdOf } from './bill';
import { type Item, prices } from './prices';
import { usageOf } from './usage';

/** The tags that say whose cost it is, where environments have them. */
const OWNERS = ['Feature', 'CostCenter'] as const;
/** What belongs to no service: applications, dashboards of one’s own, the budget. */
const OWN = 'the environment’s own';

const isService = (service: string): service is ServiceName => serviceNames.some((one) => one === service);
const groupOf = ({ service }: Line): string => (isService(service) ? service : OWN);
const sees = ({ item }: Line): boolean => usageOf[item].tagged;

const ownerOf = (tag: string | undefined): string => (tag === undefined ? '–' : plain(tag));

/** A line for each environment and service, with the tags of the environment, and which part of its cost tags can see. */
export function byFeature(environments: readonly Environment[], lines: readonly Line[]): string {
  const tags = OWNERS.filter((tag) => environments.some((one) => one.tags[tag] !== undefined));
  const entries = environments.flatMap((environment) =>
    [...serviceNames, OWN].flatMap((group) => {
      const own = lines.filter((line) => line.environment === environment.name && groupOf(line) === group);
      if (own.length === 0) return [];
      const databases = isService(group) ? String(databasesOf(environment, group).length) : '–';
      return [
        [
          environment.name,
          ...tags.map((tag) => ownerOf(environment.tags[tag])),
          isService(group) ? serviceOf(group).title : group,
          databases,
          usd(usdOf(own, sees)),
          usd(usdOf(own, (line) => !sees(line))),
          usd(usdOf(own)),
        ],
      ];
    }),
  );
  return table(
    ['Environment', ...tags, 'Service', 'databases>', 'seen by tags>', 'not seen>', 'sum>'],
    entries,
  );
}

/** What no tag can see, the largest first. */
export function unseen(lines: readonly Line[]): string {
  const all = usdOf(lines);
  const share = (amount: number): string => `${((amount / (all || 1)) * 100).toFixed(1)} %`;
  const found = (Object.keys(prices) as Item[])
    .filter((item) => !usageOf[item].tagged)
    .map((item) => ({ label: prices[item].label, amount: usdOf(lines, (line) => line.item === item) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
  return table(
    ['Not seen by tags', 'US dollars per month>', 'of all>'],
    [
      ...found.map(({ label, amount }) => [label, usd(amount), share(amount)]),
      ['GetMetricData of other tools, back-tests and people', 'not estimated', '–'],
      ['**seen by tags**', `**${usd(usdOf(lines, sees))}**`, `**${share(usdOf(lines, sees))}**`],
    ],
  );
}
