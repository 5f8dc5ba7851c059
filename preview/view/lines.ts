import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { type Env, variableOf } from '../../model/variables';

/** Standard output: a terminal, a pipe or a file. */
export type Output = Pick<NodeJS.WriteStream, 'write'> &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'hasColors'>>;

/** Follows https://no-color.org and its counterpart FORCE_COLOR; otherwise asks the terminal. */
export function wantsColour(output: Output, env: Env): boolean {
  if (variableOf(env, 'NO_COLOR')) return false;
  const forced = variableOf(env, 'FORCE_COLOR');
  if (forced) return forced !== '0';
  return output.isTTY === true && output.hasColors?.() === true;
}

/** The default width, for terminals that do not report theirs. */
const WIDTH = 80;
/** The width of an output in characters. */
export const widthOf = (output: Output, env: Env): number =>
  output.columns ?? (Number(variableOf(env, 'COLUMNS')) || WIDTH);

/** The meaning of a piece of text, shown by colour. The text is complete without colours. */
export type Style = 'title' | 'quiet' | 'good' | 'warning' | 'critical' | 'asleep';
export type Span = readonly [text: string, style?: Style];
export type Line = readonly Span[];

const looks = {
  title: ['bold', 'cyan'],
  quiet: ['gray'],
  good: ['green'],
  warning: ['bold', 'yellow'],
  critical: ['bold', 'red'],
  asleep: ['blue'],
} as const satisfies Record<Style, readonly string[]>;

export function lengthOf(line: Line): number {
  return line.reduce((sum, [text]) => sum + text.length, 0);
}

/** The line cut to the width, with an ellipsis. */
export function cut(line: Line, width: number): Line {
  if (lengthOf(line) <= width) return line;
  let room = Math.max(0, width - 1);
  const kept = line.flatMap(([text, style]): Span[] => {
    const piece = text.slice(0, room);
    room -= piece.length;
    return piece ? [style ? [piece, style] : [piece]] : [];
  });
  return width > 0 ? [...kept, ['…']] : [];
}

/** Wraps a text between words, and inside words that are wider than the width. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length > room) {
      lines.push(line);
      line = '';
    }
    for (; word.length > room; word = word.slice(room)) lines.push(word.slice(0, room));
    line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

/** A text as wrapped and indented lines in one style. */
export function paragraph(text: string, width: number, indent: number, style: Style): Line[] {
  const margin = ' '.repeat(indent);
  return wrap(text, width - indent).map((piece): Line => [[margin + piece, style]]);
}

/** Texts of databases may hold what a terminal obeys: it is left out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The line as terminal output. */
export function paint(line: Line, colour: boolean): string {
  const plain = (text: string) => text;
  return line
    .map(([any, style]) => {
      const text = any.replace(OBEYED, '');
      // We decide whether to use colours; newer Node versions would check standard output themselves.
      const dress =
        style && colour ? (t: string) => styleText([...looks[style]], t, { validateStream: false }) : plain;
      return dress(text);
    })
    .join('')
    .trimEnd();
}
