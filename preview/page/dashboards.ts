import type { Snapshot } from '../web/protocol';
import { renderDashboard } from '../widgets/dashboard';
import type { Rendered, Source } from '../widgets/source';
import { h, say, set } from './dom';
import { dashboardIn } from './state/address';
import { type AlarmNow, counted, countsOf, worstOf } from './state/alarms';
import { type Board, boardsOf, DATABASE } from './state/boards';
import type { Recording } from './state/recording';
import { dated } from './state/words';
import type { Place } from './tuning-pane';

/** What the address asks for. */
interface Wanted {
  readonly dashboard?: string;
  readonly database?: string;
}

interface Around {
  /** A dashboard was chosen, or a database on it. */
  chosen(id: string, database: string | undefined): void;
  toSession(): void;
  readonly summary: HTMLElement;
}

/** The dashboards of an environment as tabs, one shown at a time, as in CloudWatch. */
export function dashboardsPane(source: () => Source | undefined, { chosen, toSession, summary }: Around) {
  const tabs = h('div', { role: 'tablist', 'aria-label': 'Dashboards', class: 'tabs', onkeydown: byKey });
  const about = h('p', { class: 'quiet dashboard-about' });
  const recordedWords = h('span');
  const recorded = h(
    'p',
    { class: 'recorded', hidden: true },
    recordedWords,
    h('button', { type: 'button', onclick: toSession }, 'Back to this session'),
  );
  const panel = h('div', { role: 'tabpanel', id: 'dashboard', tabindex: '-1', onclick: byLink });
  const element = h(
    'section',
    { id: 'dashboards', 'aria-labelledby': 'dashboards-title' },
    h('h2', { id: 'dashboards-title', class: 'hidden' }, 'Dashboards'),
    h('div', { class: 'tab-row' }, tabs, about),
    summary,
    recorded,
    panel,
  );
  let boards: readonly Board[] = [];
  let shown: { readonly board: Board; readonly rendered?: Rendered } | undefined;
  /** The database that dashboards with a choice show. */
  let database: string | undefined;

  function show(id: string | undefined): void {
    const board = boards.find((one) => one.id === id) ?? boards[0];
    shown?.rendered?.destroy();
    shown = undefined;
    if (!board) return;
    for (const tab of tabs.children) {
      const selected = tab.id === `tab-${board.id}`;
      set(tab, 'aria-selected', String(selected));
      set(tab, 'tabindex', selected ? '0' : '-1');
    }
    set(panel, 'aria-labelledby', `tab-${board.id}`);
    say(about, board.about);
    shown = { board, ...draw(board) };
  }

  function draw({ id, body, title, collectors }: Board): { readonly rendered?: Rendered } {
    const from = source();
    if (body === undefined || !from) {
      panel.replaceChildren(
        h(
          'p',
          { class: 'empty' },
          `This environment has no dashboard for ${title}: environments.ts says dashboards: false.`,
        ),
      );
      return {};
    }
    try {
      const known = collectors.some((one) => one.database !== undefined && one.database === database);
      const rendered = renderDashboard(body, from, {
        chosen: known && database !== undefined ? { [DATABASE]: database } : {},
        changed(values) {
          if (collectors.length === 0) return;
          database = values[DATABASE];
          chosen(id, database);
        },
      });
      panel.replaceChildren(rendered.element);
      return { rendered };
    } catch (error) {
      panel.replaceChildren(
        h(
          'p',
          { class: 'problem' },
          `This dashboard cannot be shown: ${error instanceof Error ? error.message : error}`,
        ),
      );
      return {};
    }
  }

  function byKey(event: Event): void {
    const { key } = event as KeyboardEvent;
    const at = boards.findIndex(({ id }) => id === shown?.board.id);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: boards.length - 1 }[key];
    const board = next === undefined ? undefined : boards[(next + boards.length) % boards.length];
    if (!board) return;
    event.preventDefault();
    select(board.id);
    document.getElementById(`tab-${board.id}`)?.focus();
  }

  /** A link to another of these dashboards in AWS's console leads to its tab. */
  function byLink(event: Event): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const name = link && dashboardIn(link.href);
    const board = boards.find((one) => one.name !== undefined && one.name === name);
    if (!board) return;
    event.preventDefault();
    select(board.id);
  }

  function select(id: string): void {
    show(id);
    chosen(id, database);
  }

  return {
    element,
    /** Shows a dashboard with a database, unless it is shown already. */
    select(id: string, of: string | undefined): void {
      if (shown?.board.id === id && (of === undefined || of === database)) return;
      database = of ?? database;
      select(id);
    },
    /** After a snapshot, and when another environment or recording is chosen. */
    build({ environment, recording }: Place, snapshot: Snapshot, wanted: Wanted): void {
      database = wanted.database;
      const words = recordedWordsOf(recording);
      say(recordedWords, words ?? '');
      set(recorded, 'hidden', words === undefined);
      boards = boardsOf(environment, snapshot);
      tabs.replaceChildren(
        ...boards.map((board) =>
          h(
            'button',
            {
              type: 'button',
              role: 'tab',
              id: `tab-${board.id}`,
              'aria-controls': 'dashboard',
              onclick: () => select(board.id),
            },
            board.title,
            h('span', { class: 'count', hidden: true }),
          ),
        ),
      );
      show(wanted.dashboard);
    },
    update(alarms: readonly AlarmNow[]): void {
      shown?.rendered?.update();
      for (const { id, collectors } of boards) {
        const badge = document.getElementById(`tab-${id}`)?.querySelector('.count');
        if (!badge || collectors.length === 0) continue;
        const counts = countsOf(alarms.filter(({ collector }) => collectors.includes(collector)));
        const worst = worstOf(counts);
        const bad = worst === 'critical' || worst === 'warning';
        set(badge, 'data-standing', worst);
        set(badge, 'hidden', !bad);
        if (bad) say(badge, counted(worst, counts[worst]));
      }
    },
  };
}

/** Graphs of a file look like graphs of now. */
function recordedWordsOf(recording: Recording): string | undefined {
  if (recording.live) return undefined;
  const end = dated(recording.now());
  return `Graphs show the end of ${recording.label} (${end}). States of alarms are those of this session.`;
}
