import { el } from '../views/dom';
import { type Block, blocks, type Inline } from './parse';

type Texts = readonly Inline[];

/** The page has h1: a text's first level is h2. */
function heading(level: number, text: Texts): HTMLElement {
  const name = (['h2', 'h3', 'h4', 'h5', 'h6', 'h6'] as const)[level - 1] ?? 'h6';
  return el(name, {}, ...inline(text));
}

function inline(texts: Texts): (Node | string)[] {
  return texts.map(part);
}

function part(one: Inline): Node | string {
  switch (one.is) {
    case 'text':
      return one.text;
    case 'code':
      return el('code', {}, one.text);
    case 'strong':
      return el('strong', {}, ...inline(one.inner));
    case 'emphasis':
      return el('em', {}, ...inline(one.inner));
    case 'break':
      return el('br');
    case 'image':
      return el('em', {}, `[image not loaded here: ${one.alt || 'without a description'}]`);
    case 'link':
      return link(one);
  }
}

function link({ href, text, button }: Extract<Inline, { is: 'link' }>): HTMLElement {
  const element = el('a', { href, rel: 'noopener noreferrer' }, text);
  if (!href.startsWith('#')) element.target = '_blank';
  if (button) element.className = 'w-link-button';
  return element;
}

function block(one: Block): HTMLElement {
  switch (one.is) {
    case 'heading':
      return heading(one.level, one.text);
    case 'paragraph':
      return el('p', {}, ...inline(one.text));
    case 'list':
      return el(one.ordered ? 'ol' : 'ul', {}, ...one.items.map((item) => el('li', {}, ...inline(item))));
    case 'code':
      return el('pre', { tabindex: '0' }, el('code', {}, one.text));
    case 'quote':
      return el('blockquote', {}, ...inline(one.text));
    case 'rule':
      return el('hr');
    case 'table':
      return el(
        'table',
        { class: 'w-table' },
        el('thead', {}, el('tr', {}, ...one.head.map((cell) => el('th', { scope: 'col' }, ...inline(cell))))),
        el(
          'tbody',
          {},
          ...one.rows.map((row) => el('tr', {}, ...row.map((cell) => el('td', {}, ...inline(cell))))),
        ),
      );
  }
}

/** Markdown as elements. What is HTML in it stays text. */
export function markdown(text: string): HTMLElement {
  return el('div', { class: 'w-text' }, ...blocks(text).map(block));
}
