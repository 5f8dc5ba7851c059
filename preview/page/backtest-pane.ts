import { parseHistory } from '../../model/backtest/parse-history';
import type { AlarmView, CollectorView } from '../web/protocol';
import { h, say, set } from './dom';
import { recorded } from './state/recorded';
import type { Recording } from './state/recording';
import { cellsOf, type FiringCells, NONE, tryOn } from './state/trial';
import { proposed, type Tuning, wordsOf } from './state/tuning';
import { duration } from './state/words';
import { overWords, type Place } from './tuning-pane';

/** The largest file that is read: a month of one-minute data of all rows has about 6 MB. */
const LARGEST_FILE = 100_000_000;
/** The table over the session is counted again after so long, */
const AGAIN_MS = 15_000;
/** and any table so long after a threshold was moved: while it is dragged, it moves all the time. */
const SETTLED_MS = 500;

/** A history that was opened. */
export interface Opened {
  readonly recording: Recording;
  readonly environment: string;
}

/**
 * Every alarm over what was recorded, and the choice between the session and a file. The graphs follow the choice.
 * @param choose is called with the file's recording, or with undefined for the session
 */
export function backtestPane(tuning: Tuning, choose: (opened: Opened | undefined) => void) {
  let opened: Opened | undefined;
  let place: Place | undefined;
  /** When to count again. */
  let again = Number.POSITIVE_INFINITY;
  let running: symbol | undefined;

  const problems = h('ul', { class: 'problem', role: 'alert', hidden: true });
  const input = h('input', {
    type: 'file',
    id: 'history-file',
    accept: '.jsonl,.ndjson,.json,application/x-ndjson',
    onchange: () => void open(input.files?.[0]),
  });
  const fileLabel = h('span', {});
  const radio = (value: string, checked: boolean) =>
    h('input', {
      type: 'radio',
      name: 'over',
      value,
      checked,
      onchange: () => choose(value === 'file' ? opened : undefined),
    });
  const overSession = radio('session', true);
  const overFile = radio('file', false);
  const over = h(
    'div',
    { class: 'over', role: 'radiogroup', 'aria-labelledby': 'over-title', hidden: true },
    h('span', { id: 'over-title' }, 'Count over'),
    h('label', {}, overSession, ' this session'),
    h('label', {}, overFile, ' ', fileLabel),
  );
  const words = h('p', { class: 'quiet' });
  const table = h('table');
  const details = h(
    'details',
    { ontoggle: () => count() },
    h('summary', {}, 'All alarms'),
    words,
    h('div', { class: 'scroll', role: 'region', 'aria-label': 'All alarms', tabindex: '0' }, table),
  );
  const element = h(
    'section',
    {
      id: 'backtest',
      'aria-labelledby': 'backtest-title',
      class: 'pane',
    },
    h('h2', { id: 'backtest-title' }, 'Back-test'),
    h(
      'p',
      {},
      'Drag a threshold on a graph, or select it and use the arrow keys: the page shows how often its alarm would have fired. ',
      'To try it on the history of a deployed environment, record one with ',
      h('code', {}, 'npm run backtest -- production --record history.jsonl'),
      ', and open the file here, or drop it on the page. It stays in this browser.',
    ),
    h('p', { class: 'field' }, h('label', { for: 'history-file' }, 'Recorded history'), input),
    problems,
    over,
    details,
  );

  // Anywhere on the page: otherwise the browser would leave it, and show the file.
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    void open(event.dataTransfer?.files[0]);
  });

  async function open(file: File | undefined): Promise<void> {
    if (!file) return;
    if (file.size > LARGEST_FILE)
      return complain([
        `${file.name} has ${Math.round(file.size / 1e6)} MB; at most ${LARGEST_FILE / 1e6} MB are read.`,
      ]);
    const parsed = parseHistory(await file.text(), Date.now());
    if (parsed.problems) return complain(parsed.problems.map((problem) => `${file.name}: ${problem}`));
    complain([]);
    const { history } = parsed;
    opened = { recording: recorded(history, file.name), environment: history.environment };
    say(fileLabel, `${file.name}: ${history.environment}, ${duration(history.to - history.from)}`);
    set(over, 'hidden', false);
    overFile.checked = true;
    details.open = true;
    choose(opened);
  }

  function complain(all: readonly string[]): void {
    problems.replaceChildren(...all.map((problem) => h('li', {}, problem)));
    set(problems, 'hidden', all.length === 0);
  }

  /** Counts alarm by alarm, so that the page stays usable meanwhile. */
  async function count(): Promise<void> {
    const now = place;
    if (!now || !details.open) return;
    const run = Symbol('count');
    running = run;
    // A file stays as it is.
    again = now.recording === opened?.recording ? Number.POSITIVE_INFINITY : Date.now() + AGAIN_MS;
    say(words, wordsOver(now, opened));
    const groups = now.environment.collectors.map((collector) => groupOf(collector, now, tuning));
    table.replaceChildren(...headings(), ...groups.map((group) => group.element));
    for (const one of groups.flatMap(({ counts }) => counts)) {
      await new Promise((resolve) => setTimeout(resolve));
      if (run !== running) return;
      one();
    }
  }

  return {
    element,
    /** After a snapshot, and when environment or recording has changed. */
    build(now: Place): void {
      place = now;
      overSession.checked = now.recording !== opened?.recording;
      void count();
    },
    /** After a threshold was moved. */
    recountSoon(): void {
      again = Math.min(again, Date.now() + SETTLED_MS);
    },
    /** While time passes. */
    update(): void {
      if (Date.now() >= again) void count();
    },
  };
}

