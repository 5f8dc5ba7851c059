import type { Change } from './change';
import { equal, own } from './json';
import { SENSITIVE } from './mask';
import type { Move } from './moves';

/** What a plan does about a change that was made outside Terraform. */
export type Fate = 'reverted' | 'overwritten' | 'recreated' | 'recorded';

export interface Drift extends Change {
  readonly fate: Fate;
}

export interface Planned {
  readonly changes: readonly Change[];
  readonly moves: readonly Move[];
  readonly recordsOnly: boolean;
}

/**
 * What was changed outside Terraform and matters here. Providers find differences after every apply; those that the plan
 * does not touch are irrelevant. Where the region or the account changes, everything seems to be gone and is not.
 */
export function driftOf(drifted: readonly Change[], { changes, moves, recordsOnly }: Planned): Drift[] {
  if (recordsOnly)
    return drifted
      .filter(({ attributes }) => attributes.length > 0)
      .map((drift) => ({ ...drift, fate: 'recorded' }));
  const elsewhere = moves.some(({ kind }) => kind === 'region');
  return drifted.flatMap((drift): Drift[] => {
    const change = changes.find(({ address }) => address === drift.address);
    if (drift.kind === 'destroy')
      return change?.kind === 'create' && !elsewhere ? [{ ...drift, fate: 'recreated' }] : [];
    if (change?.kind !== 'update' && change?.kind !== 'replace') return [];
    const attributes = drift.attributes.filter((name) => change.attributes.includes(name));
    const back = attributes.every((name) => {
      const value = own(drift.before, name);
      return (
        JSON.stringify(value ?? '').includes(SENSITIVE) === false && equal(value, own(change.after, name))
      );
    });
    return attributes.length > 0 ? [{ ...drift, attributes, fate: back ? 'reverted' : 'overwritten' }] : [];
  });
}
