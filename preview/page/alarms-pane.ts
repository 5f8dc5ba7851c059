import type { Severity } from '../../thresholds/row';
import type { AlarmView, Change, EnvironmentView } from '../web/protocol';
import { h, type Item, list, say, set } from './dom';
import {
  type AlarmNow,
  alarmsOf,
  bySeverity,
  countsOf,
  countWords,
  historyOf,
  rowOf,
  standingOf,
  standingWords,
  type Whose,
  whoseOf,
} from './state/alarms';
import { type PartName, partFor } from './state/evidence';
import type { Store } from './state/store';
import { clock, lasting } from './state/words';

/** The changes that are listed at first, and at most. */
const FEW = 5;
const MOST_LISTED = 100;

/** Shows the evidence of a database, and which part of it to look at first: that of now, or that of then. */
type Look = (of: Whose, part: PartName, at?: number) => void;

/** All alarms of the environment with their states, and the history of changes. */
export function alarmsPane(store: Store, look: Look) {
  const counts = h('p', { class: 'quiet' });
  const groups = h('div', { class: 'groups' });
  const filter = h('select', { id: 'history-of', onchange: () => update() });
  const changes = h('ol', { class: 'history' });
  const none = h('p', { class: 'quiet' }, 'No alarm has changed its state yet.');
  let showsAll = false;
  const more = h('button', {
    type: 'button',
    class: 'more',
    onclick: () => {
      showsAll = !showsAll;
      update();
    },
  });
  const element = h(
    'section',
    { id: 'alarms', 'aria-labelledby': 'alarms-title', class: 'pane' },
    h('div', { class: 'pane-head' }, h('h2', { id: 'alarms-title' }, 'Alarms'), counts),
    groups,
    h('h3', { id: 'history-title' }, 'History'),
    h('p', { class: 'field' }, h('label', { for: 'history-of' }, 'Changes of'), filter),
    none,
    changes,
    more,
  );
  let environment: EnvironmentView | undefined;
  let updates: readonly (ReturnType<typeof severityGroup> & { readonly severity: Severity })[] = [];
  const showChanges = list<Change>(changes, keyOf, (change) =>
    changeItem(change, alarmOf(environment, change), look),
  );

  function update(): void {
    if (!environment) return;
    const alarms = alarmsOf(store, environment);
    say(counts, countWords(countsOf(alarms)));
    const groups = new Map(bySeverity(alarms));
    for (const { severity, show } of updates) show(groups.get(severity) ?? []);
    const chosen = filter.value === '' ? undefined : filter.value;
    const all = historyOf(store.changes, { environment: environment.name, alarm: chosen }, MOST_LISTED);
    showChanges(all.slice(0, showsAll ? MOST_LISTED : FEW));
    set(none, 'hidden', all.length > 0);
    set(more, 'hidden', all.length <= FEW);
    say(more, showsAll ? 'Show the newest only' : `Show all ${all.length} changes`);
  }

  return {
    element,
    /** After a snapshot, and when another environment is chosen. */
    build(chosen: EnvironmentView): void {
      environment = chosen;
      const alarms = alarmsOf(store, chosen);
      const before = filter.value;
      filter.replaceChildren(
        h('option', { value: '' }, 'all alarms'),
        ...alarms.map(({ name }) => h('option', { value: name }, name)),
      );
      filter.value = alarms.some(({ name }) => name === before) ? before : '';
      updates = bySeverity(alarms).map(([severity, members]) => {
        const group = severityGroup(severity, members.length, (alarm) =>
          alarmItem(alarm, chosen.scale, look),
        );
        return { severity, ...group };
      });
      groups.replaceChildren(...updates.map((group) => group.element));
      update();
    },
    update,
  };
}

/** The alarms of a severity: those in alarm, and behind a summary all others. */
function severityGroup(severity: Severity, total: number, item: (alarm: AlarmNow) => Item<AlarmNow>) {
  const title = h('h3', {});
  const [firing, others] = [h('ul', { class: 'alarms' }), h('ul', { class: 'alarms' })];
  const summary = h('summary', { class: 'quiet' });
  const name = ({ name: alarm }: AlarmNow) => alarm;
  const showFiring = list(firing, name, item);
  const showOthers = list(others, name, item);
  return {
    element: h('div', { hidden: total === 0 }, title, firing, h('details', {}, summary, others)),
    show(alarms: readonly AlarmNow[]): void {
      const inAlarm = alarms.filter(({ state }) => state === 'ALARM');
      const rest = alarms.filter(({ state }) => state !== 'ALARM');
      say(
        title,
        `${severity === 'critical' ? 'Critical' : 'Warning'}: ${inAlarm.length} of ${total} in alarm`,
      );
      say(summary, `${rest.length} not in alarm`);
      showFiring(inAlarm);
      showOthers(rest);
    },
  };
}

