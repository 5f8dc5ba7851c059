/** The line that every generated file carries. */
export const generatedLine = '<!-- generated from the rows by `npm run docs`: do not edit -->';

/** Without what a terminal or a browser acts upon, such as marks that turn the direction of writing. */
export function printable(text: string): string {
  return text.replace(/\p{Zl}|\p{Zp}/gu, '\n').replace(/[^\P{C}\n\t]/gu, '');
}

/** How many backticks stand beside each other, at the most. */
function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

/** Foreign text as a code span: nothing in it is markup, mentions nobody, and it stays on its line. */
export function code(text: string): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  if (line === '') return '(empty)';
  const mark = '`'.repeat(longestRun(line) + 1);
  const pad = mark.length > 1 ? ' ' : '';
  return `${mark}${pad}${line}${pad}${mark}`;
}

/** Foreign text within a sentence: as it is where it is a plain name, else as code. */
export function name(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9 ./-]*$/.test(text) ? text : code(text);
}

/** The cell of a table, from text that may hold Markdown of our own. */
const cell = (text: string): string => text.replace(/\r?\n/g, ' ').replace(/\|/g, '\\|').trim();

/** A table. A heading that ends in `>` sets its column to the right, for numbers. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const names = headings.map((heading) => heading.replace(/>$/, ''));
  const rule = headings.map((heading) => (heading.endsWith('>') ? '---:' : '---'));
  return [line(names), line(rule), ...rows.map(line)].join('\n');
}

/** A block of code that nothing inside can end: its fence is longer than any run of backticks in it. */
export function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Parts of a document, a blank line between them; empty parts are left out. */
export function joined(...parts: readonly (string | readonly string[])[]): string {
  return `${parts.flat().filter(Boolean).join('\n\n')}\n`;
}

/** US dollars for people: two decimals, and never a zero that is none. */
export function usd(amount: number): string {
  if (amount > 0 && amount < 0.005) return '< 0.01';
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A number for people, at most so many decimals. */
export function number(n: number, decimals = 0): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: decimals });
}
