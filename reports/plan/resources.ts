import { code } from '../markdown';
import type { Change, Kind, Plan } from './parse';

/** Worst first. */
export const words: Readonly<Record<Exclude<Kind, 'none'>, string>> = {
  destroy: 'destroyed',
  replace: 'replaced',
  forget: 'no longer managed',
  update: 'changed',
  create: 'added',
};
const kinds = Object.keys(words) as (keyof typeof words)[];

const MOST_NAMES = 6;

export function changed({ changes }: Plan, kind?: Kind): Change[] {
  return changes.filter((change) => (kind ? change.kind === kind : change.kind !== 'none'));
}

/** `1 destroyed, 2 changed`, or `no changes`. */
export function counts(plan: Plan): string {
  const parts = kinds.flatMap((kind) => {
    const { length } = changed(plan, kind);
    return length > 0 ? [`${length} ${words[kind]}`] : [];
  });
  return parts.join(', ') || 'no changes';
}

/** What changes in a resource, or why it must be replaced. */
function details({ kind, attributes, because }: Change): string {
  if (kind === 'update') return `: ${attributes.map(code).join(', ')}`;
  if (kind === 'replace') return `, because ${because.map(code).join(', ') || 'an attribute'} changes`;
  return '';
}

/** The resources that a plan changes: one line per type and kind of change. */
export function resourceLines(plan: Plan): string[] {
  return kinds.flatMap((kind) => {
    const groups = new Map<string, Change[]>();
    for (const change of changed(plan, kind)) {
      const key = `${code(change.type)}${details(change)}`;
      groups.set(key, [...(groups.get(key) ?? []), change]);
    }
    return [...groups].map(([what, group]) => {
      const names = group.slice(0, MOST_NAMES).map(({ name }) => code(name));
      const more = group.length > MOST_NAMES ? ` and ${group.length - MOST_NAMES} more` : '';
      return `${words[kind]}: ${group.length} × ${what} (${names.join(', ')}${more})`;
    });
  });
}
