import { code } from '../markdown';
import type { Change } from '../plan/change';
import type { JsonObject } from '../plan/json';
import { type Facts, fact, missing, settled } from '../warnings/facts';
import { HEALTH_CHECK, viewOf } from './view';

/** What of an uptime check ends, in the words that are said then. */
const watches: Facts = (values) => [
  ...fact(values.disabled !== true, 'it is disabled, and Route 53 calls it healthy'),
  ...fact(values.invert_healthcheck !== true, 'it is inverted: it is healthy while the page is down'),
  ...fact(viewOf(values).options.includes('words'), 'it no longer looks for words: any page is good'),
];

/** Of which pages nobody is told any more that they are down, one line each. */
export function unwatched({ type, kind, name, before, after }: Change): string[] {
  if (type !== HEALTH_CHECK || !before || kind === 'none' || kind === 'forget') return [];
  const at = (values: JsonObject) => code(viewOf(values).url);
  if (!after)
    return [`the uptime check ${code(name)} **is removed**: nobody is told when ${at(before)} is down`];
  const then = settled(before, after);
  const gone = missing(watches, before, then);
  const moved =
    viewOf(before).url === viewOf(then).url
      ? []
      : [`it no longer asks for ${at(before)}, but for ${at(then)}`];
  const all = [...gone, ...moved];
  return all.length > 0
    ? [`the uptime check ${code(name)} **watches something else**: ${all.join('; ')}`]
    : [];
}
