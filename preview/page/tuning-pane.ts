import type { Kind } from '../../model/threshold';
import type { EnvironmentView } from '../web/protocol';
import { pretty } from './alarms-pane';
import { copier } from './copy';
import { h, list, say, set } from './dom';
import type { Recording } from './state/recording';
import { cellsOf, sentAt, type Tried, tryOn } from './state/trial';
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
  const title = h('h3');
  const { button: copy, done: copied } = copier(text);
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
    h('div', { class: 'pane-head' }, title, copied, copy),
    text,
    h('p', { class: 'small' }, 'Keep the overrides that the environment already has.'),
  );

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
      say(title, `For ${now.environment.name}, in environments.ts`);
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
  return `Counted over ${real} of this session. That is ${simulated} in CloudWatch. Times in alarm are those of CloudWatch.`;
}

const lines = [
  ['threshold', 'Threshold'],
  ['fired', 'Fired'],
  ['inAlarm', 'In alarm'],
  ['first', 'First'],
  ['last', 'Last'],
] as const;
type Cells = Readonly<Record<(typeof lines)[number][0], HTMLElement>>;

const emptyCells = (): Cells =>
  Object.fromEntries(lines.map(([key]) => [key, h('td', {})])) as unknown as Cells;

/** One moved threshold: deployed and proposed, side by side. */
function entry({ view, collector }: Moved, tuning: Tuning, place: () => Place | undefined) {
  const name = `${view.row}, ${view.severity}`;
  const problems = h('p', { class: 'problem', hidden: true });
  const [deployed, tried] = [emptyCells(), emptyCells()];
  const subject = h('summary', {});
  const body = h('pre', { tabindex: '0', 'aria-label': 'The message' });
  const sent = h('details', { hidden: true }, subject, body);
  const reset = h(
    'button',
    { type: 'button', 'aria-label': `Reset ${name}`, onclick: () => tuning.reset(view) },
    'Reset',
  );
  const rows = lines.map(([key, title]) =>
    h('tr', {}, h('th', { scope: 'row' }, title), deployed[key], tried[key]),
  );
  const titles = ['deployed', 'proposed'].map((title) => h('th', { scope: 'col' }, title));
  const element = h(
    'li',
    { 'data-severity': view.severity },
    h(
      'div',
      { class: 'pane-head' },
      h('h3', {}, name, ' ', h('span', { class: 'small' }, collector.title)),
      reset,
    ),
    problems,
    h('table', {}, h('thead', {}, h('tr', {}, h('td', {}), ...titles)), h('tbody', {}, ...rows)),
    sent,
  );

  function show(cells: Cells, kind: Kind, alarm: Tried, recording: Recording): void {
    const said = {
      threshold: wordsOf(view, collector, kind),
      ...cellsOf(tryOn(recording, alarm), recording),
    };
    for (const [key] of lines) say(cells[key], said[key]);
  }

  function showSent({ recording, environment }: Place, alarm: Tried): void {
    const last = tryOn(recording, alarm).firings?.last;
    const message = last === undefined ? undefined : sentAt(recording, environment, alarm, last);
    set(sent, 'hidden', message === undefined);
    if (!message) return;
    say(subject, `It would have sent: ${message.subject}`);
    say(body, pretty(message.body));
  }

  return {
    element,
    update(moved: Moved): void {
      const now = place();
      if (!now) return;
      const alarm = { view, collector, resource: proposed(moved) };
      show(deployed, tuning.deployed(view), { ...alarm, resource: view.resource }, now.recording);
      show(tried, tuning.kindOf(view), alarm, now.recording);
      showSent(now, alarm);
      const found = tuning.problems(view.row, collector);
      say(problems, found.join(' '));
      set(problems, 'hidden', found.length === 0);
    },
  };
}
