/** The first line of every generated file. */
export const generatedLine = '<!-- generated from the rows by `npm run docs`: do not edit -->';

/** Removes control and formatting characters, such as marks that change the text direction. */
export function printable(text: string): string {
  return text.replace(/\p{Zl}|\p{Zp}/gu, '\n').replace(/[^\P{C}\n\t]/gu, '');
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

/** A longer text, such as a statement of a policy with many conditions, is cut in a list. */
const LONGEST_CODE = 400;

/** Untrusted text as a one-line code span, in which markup and mentions have no effect. */
export function code(text: string): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  if (line === '') return '(empty)';
  const mark = '`'.repeat(longestRun(line) + 1);
  const pad = mark.length > 1 ? ' ' : '';
  return `${mark}${pad}${line}${pad}${mark}`;
}

/** The first texts as code, and how many more there are: a list must not push what follows out of a comment. */
export function codes(texts: readonly string[], most = 6): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : '';
  const short = (text: string) => (text.length > LONGEST_CODE ? `${text.slice(0, LONGEST_CODE)}…` : text);
  return `${texts
    .slice(0, most)
    .map((text) => code(short(text)))
    .join(', ')}${more}`;
}

/** Untrusted text within a sentence: unchanged if it is a plain name, otherwise as code. */
export function name(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9 ./-]*$/.test(text) ? text : code(text);
}

/** A table cell; its text may contain our own Markdown. */
const cell = (text: string): string => text.replace(/\r?\n/g, ' ').replace(/\|/g, '\\|').trim();

/** A table. A heading that ends in `>` right-aligns its column, for numbers. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const names = headings.map((heading) => heading.replace(/>$/, ''));
  const rule = headings.map((heading) => (heading.endsWith('>') ? '---:' : '---'));
  return [line(names), line(rule), ...rows.map(line)].join('\n');
}

/** A code block that its content cannot close: the fence is longer than any run of backticks in it. */
export function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Joins the non-empty parts of a document with blank lines. */
export function joined(...parts: readonly (string | readonly string[])[]): string {
  return `${parts.flat().filter(Boolean).join('\n\n')}\n`;
}

/** US dollars with two decimals; a small amount is never shown as zero. */
export function usd(amount: number): string {
  if (amount > 0 && amount < 0.005) return '< 0.01';
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A number with thousands separators and a maximum number of decimals. */
export function number(n: number, decimals = 0): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: decimals });
}
