import type { Fleet } from '../../model/databases/fleet';
import { shardsOf } from '../../model/databases/shards';
import type { Options } from './options';

/**
 * What the schedule would send for these databases, without the time of an event: the collector takes the present.
 * @param names of databases in the fleet; none for all
 * @returns one payload for each invocation
 */
export function payloadsOf(
  { asked, groups, hasNamed }: Pick<Fleet, 'asked' | 'groups' | 'hasNamed'>,
  names: readonly string[],
  { dryRun, checkup }: Pick<Options, 'dryRun' | 'checkup'>,
): Record<string, unknown>[] {
  const mode = { ...(dryRun && { dryRun }), ...(checkup && { checkup }) };
  if (!hasNamed) return [mode];
  const chosen = new Map([...asked].filter(([name]) => names.length === 0 || names.includes(name)));
  return shardsOf(chosen, groups).map(({ databases }) => ({
    databases: Object.fromEntries(databases.map((name) => [name, chosen.get(name) ?? {}])),
    ...mode,
  }));
}
