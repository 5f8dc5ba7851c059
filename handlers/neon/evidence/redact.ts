/**
 * The text of a statement without its literals and comments. PostgreSQL's own normalization is not enough: when an entry of
 * pg_stat_statements is made at execution (for a cached plan, after a reset or an eviction), its text is as it was sent
 * (pgss_ExecutorEnd passes no constants to pgss_store), and comments always stay.
 *
 * The tokens are those of PostgreSQL's scanner (src/backend/parser/scan.l). Where versions or settings of the server would read a
 * text differently, it ends there: what follows may be a literal.
 */

/** How long a text is at most, in UTF-16 code units. */
export const MOST_SHOWN = 300;
const LITERAL = '?';
const CUT = '…';

/** All characters beyond ASCII are letters to PostgreSQL, whatever they look like. */
const LETTER = 'A-Za-z_\\x80-\\uffff';
const token = (pattern: string) => new RegExp(pattern, 'y');
const DIGITS = '[0-9][0-9_]*';

/** What a token becomes; undefined: it is not certain what follows, and the text ends. */
type Shown = string | undefined;
type Rule = readonly [pattern: RegExp, shown: (found: string) => Shown];

const asItIs = (found: string): Shown => found;
const literal = (): Shown => LITERAL;

/** The first that matches is the token. */
const rules: readonly Rule[] = [
  [token('(?:[ \\t\\n\\r\\f\\v]|--[^\\n\\r]*)+'), () => ' '],
  // A quote after a backslash ends the string or not: standard_conforming_strings of that session decides.
  [token(`(?:[bBnNxX]|[uU]&)?'(?:[^']|'')*'(?!')`), (found) => (found.includes(`\\'`) ? undefined : LITERAL)],
  [token(`[eE]'(?:[^'\\\\]|''|\\\\[^])*'(?!')`), literal],
  [token(`(?:[uU]&)?"(?:[^"]|"")*"(?!")`), asItIs],
  [token(`(?:[eEbBnNxX]|[uU]&)?'|(?:[uU]&)?"`), () => undefined],
  [token(`[${LETTER}][${LETTER}0-9$]*`), asItIs],
  // Letters after a number: to PostgreSQL 14 a name, later an error.
  [
    token(
      `(?:0[xXoObB][0-9a-fA-F_]+|(?:${DIGITS}(?:[.](?:${DIGITS})?)?|[.]${DIGITS})(?:[eE][+-]?${DIGITS})?)(?![${LETTER}$0-9])`,
    ),
    literal,
  ],
  [token('[.]?[0-9]'), () => undefined],
  [token('\\$[0-9]+'), asItIs],
  [token('[-+*/<>=~!@#%^&|`?.,;:()[\\]{}]'), asItIs],
];

const DOLLARS = token(`\\$(?:[${LETTER}][${LETTER}0-9]*)?\\$`);

/** Where the dollar-quoted string that begins at `at` ends; undefined if it does not, or if none begins there. */
function endOfQuoted(text: string, at: number): number | undefined {
  DOLLARS.lastIndex = at;
  const [tag] = DOLLARS.exec(text) ?? [];
  const close = tag === undefined ? -1 : text.indexOf(tag, at + tag.length);
  return tag === undefined || close < 0 ? undefined : close + tag.length;
}

/** Where the comment that begins at `at` ends; undefined if it does not. Comments are nested. */
function endOfComment(text: string, at: number): number | undefined {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}

/** The token at a place: what it becomes, and where it ends. */
function next(text: string, at: number): { readonly shown: Shown; readonly end: number } {
  const until = (end: number | undefined, shown: string) =>
    end === undefined ? { shown: undefined, end: at } : { shown, end };
  if (text.startsWith('/*', at)) return until(endOfComment(text, at), ' ');
  if (/^\$(?![0-9])/.test(text.slice(at, at + 2))) return until(endOfQuoted(text, at), LITERAL);
  for (const [pattern, shown] of rules) {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return { shown: shown(found), end: at + found.length };
  }
  return until(undefined, '');
}

/** Names may hold anything: what cannot be seen goes, and what breaks a line becomes a space. */
const visible = (text: string): string =>
  text.replace(/[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '').replace(/[\p{Cc}\p{Z}]+/gu, ' ');

/**
 * Removes literals, comments and what cannot be seen; `$1` stays.
 * @param isCut whether the text goes on beyond its end
 * @returns at most `MOST_SHOWN` UTF-16 code units on one line, with … at the end if something is missing. No token is shown in part.
 */
export function redact(text: string, isCut = false): string {
  let shown = '';
  for (let at = 0; at < text.length; ) {
    const { shown: piece, end } = next(text, at);
    if (piece === undefined || (isCut && end === text.length)) return `${shown.trimEnd()}${CUT}`;
    const isApart = shown === '' || shown.endsWith(' ');
    const longer = shown + (isApart ? visible(piece).trimStart() : visible(piece));
    if (longer.length >= MOST_SHOWN) return `${shown.trimEnd()}${CUT}`;
    [shown, at] = [longer, end];
  }
  return shown.trimEnd();
}

/** Whether a redacted text is of a statement that is shown. Others may be made of secrets: CREATE ROLE … PASSWORD. */
export const isShown = (redacted: string): boolean =>
  /^[( ]*(?:select|insert|update|delete|merge|with)(?![\w$])/i.test(redacted);
