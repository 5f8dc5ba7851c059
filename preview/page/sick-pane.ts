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
  const choice = databaseChoice(() => update());
  const healAll = h(
    'button',
    { type: 'button', class: 'heal', onclick: () => void heal() },
    'Heal everything',
  );
  const element = h(
    'section',
    { id: 'sick', 'aria-labelledby': 'sick-title', class: 'pane', hidden: true },
    h('div', { class: 'pane-head' }, h('h2', { id: 'sick-title' }, 'Make it sick'), healAll),
    choice.element,
    problem,
    groups,
    h('p', { class: 'hint small', 'aria-hidden': 'true' }, 'Point at a button to see what it does.'),
  );
  let shown: readonly { readonly id: string; update(): void }[] = [];
  /** The buttons of each database of a service. */
  let built: readonly { readonly database: string | undefined; readonly element: HTMLElement }[] = [];

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
      const buttons = views.map((view) => ({ view, ...button(view) }));
      built = groupsOf(views).map(({ service, database }) => {
        const mine = buttons.filter(({ view }) => view.service === service && view.database === database);
        const title = store.snapshot?.databases.find((one) => one.service === service)?.title ?? service;
        const items = mine.map(({ item }) => item);
        return {
          database,
          element: h('div', {}, h('h3', {}, title), h('ul', { class: 'sicknesses' }, ...items)),
        };
      });
      groups.replaceChildren(...built.map((group) => group.element));
      shown = buttons;
      choice.build([...new Set(built.map(({ database }) => database))]);
      set(element, 'hidden', views.length === 0);
    },
    update,
  };

  function update(): void {
    for (const one of shown) one.update();
    for (const group of built) set(group.element, 'hidden', group.database !== choice.chosen());
    const sick = (store.snapshot?.sicknesses ?? []).filter(
      ({ id }) => store.sicknessOf(id).state !== 'healthy',
    );
    choice.update((database) => sick.filter((one) => one.database === database).length);
    set(healAll, 'aria-disabled', sick.length === 0 ? 'true' : undefined);
  }
}

/** The databases of each service, once each, in their order. */
function groupsOf(views: readonly SicknessView[]): readonly SicknessView[] {
  return views.filter(
    ({ service, database }, i) =>
      views.findIndex((one) => one.service === service && one.database === database) === i,
  );
}

/** Which database the buttons are for. Hidden if there is one of each service. */
function databaseChoice(changed: () => void) {
  const element = h('fieldset', { class: 'databases', hidden: true });
  let choices: readonly {
    readonly database: string | undefined;
    readonly input: HTMLInputElement;
    readonly count: HTMLElement;
  }[] = [];
  const chosen = () => choices.find(({ input }) => input.checked)?.database;
  return {
    element,
    chosen,
    build(databases: readonly (string | undefined)[]): void {
      const before = chosen();
      choices = databases.map((database) => {
        const checked = database === before;
        const input = h('input', { type: 'radio', name: 'sick-database', checked, onchange: changed });
        return {
          database,
          input,
          count: h('span', { class: 'count', 'data-standing': 'critical' }),
        };
      });
      const labels = choices.map(({ database, input, count }) =>
        h('label', {}, input, h('span', {}, database ?? 'without a name'), count),
      );
      element.replaceChildren(h('legend', {}, 'Database'), ...labels);
      set(element, 'hidden', databases.length < 2);
    },
    /** @param sick how many sicknesses a database has */
    update(sick: (database: string | undefined) => number): void {
      for (const { database, count } of choices) {
        const number = sick(database);
        // Its place is kept, so that what becomes sick moves nothing.
        set(count, 'data-none', number === 0);
        say(count, `${number} sick`);
      }
    },
  };
}

function isSick({ state }: SicknessState): boolean {
  return state === 'sick' || state === 'starting';
}
