/** Markdown as a tree, so that no text of a body ever becomes HTML. */
export type Block =
  | { readonly is: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly is: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly is: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'quote'; readonly text: readonly Inline[] }
  | { readonly is: 'rule' }
  | {
      readonly is: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };
export type Inline =
  | { readonly is: 'text' | 'code'; readonly text: string }
  | { readonly is: 'strong' | 'emphasis'; readonly inner: readonly Inline[] }
  | { readonly is: 'break' }
  | { readonly is: 'link'; readonly href: string; readonly text: string; readonly button: boolean }
  | { readonly is: 'image'; readonly alt: string };

/** Addresses that may be opened. Others, such as `javascript:`, are shown as text. */
const SAFE = /^(?:https?:\/\/|mailto:|#)/i;

const DEEPEST = 4;
const inlinePattern =
  /`([^`\n]{1,500})`|(!?)\[([^\]\n]{0,300})\]\(|\*\*([^*\n]{1,500})\*\*|__([^_\n]{1,500})__|\*([^*\n]{1,500})\*|\b_([^_\n]{1,500})_\b|( {2}\n|\\\n)/g;
const LONGEST_ADDRESS = 2000;
const MOST_OPEN = 8;

/** The inline parts of a text. */
export function inlines(text: string, depth = 0): Inline[] {
  if (depth > DEEPEST) return [{ is: 'text', text }];
  const parts: Inline[] = [];
  const pattern = new RegExp(inlinePattern);
  let from = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const end = match[3] === undefined ? pattern.lastIndex : endOfAddress(text, pattern.lastIndex);
    // A bracket without an address is a bracket.
    if (end === undefined) continue;
    const part = inlineOf(match, text.slice(pattern.lastIndex, end - 1), depth);
    if (part === undefined) continue;
    if (match.index > from) parts.push({ is: 'text', text: text.slice(from, match.index) });
    parts.push(part);
    from = end;
    pattern.lastIndex = end;
  }
  if (from < text.length) parts.push({ is: 'text', text: text.slice(from) });
  return parts;
}

/** Where the parenthesis of an address ends. Addresses of the AWS console have parentheses themselves. */
function endOfAddress(text: string, from: number): number | undefined {
  let open = 1;
  const end = Math.min(text.length, from + LONGEST_ADDRESS);
  for (let at = from; at < end; at++) {
    const letter = text[at];
    if (letter === '(' && ++open > MOST_OPEN) return undefined;
    if (letter === ')' && --open === 0) return at + 1;
    if (letter === '\n') return undefined;
  }
  return undefined;
}

function inlineOf(match: RegExpExecArray, address: string, depth: number): Inline | undefined {
  const [, code, bang, label, strong, strongToo, emphasis, emphasisToo] = match;
  if (code !== undefined) return { is: 'code', text: code };
  if (label !== undefined) return bang === '!' ? { is: 'image', alt: label } : linkOf(label, address);
  const bold = strong ?? strongToo;
  if (bold !== undefined) return { is: 'strong', inner: inlines(bold, depth + 1) };
  const italic = emphasis ?? emphasisToo;
  return italic === undefined ? { is: 'break' } : { is: 'emphasis', inner: inlines(italic, depth + 1) };
}

/** CloudWatch draws `[button:primary:Text](address)` as a button. An address may have a title behind it. */
function linkOf(label: string, address: string): Inline | undefined {
  const href = address.trim().split(/\s/)[0] ?? '';
  if (!SAFE.test(href) || label === '') return undefined;
  const button = /^button:(?:primary:)?(.+)$/.exec(label);
  return { is: 'link', href, text: button?.[1] ?? label, button: button !== null };
}

const listItem = /^ {0,9}(?:([-*+])|\d{1,6}[.)])\s+(.*)$/;
const isTableRow = (line: string | undefined): boolean => line?.includes('|') === true;
const isDivider = (line: string | undefined): boolean =>
  line !== undefined && /^[\s|:-]+$/.test(line) && line.includes('-');
const cells = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => inlines(cell.trim()));

/** The blocks of a text: headings, paragraphs, lists, tables, code, quotes and rules. */
export function blocks(markdown: string): Block[] {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  const found: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, used] = blockAt(lines, at);
    if (block) found.push(block);
    at += used;
  }
  return found;
}

type Found = readonly [block: Block | undefined, used: number];

function blockAt(lines: readonly string[], at: number): Found {
  const line = lines[at] ?? '';
  if (line.trim() === '') return [undefined, 1];
  const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return [{ is: 'heading', level: heading[1]?.length ?? 1, text: inlines(heading[2] ?? '') }, 1];
  if (/^ {0,3}(?:```|~~~)/.test(line)) return codeAt(lines, at);
  if (/^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/.test(line)) return [{ is: 'rule' }, 1];
  if (isTableRow(line) && isDivider(lines[at + 1])) return tableAt(lines, at);
  if (listItem.test(line)) return listAt(lines, at);
  if (line.startsWith('>')) {
    const text = during(lines, at, (one) => one.startsWith('>'));
    return [
      { is: 'quote', text: inlines(text.map((one) => one.replace(/^> ?/, '')).join('\n')) },
      text.length,
    ];
  }
  const text = [line, ...during(lines, at + 1, (one) => !startsBlock(one))];
  return [{ is: 'paragraph', text: inlines(text.join('\n')) }, text.length];
}

const startsBlock = (line: string): boolean =>
  line.trim() === '' || /^ {0,3}(?:#{1,6}\s|```|~~~|>)/.test(line) || listItem.test(line);

function during(lines: readonly string[], from: number, holds: (line: string) => boolean): string[] {
  let to = from;
  while (to < lines.length && holds(lines[to] ?? '')) to++;
  return lines.slice(from, to);
}

function codeAt(lines: readonly string[], at: number): Found {
  const fence = (lines[at] ?? '').trim().slice(0, 3);
  const text = during(lines, at + 1, (line) => !line.trim().startsWith(fence));
  return [{ is: 'code', text: text.join('\n') }, text.length + 2];
}

function tableAt(lines: readonly string[], at: number): Found {
  const rows = during(lines, at + 2, isTableRow);
  return [{ is: 'table', head: cells(lines[at] ?? ''), rows: rows.map(cells) }, rows.length + 2];
}

function listAt(lines: readonly string[], at: number): Found {
  const all = during(lines, at, (line) => listItem.test(line));
  const ordered = listItem.exec(all[0] ?? '')?.[1] === undefined;
  const items = all.map((line) => inlines(listItem.exec(line)?.[2] ?? ''));
  return [{ is: 'list', ordered, items }, all.length];
}
