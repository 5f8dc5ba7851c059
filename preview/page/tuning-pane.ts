import type { EnvironmentView } from '../web/protocol';
import { pretty } from './alarms-pane';
import { h, list, say, set } from './dom';
import type { Recording } from './state/recording';
import { cellsOf, type FiringCells, sentAt, tryOn } from './state/trial';
import { type Moved, overridesText, proposed, type Tuning, wordsOf } from './state/tuning';
import { duration } from './state/words';

/** What the panel needs to know of the page. */
export interface Place {
  readonly environment: EnvironmentView;
  readonly recording: Recording;
}

/** What the thresholds that were moved would have done, and the lines for `environments.ts`. Hidden until one is moved. */
export function tuningPane(tuning: Tuning) {
  const over = h('p', { class: 'quiet' });
  const entries = h('ul', { class: 'moved' });
  const text = h('pre', { tabindex: '0', 'aria-label': 'Overrides to copy' });
  const copied = h('span', { role: 'status', class: 'quiet' });
  const copy = h('button', { type: 'button', onclick: () => void copyText() }, 'Copy');
  const element = h(
    'section',
    { id: 'tuning', 'aria-labelledby': 'tuning-title', class: 'pane', hidden: true },
    h(
      'div',
      { class: 'pane-head' },
      h('h2', { id: 'tuning-title' }, 'Moved thresholds'),
      h('button', { type: 'button', onclick: () => tuning.reset() }, 'Reset all'),
    ),
    over,
    entries,
    h('div', { class: 'pane-head' }, h('h3', {}, 'For environments.ts'), copied, copy),
    text,
  );

  async function copyText(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text.textContent ?? '');
      say(copied, 'Copied');
    } catch {
      // Without the permission the text is selected, to be copied by hand.
      getSelection()?.selectAllChildren(text);
      say(copied, 'Selected: press Ctrl+C');
    }
  }

  let place: Place | undefined;
  const show = list<Moved>(
    entries,
    ({ view }) => view.arn,
    (moved) => entry(moved, tuning, () => place),
  );
  return {
    element,
    update(now: Place): void {
      place = now;
      const moved = tuning.movedIn(now.environment);
      set(element, 'hidden', moved.length === 0);
      if (moved.length === 0) return;
      const lines = overridesText(moved);
      if (lines !== text.textContent) say(copied, '');
      say(text, lines);
      say(over, overWords(now.recording));
      show(moved);
    },
  };
}

/** Over what the numbers are counted. */
export function overWords(recording: Recording): string {
  const span = recording.span();
  if (!span) return 'Nothing has been measured yet.';
  const real = duration(span.to - span.from);
  if (recording.scale === 1) return `Counted over ${recording.label}: ${real}.`;
  const simulated = duration((span.to - span.from) * recording.scale);
  return `Counted over ${real} of this session, which stand for ${simulated} in CloudWatch. Times in alarm are as in CloudWatch.`;
}

const lines = [
  ['fired', 'Fired'],
  ['inAlarm', 'In alarm'],
  ['first', 'First'],
  ['last', 'Last'],
] as const satisfies readonly (readonly [keyof FiringCells, string])[];

/** One moved threshold: deployed and proposed, side by side. */
function entry(first: Moved, tuning: Tuning, place: () => Place | undefined) {
  const { view, collector } = first;
  const name = `${view.row}, ${view.severity}`;
  const problems = h('p', { class: 'problem', hidden: true });
  const cell = () => h('td', {});
  const threshold = [cell(), cell()] as const;
  const cells = lines.map(([key, title]) => ({ key, title, pair: [cell(), cell()] as const }));
  const subject = h('summary', {});
  const body = h('pre', { tabindex: '0', 'aria-label': 'The message' });
  const sent = h('details', { hidden: true }, subject, body);
  const row = (title: string, pair: readonly HTMLElement[]) =>
    h('tr', {}, h('th', { scope: 'row' }, title), ...pair);
  const element = h(
    'li',
    { 'data-severity': view.severity },
    h(
      'div',
      { class: 'pane-head' },
      h('h3', {}, name, ' ', h('span', { class: 'small' }, collector.title)),
      h(
        'button',
        { type: 'button', 'aria-label': `Reset ${name}`, onclick: () => tuning.reset(view) },
        'Reset',
      ),
    ),
    problems,
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('td', {}),
          h('th', { scope: 'col' }, 'deployed'),
          h('th', { scope: 'col' }, 'proposed'),
        ),
      ),
      h('tbody', {}, row('Threshold', threshold), ...cells.map(({ title, pair }) => row(title, pair))),
    ),
    sent,
  );
  return {
    element,
    update(moved: Moved): void {
      const now = place();
      if (!now) return;
      const { recording, environment } = now;
      const alarms = [view.resource, proposed(moved)] as const;
      const kinds = [tuning.deployed(view), tuning.kindOf(view)] as const;
      const firings = alarms.map((alarm) => tryOn(recording, collector, alarm));
      for (const i of [0, 1] as const) {
        say(threshold[i], wordsOf(view, collector, kinds[i]));
        const said = cellsOf(firings[i], recording);
        for (const { key, pair } of cells) say(pair[i], said[key]);
      }
      const found = tuning.problems(view.row, collector);
      say(problems, found.join(' '));
      set(problems, 'hidden', found.length === 0);

      const last = firings[1]?.last;
      const message =
        last === undefined ? undefined : sentAt(recording, environment, collector, view, alarms[1], last);
      set(sent, 'hidden', message === undefined);
      if (!message) return;
      say(subject, `It would have sent: ${message.subject}`);
      say(body, pretty(message.body));
    },
  };
}
