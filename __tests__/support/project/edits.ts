import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const places = ['above', 'below'] as const;

/** An edit as CONTRIBUTING words it: a file, a place in it, and the lines that go there. */
export interface Edit {
  readonly file: string;
  readonly place: (typeof places)[number];
  /** The line, without its indentation, that the place is named by. */
  readonly line: string;
  readonly text: string;
}

const WORDED = new RegExp(
  `^\`([^\`]+)\`, (${places.join('|')}) \`([^\`]+)\`:\n\n\`\`\`ts\n([\\s\\S]*?)\n\`\`\`$`,
  'gm',
);

/**
 * The edits that a section of a document asks for, in their order.
 * @throws {Error} when a block of code does not say where it goes
 */
export function editsIn(document: string, heading: string): Edit[] {
  const [, section = ''] = document.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const edits = [...own.matchAll(WORDED)].map(([, file = '', place, line = '', text = '']) => ({
    ...{ file, line, text },
    place: place as Edit['place'],
  }));
  const blocks = own.match(/^```ts$/gm)?.length ?? 0;
  if (blocks !== edits.length)
    throw new Error(`"${heading}" has ${blocks} blocks of code, and says of ${edits.length} where they go.`);
  return edits;
}

/**
 * The same edits with other names for rows, graphs and numbers. A user may have made them already, or have a row that is
 * much like the example's: the project must compile with both.
 */
export function renamed(edits: readonly Edit[]): Edit[] {
  const all = edits.map(({ text }) => text).join('\n');
  const names = [...all.matchAll(/^ {2}([A-Z]\w+): \{$|^ {2}([a-z]\w+): number,$/gm)].map(
    ([, row, number]) => row ?? number ?? '',
  );
  // As a key, as a property and in quotes. A column of the database keeps its name.
  const named = new RegExp(`(^ +|\\.|')(${[...new Set(names)].join('|')})(?=:|,|')`, 'gm');
  return edits.map((edit) => ({
    ...edit,
    text: edit.text.replace(named, '$1$2OfExample').replace(/(?<=graph: ')/, 'Example: '),
  }));
}

/**
 * Makes edits in a copy of the project, as a person would.
 * @throws {Error} when a file does not have the line, or has it twice
 */
export function make(folder: string, edits: readonly Edit[]): void {
  for (const { file, place, line, text } of edits) {
    const path = join(folder, file);
    const lines = readFileSync(path, 'utf8').split('\n');
    const found = lines.flatMap((one, i) => (one.trim() === line ? [i] : []));
    const [at] = found;
    if (at === undefined || found.length > 1)
      throw new Error(`${file} has the line "${line}" ${found.length} times, and should have it once.`);
    lines.splice(place === 'below' ? at + 1 : at, 0, text);
    writeFileSync(path, lines.join('\n'));
  }
}
