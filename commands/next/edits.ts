import { UsageError } from '../../model/usage-error';
import type { Edit, Switch } from './switches';

/** Texts of files, by path relative to the project. */
export type Texts = ReadonlyMap<string, string>;

const SOURCE = /\.(ts|mjs)$/;

/** Where a package is imported: at the end of an import or export, or in a call that takes a module's name. */
function imports(name: string): RegExp {
  return new RegExp(`((?:\\bfrom |\\bimport |\\b(?:import|require|resolve|mock)\\()')${name}(?=['/])`, 'g');
}

/** What keeps an edit from being made, if anything. */
function problem(texts: Texts, { file, from }: Edit): string[] {
  const text = texts.get(file);
  if (text === undefined) return [`${file} is missing`];
  const times = text.split(from).length - 1;
  return times === 1 ? [] : [`${file} has this ${times} times, and must have it once:\n    ${from.trim()}`];
}

/**
 * What a switch changes in these files.
 * @returns the new texts of the files that change
 * @throws {UsageError} names every edit that does not apply, and every replaced package that no file imports
 */
export function switched(
  texts: Texts,
  { edits, replaced, packages }: Pick<Switch, 'edits' | 'replaced' | 'packages'>,
): Map<string, string> {
  const sources = [...texts].filter(([file]) => SOURCE.test(file)).map(([, text]) => text);
  const names = Object.entries(replaced);
  // A package for the terminal is not imported.
  const unused = names.filter(
    ([name, to]) => to in packages && !sources.some((text) => imports(name).test(text)),
  );
  const problems = [
    ...edits.flatMap((edit) => problem(texts, edit)),
    ...unused.map(([name]) => `no file imports ${name}`),
  ];
  if (problems.length > 0)
    throw new UsageError(
      `The switch no longer fits the project; correct it in commands/next/switches.ts:\n  ${problems.join('\n  ')}`,
    );

  const changed = new Map<string, string>();
  for (const [file, original] of texts) {
    let text = original;
    for (const { from, to } of edits.filter((one) => one.file === file)) text = text.replace(from, () => to);
    if (SOURCE.test(file)) for (const [name, to] of names) text = text.replace(imports(name), `$1${to}`);
    if (text !== original) changed.set(file, text);
  }
  return changed;
}
