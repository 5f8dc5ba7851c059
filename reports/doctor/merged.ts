import type { Finding } from './finding';

/** Findings that differ only in what they are about. */
export interface Merged extends Omit<Finding, 'subject'> {
  readonly subjects: readonly string[];
}

/** A command may have the subject in it, which then is the difference. */
const PLACE = '…';

/**
 * Puts findings together that say the same of several databases or things, faults first: so that what is wrong with two
 * thousand databases has one line.
 */
export function merged(findings: readonly Finding[]): Merged[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = JSON.stringify([one.grade, one.what, general(one)]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const all = [...groups.values()].map((group): Merged => {
    const [first] = group as [Finding, ...Finding[]];
    const { grade, what, todo } = first;
    return {
      grade,
      what,
      todo: group.length === 1 ? todo : general(first),
      subjects: group.map(({ subject }) => subject),
    };
  });
  return [...all.filter(({ grade }) => grade === 'fault'), ...all.filter(({ grade }) => grade === 'note')];
}

/** What to do, without the name of the one thing that it is about. */
function general({ subject, todo }: Finding): string {
  const [service, database] = subject.split('/');
  const names = database === undefined ? [subject] : [`${service} ${database}`, database, subject];
  return names.reduce(
    (text, name) => text.replaceAll(new RegExp(`(?<= )${escaped(name)}(?= |$|;|,|\\.)`, 'g'), PLACE),
    todo,
  );
}
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** So many are named; the others are counted. `--json` has all of them. */
const MOST_NAMED = 5;

/** `neon`, `neon/a, neon/b`, or `neon/a, neon/b, … and 1,995 more` */
export function subjectWords(subjects: readonly string[]): string {
  const more = subjects.length - MOST_NAMED;
  const named = subjects.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${more.toLocaleString('en-US')} more` : named;
}