/** A link to what was seen when the alarm of a row fired. */
function evidenceLink({ definition }: AlarmView, about: string, show: (part: PartName) => void): HTMLElement {
  const part = partFor(definition.alarm.query);
  const onclick = (event: Event): void => {
    // The browser would scroll to the box itself, below the heading that stays at the top, and past the advice.
    event.preventDefault();
    show(part);
  };
  const named = { href: `#evidence-${part}`, 'aria-label': `Evidence for ${about}` };
  return h('a', { class: 'evidence-link', ...named, onclick }, 'Evidence');
}

/** One alarm: its state, the row, since when; opened, what it says and why. */
function alarmItem(alarm: AlarmNow, scale: number, look: Look): Item<AlarmNow> {
  const state = h('span', { class: 'state' });
  const since = h('span', { class: 'since' });
  const reason = h('p');
  const { resource, row, runbook, severity } = alarm.view;
  const { database, title } = alarm.collector;
  // The database stands beside the row.
  const service = database === undefined ? title : title.replace(` (${database})`, '');
  const about = `${rowOf(alarm)}, ${severity}`;
  let latest = alarm;
  const link = evidenceLink(alarm.view, about, (part) => look(latest, part));
  const whose = h('span', { class: 'of' });
  const element = h(
    'li',
    {},
    h(
      'details',
      {},
      h(
        'summary',
        {},
        state,
        h('span', { class: 'row' }, row, database === undefined ? undefined : whose),
        since,
      ),
      h('p', {}, h('code', {}, alarm.name)),
      reason,
      ...(resource.alarm_description ?? '').split(' | ').map((line) => h('p', {}, line)),
      runbook.startsWith('https://') ? h('p', {}, h('a', { href: runbook }, 'Runbook')) : undefined,
    ),
    link,
  );
  return {
    element,
    update(now) {
      latest = now;
      say(whose, ` ${whoseOf(now) ?? ''}`);
      const standing = standingOf(now);
      set(element, 'data-standing', standing);
      set(link, 'hidden', now.state !== 'ALARM');
      say(state, standingWords[standing]);
      say(since, `${service}, ${lasting(Date.now() - now.since, scale)}`);
      say(reason, now.reason ?? 'CloudWatch has not looked at it yet.');
    },
  };
}

const stateNames = { ALARM: 'ALARM', OK: 'OK', INSUFFICIENT_DATA: 'no data' } as const;
const keyOf = ({ alarm, at, to }: Change): string => `${alarm} ${at} ${to}`;

/** The alarm that changed; undefined if the environment does not have it any more. */
function alarmOf(environment: EnvironmentView | undefined, { alarm }: Change) {
  const all = environment?.collectors.flatMap((collector) =>
    collector.alarms.map((view) => ({ view, collector })),
  );
  return all?.find(({ view }) => view.resource.alarm_name === alarm);
}

/** One change, and what the topic gets. */
function changeItem(
  { alarm, at, from, to, reason, contributors, message }: Change,
  found: ReturnType<typeof alarmOf>,
  look: Look,
): Item<Change> {
  const when = clock(at);
  const link =
    found && to === 'ALARM'
      ? evidenceLink(
          found.view,
          `${rowOf({ ...found, contributors })}, ${found.view.severity}, at ${when}`,
          (part) => look({ collector: found.collector, contributors }, part, at),
        )
      : undefined;
  const element = h(
    'li',
    { 'data-to': to, 'data-severity': found?.view.severity },
    h(
      'p',
      {},
      h('time', { datetime: new Date(at).toISOString() }, when),
      ' ',
      h('code', {}, alarm),
      ` ${stateNames[from]} → `,
      h('strong', {}, stateNames[to]),
    ),
    h('p', { class: 'small' }, reason),
    link,
    message
      ? h(
          'details',
          {},
          h('summary', { class: 'small' }, `Message: ${message.subject}`),
          h('pre', { tabindex: '0' }, pretty(message.body)),
        )
      : h('p', { class: 'small' }, 'Nobody is notified of this change.'),
  );
  return { element, update: () => {} };
}

/** A JSON text, indented. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
