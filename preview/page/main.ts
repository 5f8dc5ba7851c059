import type { EnvironmentView, Message, Snapshot } from '../web/protocol';
import { alarmsPane } from './alarms-pane';
import { backtestPane, type Opened } from './backtest-pane';
import { follow } from './connection';
import { dashboardsPane } from './dashboards';
import { h, say } from './dom';
import { evidencePane } from './evidence-pane';
import { header } from './header';
import { arrived, keep, kept, keptTheme, showTheme } from './memory';
import { sickPane } from './sick-pane';
import { alarmsOf, announcement, databaseOf } from './state/alarms';
import { boardFor, collectorOn } from './state/boards';
import { type Recording, session } from './state/recording';
import { sourceOf } from './state/source';
import { Store } from './state/store';
import { Tuning } from './state/tuning';
import type { Connection } from './state/words';
import { tuningPane } from './tuning-pane';

const TICK_MS = 1_000;

const store = new Store();
const tuning = new Tuning();
let connection: Connection = { is: 'connecting' };
let environment: EnvironmentView | undefined;
let opened: Opened | undefined;
let recording: Recording | undefined;
/** Changes wait for the next frame: several messages are one redraw. */
let due = false;

const top = header(store, { environment: chooseEnvironment, theme: showTheme }, keptTheme());
const evidence = evidencePane(store, () => kept().token);
const dashboards = dashboardsPane(source, {
  chosen: (dashboard, database) => {
    keep({ dashboard, ...(database !== undefined && { database }) });
    showEvidence();
  },
  toSession: () => chooseRecording(undefined),
  summary: evidence.line,
});
const sick = sickPane(store, () => kept().token);
const alarms = alarmsPane(store, (seen, part, at) => {
  dashboards.select(boardFor(seen.collector), databaseOf(seen));
  evidence.lead(part, at);
});
const moved = tuningPane(tuning);
const backtest = backtestPane(tuning, chooseRecording);
const live = h('p', { role: 'status', class: 'hidden' });

function source() {
  return environment && recording && sourceOf({ store, environment, recording, tuning });
}

function chooseRecording(choice: Opened | undefined): void {
  opened = choice;
  build();
}

function chooseEnvironment(name: string): void {
  keep({ environment: name });
  build();
}

/** The evidence beside a dashboard: that of its database, or of the first one for a dashboard from elsewhere. */
function showEvidence(): void {
  const { dashboard, database } = kept();
  const shown = environment && collectorOn(environment, dashboard, database);
  if (shown) evidence.build(shown);
}

/** Builds what depends on the snapshot, the environment and the recording. */
function build(): void {
  const { snapshot } = store;
  if (!snapshot) return;
  const { environment: wanted, dashboard, database } = kept();
  const find = (name: string | undefined) => snapshot.environments.find((one) => one.name === name);
  environment = find(wanted) ?? find(snapshot.chosen) ?? snapshot.environments[0];
  if (!environment) return;
  recording = opened?.recording ?? session(store, environment, () => Date.now());
  top.build(environment);
  sick.build();
  alarms.build(environment);
  dashboards.build({ environment, recording }, snapshot, {
    ...(dashboard !== undefined && { dashboard }),
    ...(database !== undefined && { database }),
  });
  showEvidence();
  backtest.build({ environment, recording });
  update();
}

function update(): void {
  due = false;
  top.connected(connection);
  if (!environment || !recording) return;
  const now = alarmsOf(store, environment);
  top.update(now, environment, connection);
  dashboards.update(now);
  evidence.update();
  sick.update();
  alarms.update();
  moved.update({ environment, recording });
  backtest.update();
}

function updateSoon(): void {
  if (due) return;
  due = true;
  requestAnimationFrame(update);
}

function take(message: Message): void {
  const before = store.snapshot;
  store.apply(message);
  if (message.type === 'snapshot') replaced(before, message);
  else announce(message);
  updateSoon();
}

/** A page of another version reloads itself. After a broken connection to the same session all that was built stays. */
function replaced(before: Snapshot | undefined, now: Snapshot): void {
  if (before && before.version !== now.version) location.reload();
  else if (before?.startedAt !== now.startedAt) build();
}

function announce(message: Message): void {
  if (!environment) return;
  const { sicknesses = [] } = store.snapshot ?? {};
  const said = announcement(message, {
    environment: environment.name,
    alarms: alarmsOf(store, environment),
    sicknesses,
  });
  if (said) say(live, said);
}

arrived(build);
showTheme(keptTheme());
tuning.changed = (how) => {
  if (how === 'reset') updateSoon();
  requestAnimationFrame(() => {
    if (environment && recording) moved.update({ environment, recording });
  });
  backtest.recountSoon();
};
document
  .getElementById('page')
  ?.replaceChildren(
    h('a', { class: 'skip', href: '#dashboards' }, 'Skip to the dashboards'),
    top.element,
    h(
      'div',
      { class: 'page' },
      h('main', {}, dashboards.element, evidence.element),
      h('aside', { 'aria-label': 'Alarms and changes' }, moved.element, sick.element, alarms.element),
      backtest.element,
    ),
    live,
  );
follow({
  message: take,
  state(now) {
    connection = now;
    updateSoon();
  },
});
setInterval(() => {
  if (!document.hidden) updateSoon();
}, TICK_MS);
