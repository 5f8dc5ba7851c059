import { h, say } from './dom';

/** A text that people run elsewhere, with a button that copies it. @param label what it is */
export function copyable(label: string, text = '') {
  const code = h('pre', { tabindex: '0', 'aria-label': label }, text);
  const { button, done } = copier(code);
  return h('div', { class: 'copyable' }, code, button, done);
}

/** The button that copies what an element says, and what it says when that is done. */
export function copier(element: HTMLElement) {
  const done = h('span', { role: 'status', class: 'quiet' });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(element.textContent ?? '');
      say(done, 'Copied');
    } catch {
      // Without the permission the text is selected, to be copied by hand.
      getSelection()?.selectAllChildren(element);
      say(done, 'Selected: press Ctrl+C');
    }
  };
  return { button: h('button', { type: 'button', onclick: () => void copy() }, 'Copy'), done };
}
