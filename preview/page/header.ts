import { type EnvironmentView, paths } from '../web/protocol';
import { h, say, set } from './dom';
import { type AlarmNow, counted, countsOf, type Standing, standings, worstOf } from './state/alarms';
import type { Store } from './state/store';
import { type Connection, connectionWords, ownWords, timeWords } from './state/words';

export const TITLE = 'Neon and Upstash monitoring';

interface Choices {
  environment(name: string): void;
  theme(name: string): void;
}

const themes = ['system', 'light', 'dark'];

/** The top of the page: what is shown, how it stands, whether it is live. */
export function header(store: Store, choices: Choices, theme: string) {
  const environments = h('select', {
    id: 'environment',
    onchange: () => choices.environment(environments.value),
  });
  const look = h(
    'select',
    { id: 'theme', onchange: () => choices.theme(look.value) },
    ...themes.map((name) => h('option', { value: name }, name)),
  );
  look.value = theme;
  const counts = Object.fromEntries(
    standings.map((standing) => [standing, h('span', { class: 'count', 'data-standing': standing })]),
  ) as Record<Standing, HTMLElement>;
  const connection = h('p', { class: 'connection' });
  const time = h('p', { class: 'time' });
  const own = h('p', { class: 'own', hidden: true });
  const problems = h('p', { class: 'problem', role: 'status', hidden: true });
  const panes = h('nav', { 'aria-label': 'On this page' });

  const element = h(
    'header',
    {},
    h(
      'div',
      { class: 'bar' },
      h('h1', {}, TITLE),
      h('p', { class: 'field' }, h('label', { for: 'environment' }, 'Environment'), environments),
      h('a', { class: 'counts', href: '#alarms' }, ...Object.values(counts)),
      connection,
      h('p', { class: 'field theme' }, h('label', { for: 'theme' }, 'Theme'), look),
    ),
    h('div', { class: 'notes' }, time, panes),
    own,
    problems,
  );

  return {
    element,
    /** After a snapshot, and when another environment is chosen. */
    build(chosen: EnvironmentView): void {
      const snapshot = store.snapshot;
      if (!snapshot) return;
      environments.replaceChildren(
        ...snapshot.environments.map(({ name }) => h('option', { value: name }, name)),
      );
      environments.value = chosen.name;
      say(time, timeWords(chosen));
      const banner = ownWords(snapshot.databases);
      say(own, banner ?? '');
      set(own, 'hidden', banner === undefined);
      const links = [
        ['#dashboards', 'Dashboards'],
        ['#evidence', 'Evidence'],
        ...(snapshot.sicknesses.length > 0 ? [['#sick', 'Make it sick'] as const] : []),
        ['#alarms', 'Alarms'],
        ['#backtest', 'Back-test'],
      ] as const;
      panes.replaceChildren(...links.map(([href, text]) => h('a', { href }, text)));
    },
    update(alarms: readonly AlarmNow[], environment: EnvironmentView | undefined, state: Connection): void {
      const numbers = countsOf(alarms);
      for (const standing of standings) {
        say(counts[standing], counted(standing, numbers[standing]));
        set(counts[standing], 'hidden', numbers[standing] === 0);
      }
      const worst = worstOf(numbers);
      const bad = worst === 'critical' || worst === 'warning';
      const name = environment ? `${environment.name} · ${TITLE}` : TITLE;
      const stands = bad ? `${counted(worst, numbers[worst])} · ${name}` : name;
      const title = state.is === 'live' ? stands : `not live · ${name}`;
      if (document.title !== title) document.title = title;
      showIcon(state.is === 'live' ? worst : 'unknown');
    },
    connected(state: Connection): void {
      say(problems, store.problems.join('\n'));
      set(problems, 'hidden', store.problems.length === 0 || state.is !== 'live');
      // What is not live may not be so any more.
      set(element, 'data-stale', state.is !== 'live');
      const everySeconds = store.snapshot?.everySeconds ?? 1;
      const { text, good } = connectionWords(state, store.lastRun(), { now: Date.now(), everySeconds });
      say(connection, text);
      set(connection, 'data-good', String(good));
    },
  };
}

/** The icon of the tab. */
function showIcon(standing: Standing): void {
  const link = document.querySelector('link[rel=icon]');
  if (link) set(link, 'href', paths.icon[standing === 'unknown' ? 'starting' : standing]);
}
