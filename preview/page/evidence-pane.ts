import { type Finding, worstFirst } from '../../model/evidence';
import { type CollectorView, paths } from '../web/protocol';
import { keepReachable } from '../widgets/views/dom';
import { post } from './connection';
import { h, list, say, set } from './dom';
import { findingItem, type Part, partBoxes } from './evidence-parts';
import { checkupWords, type PartName, partsOf, summary, witnessed } from './state/evidence';
import type { Store } from './state/store';
import { clock } from './state/words';

/** What the newest run saw beside its numbers, and the newest check-up: of the database whose dashboard is shown. */
export function evidencePane(store: Store, token: () => string | undefined) {
  const title = h('h2', { id: 'evidence-title' });
  const words = h('p', { class: 'quiet' });
  const back = h('button', { type: 'button', onclick: () => hold(undefined) }, 'Back to now');
  const boxes = h('div', { class: 'boxes' });
  const element = h(
    'section',
    { id: 'evidence', 'aria-labelledby': 'evidence-title', tabindex: '-1', class: 'pane' },
    h('div', { class: 'pane-head' }, title, words, back),
    boxes,
  );
  const line = h('a', { class: 'summary', href: '#evidence' });
  /** Of the database. */
  let id = '';
  /** The time of which the evidence is shown; undefined: now. */
  let held: number | undefined;
  let built: readonly ReturnType<typeof box>[] = [];
  let shown: readonly { update(): void }[] = [];
  let leave = () => {};

  function hold(at: number | undefined): void {
    held = at;
    update();
  }

  function box(part: PartName) {
    const inner = part === 'findings' ? findings(store, id, token) : seen(...partBoxes[part]);
    const place = `evidence-${part}`;
    const body = h(
      'div',
      { class: 'body', role: 'group', 'aria-labelledby': `${place}-title` },
      ...inner.elements,
    );
    const head = h('h3', { id: `${place}-title` }, inner.title);
    return {
      part,
      body,
      element: h('section', { id: place, tabindex: '-1', 'aria-labelledby': `${place}-title` }, head, body),
      update: inner.update,
    };
  }

  function seen(title: string, build: () => Part) {
    const { elements, update } = build();
    const now = () => witnessed(store.runs(id), Date.now(), held).run?.evidence ?? {};
    return { title, elements, update: () => update(now()) };
  }

  function update(): void {
    const now = Date.now();
    const current = witnessed(store.runs(id), now);
    say(line, summary(current, store.checkupOf(id)));
    const held_ = held === undefined ? current : witnessed(store.runs(id), now, held);
    say(words, held === undefined ? current.words : `As it was at ${clock(held)}. ${held_.words}`);
    set(back, 'hidden', held === undefined);
    for (const one of shown) one.update();
  }

  return {
    element,
    /** One line, to stand above the graphs. */
    line,
    /** After a snapshot, and when the dashboard of another database is shown. */
    build(now: Pick<CollectorView, 'id' | 'service' | 'title'>): void {
      id = now.id;
      held = undefined;
      say(title, `Evidence: ${now.title}`);
      leave();
      built = partsOf(now.service).map(box);
      boxes.replaceChildren(...built.map((one) => one.element));
      const reachable = keepReachable(built.map(({ body }) => body));
      leave = reachable.leave;
      shown = [...built, reachable];
      update();
    },
    update,
    /** Shows what was seen at a time, or now, from its beginning: the advice is there. Marks the part to look at first. */
    lead(to: PartName, at: number | undefined): void {
      hold(at);
      for (const { part, element: one } of built) {
        set(one, 'data-led', part === to);
        if (part === to) one.focus({ preventScroll: true });
      }
      element.scrollIntoView();
    },
  };
}

/** What the newest check-up found, and the button that asks for one. */
function findings(store: Store, id: string, token: () => string | undefined) {
  const words = h('p', { class: 'quiet' });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  let refused = '';
  const button = h(
    'button',
    {
      type: 'button',
      onclick: async () => {
        if (store.checkupOf(id)?.running) return;
        refused = await post(paths.checkup(encodeURIComponent(id)), token(), {});
        update();
      },
    },
    'Check up now',
  );
  const items = h('ul', { class: 'findings' });
  const show = list<Finding>(items, (one) => JSON.stringify(one), findingItem);
  function update(): void {
    const state = store.checkupOf(id);
    say(words, checkupWords(state, Date.now()));
    set(button, 'aria-disabled', state?.running ? 'true' : undefined);
    const wrong = refused || state?.problem;
    say(problem, wrong || '');
    set(problem, 'hidden', !wrong);
    show(worstFirst(state?.made?.findings ?? []));
  }
  const head = h('div', { class: 'pane-head' }, words, button);
  return { title: 'Findings of the check-up', elements: [head, problem, items], update };
}
