import { paths, type SicknessState, type SicknessView } from '../web/protocol';
import { post } from './connection';
import { h, say, set } from './dom';
import type { Store } from './state/store';

const stateWords: Readonly<Record<SicknessState['state'], string>> = {
  healthy: '',
  starting: 'starting …',
  sick: 'sick',
  healing: 'healing …',
};

/** A button for each thing that can be made sick. Hidden if there is nothing. */
export function sickPane(store: Store, token: () => string | undefined) {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const groups = h('div', { class: 'groups' });
  const healAll = h(
    'button',
    { type: 'button', class: 'heal', onclick: () => void heal() },
    'Heal everything',
  );
  const element = h(
    'section',
    { id: 'sick', 'aria-labelledby': 'sick-title', class: 'pane', hidden: true },
    h('div', { class: 'pane-head' }, h('h2', { id: 'sick-title' }, 'Make it sick'), healAll),
    problem,
    groups,
    h('p', { class: 'hint small', 'aria-hidden': 'true' }, 'Point at a button to see what it does.'),
  );
  let shown: readonly { readonly id: string; update(): void }[] = [];

  async function ask(id: string, sick: boolean): Promise<void> {
    complain(await post(paths.sickness(encodeURIComponent(id)), token(), { sick }));
  }
  function complain(text: string): void {
    say(problem, text);
    set(problem, 'hidden', text === '');
  }
  async function heal(): Promise<void> {
    const sick = shown.filter(({ id }) => store.sicknessOf(id).state !== 'healthy');
    await Promise.all(sick.map(({ id }) => ask(id, false)));
  }

  function button(view: SicknessView) {
    const state = h('span', { class: 'sickness-state' });
    const why = h('span', { class: 'problem', hidden: true });
    const toggle = h(
      'button',
      {
        type: 'button',
        'aria-pressed': 'false',
        'aria-describedby': `about-${view.id}`,
        onclick: () => void ask(view.id, !isSick(store.sicknessOf(view.id))),
      },
      h('span', {}, view.title),
      state,
    );
    const item = h('li', {}, toggle, h('p', { id: `about-${view.id}` }, view.about), why);
    return {
      item,
      id: view.id,
      update() {
        const now = store.sicknessOf(view.id);
        set(item, 'data-state', now.state);
        set(toggle, 'aria-pressed', String(isSick(now)));
        set(toggle, 'aria-busy', now.state === 'starting' || now.state === 'healing' ? 'true' : undefined);
        say(state, stateWords[now.state]);
        say(why, now.problem ?? '');
        set(why, 'hidden', now.problem === undefined);
      },
    };
  }

  return {
    element,
    /** After a snapshot. */
    build(): void {
      const views = store.snapshot?.sicknesses ?? [];
      const services = [...new Set(views.map(({ service }) => service))];
      const built = services.map((service) => {
        const buttons = views.filter((one) => one.service === service).map(button);
        const title = store.snapshot?.databases.find((one) => one.service === service)?.title ?? service;
        const items = buttons.map(({ item }) => item);
        return {
          buttons,
          element: h('div', {}, h('h3', {}, title), h('ul', { class: 'sicknesses' }, ...items)),
        };
      });
      groups.replaceChildren(...built.map((group) => group.element));
      shown = built.flatMap(({ buttons }) => buttons);
      set(element, 'hidden', views.length === 0);
    },
    update(): void {
      for (const one of shown) one.update();
      const healthy = shown.every(({ id }) => store.sicknessOf(id).state === 'healthy');
      set(healAll, 'aria-disabled', healthy ? 'true' : undefined);
    },
  };
}

function isSick({ state }: SicknessState): boolean {
  return state === 'sick' || state === 'starting';
}
