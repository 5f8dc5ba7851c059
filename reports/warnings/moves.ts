import { code } from '../markdown';
import type { Move } from '../plan/moves';
import type { Plan } from '../plan/parse';

const what: Readonly<Record<Move['kind'], string>> = {
  region: 'The region changes',
  project: 'The project is renamed',
  bucket: 'The bucket of the states changes',
  environment: 'The environment is renamed',
  namespace: 'The namespace changes',
};

/** What stays behind, one line each, with the way to do it. */
export function stranded({ moves }: Plan): string[] {
  return moves.filter(({ kind }) => kind !== 'namespace').map(line);
}

/** Which metrics begin empty, said once for all of them. */
export function emptied({ moves }: Plan): string[] {
  return moves.filter(({ kind }) => kind === 'namespace').map(line);
}

function line({ kind, from, to, advice }: Move): string {
  const target = to === undefined ? 'is no longer in environments.ts' : `→ ${code(to)}`;
  // A move to another account is told as one of the region.
  const moved = kind === 'region' && from.includes('account') ? 'The account changes' : what[kind];
  return `**${moved}**, ${code(from)} ${target}. ${prose(advice)}`;
}

/** Plain text with code spans. A part with anything else in it, such as a name with markup, becomes code. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => {
      if (/^`[^`]*`$/.test(part)) return code(part.slice(1, -1));
      return /^[A-Za-z0-9 ,.;:()'’/-]*$/.test(part) ? part : code(part);
    })
    .join('');
}
