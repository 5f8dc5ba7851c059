import { code } from '../markdown';
import type { Change, Kind } from '../plan/change';
import type { Plan } from '../plan/parse';

/** Worst first. */
export const words: Readonly<Record<Exclude<Kind, 'none'>, string>> = {
  destroy: 'destroyed',
  replace: 'replaced',
  forget: 'no longer managed',
  other: 'changed in a way that this report does not know',
  update: 'changed',
  create: 'added',
};
const kinds = Object.keys(words) as (keyof typeof words)[];

/** A resource can be taken over or get another address without any change in AWS. */
const taken = ({ changes }: Plan): Change[] => changes.filter(({ imported }) => imported);
const moved = ({ changes }: Plan): Change[] => changes.filter(({ movedFrom }) => movedFrom !== undefined);

const MOST_NAMES = 6;

/** The resources that change, with what an interrupted replacement left behind. */
export function changed({ changes, leftovers }: Plan, kind?: Kind): Change[] {
  return [...changes, ...leftovers].filter((change) =>
    kind ? change.kind === kind : change.kind !== 'none',
  );
}

/** How `counts` calls a plan that does nothing. */
export const NO_CHANGES = 'no changes';

/** `1 destroyed, 2 changed`, or `no changes`. */
export function counts(plan: Plan): string {
  const count = (number: number, one: string, many = one) =>
    number > 0 ? [`${number} ${number === 1 ? one : many}`] : [];
  const parts = [
    ...kinds.flatMap((kind) => count(changed(plan, kind).length, words[kind])),
    ...count(taken(plan).length, 'imported'),
    ...count(moved(plan).length, 'at a new address'),
    ...count(plan.invocations.length, 'action runs', 'actions run'),
    ...count(plan.deferred.length, 'deferred'),
  ];
  if (plan.recordsOnly)
    return `only records ${count(plan.drift.length, 'change', 'changes').join('')} made outside Terraform`;
  if (parts.length === 0 && plan.outputs.length > 0) return 'only outputs change';
  return parts.join(', ') || NO_CHANGES;
}

/** Terraform's words for why it destroys or replaces something. */
const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: 'because it is tainted: its creation did not finish, or somebody marked it',
  replace_by_request: 'because the plan was asked to replace it (-replace)',
  replace_by_triggers: 'because something in its replace_triggered_by changes',
  delete_because_no_resource_config: 'because the configuration no longer has it',
  delete_because_wrong_repetition: 'because count or for_each was added to it or removed from it',
  delete_because_count_index: 'because its count is lower',
  delete_because_each_key: 'because its for_each no longer has the key',
  delete_because_no_module: 'because its module is no longer in the configuration',
  delete_because_no_move_target: 'because the target of its move is not in the configuration',
};

/** Why Terraform destroys or replaces a resource; empty where it does not say. */
export function why({ kind, because, reason, leftover }: Change): string {
  if (leftover) return 'left behind by an interrupted replacement';
  if (reason !== undefined && Object.hasOwn(reasons, reason)) return reasons[reason] ?? '';
  if (kind !== 'replace') return '';
  return because.length > 0
    ? `because ${because.map(code).join(', ')} cannot be changed in place`
    : 'because it cannot be changed in place';
}

/** What changes in a resource, or why it is destroyed or replaced. */
function details(change: Change): string {
  if (change.kind === 'update') return `: ${change.attributes.map(code).join(', ')}`;
  const reason = why(change);
  const kept = change.keepsOld ? '; the old one stays, and is no longer managed' : '';
  return reason || kept ? `, ${reason}${kept}` : '';
}

/** `` `old` ``, or `` `old` → `new` `` for what gets another name. */
export const named = ({ name, newName }: Change): string =>
  newName === undefined ? code(name) : `${code(name)} → ${code(newName)}`;

function grouped(changes: readonly Change[], say: (change: Change) => string, word: string): string[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${code(change.type)}${say(change)}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].map(([what, group]) => {
    const names = group.slice(0, MOST_NAMES).map(named);
    const more = group.length > MOST_NAMES ? ` and ${group.length - MOST_NAMES} more` : '';
    return `${word}: ${group.length} × ${what} (${names.join(', ')}${more})`;
  });
}

/** The resources that a plan changes: one line per type and kind of change. */
export function resourceLines(plan: Plan): string[] {
  return [
    ...kinds.flatMap((kind) => grouped(changed(plan, kind), details, words[kind])),
    ...grouped(taken(plan), () => '', 'imported'),
    ...moved(plan).map(
      ({ address, movedFrom = '' }) => `at a new address: ${code(movedFrom)} → ${code(address)}`,
    ),
  ];
}