function wordsOver({ recording, environment }: Place, opened: Opened | undefined): string {
  const other = opened && opened.recording === recording && opened.environment !== environment.name;
  return `${overWords(recording)}${other ? ` It is a history of ${opened.environment}, and these are the thresholds of ${environment.name}.` : ''}`;
}

const columns = ['Row', 'Alarm', 'Threshold', 'Fired', 'In alarm', 'First', 'Last'] as const;
function headings(): HTMLElement[] {
  const titles = columns.map((title) => h('th', { scope: 'col' }, title));
  return [h('caption', {}, 'How often each alarm fired'), h('thead', {}, h('tr', {}, ...titles))];
}

/** The alarms of a collector: a line for each as it is deployed, and one below for a threshold that was moved. */
function groupOf(collector: CollectorView, { environment, recording }: Place, tuning: Tuning) {
  const moved = tuning.movedIn(environment);
  const rows = collector.alarms.flatMap((view) => {
    const change = moved.find((one) => one.view === view);
    const deployed = rowOf(view.row, view, wordsOf(view, collector, tuning.deployed(view)));
    const counts = [
      () =>
        deployed.count(cellsOf(tryOn(recording, { view, collector, resource: view.resource }), recording)),
    ];
    if (!change) return [{ elements: [deployed.element], counts }];
    const tried = rowOf('proposed', view, wordsOf(view, collector, tuning.kindOf(view)));
    set(tried.element, 'data-proposed', true);
    counts.push(() =>
      tried.count(cellsOf(tryOn(recording, { view, collector, resource: proposed(change) }), recording)),
    );
    return [{ elements: [deployed.element, tried.element], counts }];
  });
  const heading = h('th', { scope: 'rowgroup', colspan: String(columns.length) }, collector.title);
  return {
    element: h('tbody', {}, h('tr', {}, heading), ...rows.flatMap(({ elements }) => elements)),
    counts: rows.flatMap(({ counts }) => counts),
  };
}

function rowOf(name: string, { severity }: AlarmView, threshold: string) {
  const cells = [h('td', {}, '…'), h('td', {}), h('td', {}), h('td', {})];
  const element = h(
    'tr',
    { 'data-severity': severity },
    h('th', { scope: 'row' }, name),
    h('td', {}, severity),
    h('td', {}, threshold),
    ...cells,
  );
  return {
    element,
    count({ fired, inAlarm, first, last }: FiringCells): void {
      for (const [i, text] of [fired, inAlarm, first, last].entries()) say(cells[i] as Element, text);
      set(element, 'data-fired', first !== NONE);
    },
  };
}
