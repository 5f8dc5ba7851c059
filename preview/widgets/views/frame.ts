import type { Placed } from '../body/model';
import { el, newId, whenChanged } from './dom';

/** The box of a widget. */
export interface Frame {
  readonly element: HTMLElement;
  /** Where its content goes. */
  readonly body: HTMLElement;
  /** Beside the title. */
  readonly tools: HTMLElement;
  /** Says what is wrong or not simulated, below the content. */
  note(sentences: readonly string[]): void;
}

export function frameOf({ place, span, half, widget }: Placed): Frame {
  const isText = widget.kind === 'text';
  const title = el('figcaption', { class: 'w-title', id: newId(), title: widget.title }, widget.title);
  const tools = el('div', { class: 'w-tools' });
  const body = el('div', { class: 'w-body' });
  const notes = el('ul', { class: 'w-notes' });
  const element = isText
    ? el('section', { class: 'w', 'aria-label': widget.title }, body, notes)
    : el(
        'figure',
        { class: 'w', 'aria-labelledby': title.id },
        el('div', { class: 'w-head' }, title, tools),
        body,
        notes,
      );
  element.dataset.kind = widget.kind;
  if (widget.kind === 'metric') element.dataset.view = widget.view;
  if (widget.kind === 'text') element.dataset.background = widget.background;
  for (const [name, value] of Object.entries({ ...place, span, half }))
    element.style.setProperty(`--${name}`, String(value));
  const show = whenChanged((key) => {
    const sentences = key === '' ? [] : key.split('\n');
    notes.replaceChildren(...sentences.map((sentence) => el('li', {}, sentence)));
    notes.hidden = sentences.length === 0;
  });
  return { element, body, tools, note: (sentences) => show(sentences.join('\n')) };
}
