import { requestsPerMonth, requestWords } from '../../model/uptime/check';
import { why } from '../changes/resources';
import { bill } from '../cost/bill';
import { code, usd } from '../markdown';
import type { Change } from '../plan/change';
import type { JsonObject } from '../plan/json';
import { UNKNOWN } from '../plan/mask';
import type { Plan } from '../plan/parse';
import { checkUsage } from './usage';
import { HEALTH_CHECK, viewOf } from './view';

/** What the uptime checks of a plan ask of the application, one line each, of those that are new or change. */
export function uptimeLines({ changes }: Plan): string[] {
  return changes.flatMap((change) => (change.type === HEALTH_CHECK ? lineOf(change) : []));
}

function lineOf(change: Change): string[] {
  const { kind, name, before, after } = change;
  // One that goes is among the warnings.
  if (!after || (kind !== 'create' && kind !== 'update' && kind !== 'replace') || !viewOf(after).asks)
    return [];
  const [from, to] = [before && words(before), words(after)];
  const again = kind === 'replace' ? `is replaced, ${why(change)}, and its graphs begin anew; ` : '';
  return [`${code(name)} ${again}${from === undefined || from === to ? to : `${to}; so far it ${from}`}`];
}

/** `asks for https://… : about 493,000 requests a month, $6.75 a month at most`. */
function words(values: JsonObject): string {
  const { url, contains, options, regions, intervalSeconds } = viewOf(values);
  const base = { environment: '', account: '', service: '' };
  const { listUsd } = bill(
    checkUsage(options.length).map(([item, quantity]) => ({ ...base, item, quantity })),
  );
  const looked = contains === undefined || contains === UNKNOWN ? '' : ` and looks for ${code(contains)}`;
  return `asks for ${code(url)}${looked}: about ${requestWords(requestsPerMonth(regions, intervalSeconds))} requests a month, at most $${usd(listUsd)} a month`;
}
