import {
  clientWords,
  type Evidence,
  type Finding,
  findingWords,
  type KeepsAwake,
  type LongTransaction,
  type Seen,
  type StatementSeen,
  sessionWords,
} from '../../model/evidence';
import { format, rounded } from '../../model/format';
import { copyable } from './copy';
import { h, type Item, list, say, set } from './dom';
import {
  type Blocking,
  blockingTree,
  grantIn,
  isUnknown,
  type PartName,
  seconds,
  textOf,
} from './state/evidence';

/** What a box shows, and how it is brought up to date. */
export interface Part {
  readonly elements: readonly HTMLElement[];
  update(evidence: Evidence): void;
}
type Build = () => Part;

/** A list that says why it is not known, or that there is nothing in it. */
function listing<T>(
  parent: HTMLElement,
  empty: string,
  of: (evidence: Evidence) => Seen<readonly T[]> | undefined,
  { keyOf, create }: { keyOf(item: T): string; create(item: T, evidence: () => Evidence): Item<T> },
): Part {
  const none = h('p', { class: 'quiet' }, empty);
  const why = reason();
  let newest: Evidence = {};
  const show = list<T>(parent, keyOf, (item) => create(item, () => newest));
  return {
    elements: [none, why.element, parent],
    update(evidence) {
      newest = evidence;
      const seen = of(evidence) ?? [];
      const items = isUnknown(seen) ? [] : seen;
      why.update(isUnknown(seen) ? seen.absent : undefined);
      set(none, 'hidden', isUnknown(seen) || items.length > 0);
      set(parent, 'hidden', items.length === 0);
      show(items);
    },
  };
}

/** Why something is not known, with the statement that changes it to be copied. */
function reason() {
  const text = h('p', { class: 'quiet' });
  const grant = copyable('Statement that gives the right');
  const element = h('div', {}, text, grant);
  return {
    element,
    update(why: string | undefined): void {
      set(element, 'hidden', why === undefined);
      say(text, why ?? '');
      const statement = grantIn(why ?? '');
      set(grant, 'hidden', statement === undefined);
      if (grant.firstElementChild) say(grant.firstElementChild, statement ?? '');
    },
  };
}

/** A statement in full width, and its numbers below. */
function statementItem() {
  const text = h('code');
  const numbers = Array.from({ length: 4 }, () => h('td'));
  const title = h('th', { scope: 'rowgroup', colspan: '4' }, text);
  return {
    element: h('tbody', {}, h('tr', {}, title), h('tr', {}, ...numbers)),
    update({ text: seen, id, ...of }: StatementSeen): void {
      say(text, isUnknown(seen) ? `Statement ${id}: ${seen.absent}` : seen);
      const cells = [
        format(of.share * 100, 'Percent'),
        rounded(of.calls),
        format(of.meanMs, 'Milliseconds'),
        format(of.totalMs, 'Milliseconds'),
      ];
      cells.forEach((cell, i) => {
        if (numbers[i]) say(numbers[i], cell);
      });
    },
  };
}

/** A line of words, and a statement below it. */
function lineItem<T>(
  wordsOf: (item: T) => string,
  statementOf: (item: T) => string | undefined = () => undefined,
) {
  const [words, statement] = [h('p'), h('code')];
  return {
    element: h('li', {}, words, statement),
    update(item: T): void {
      const text = statementOf(item);
      say(words, wordsOf(item));
      say(statement, text ?? '');
      set(statement, 'hidden', text === undefined);
    },
  };
}

const pidOf = ({ pid }: { readonly pid: number }): string => `${pid}`;

/** A session, and below it those that wait for it. */
function blockingItem(): Item<Blocking> {
  const { element, update } = lineItem<Blocking>(
    ({ words }) => words,
    ({ statement }) => statement,
  );
  const waiting = h('ul');
  element.append(waiting);
  const show = list<Blocking>(waiting, pidOf, blockingItem);
  return {
    element,
    update(session) {
      update(session);
      set(waiting, 'hidden', session.waiting.length === 0);
      show(session.waiting);
    },
  };
}

const heads = ['Share of the time', 'Calls', 'Mean', 'Total'];

function statements(): Part {
  const titles = heads.map((head) => h('th', { scope: 'col' }, head));
  const table = h('table', { class: 'statements' }, h('thead', {}, h('tr', {}, ...titles)));
  return listing<StatementSeen>(table, 'No statement has ended in this interval.', (of) => of.statements, {
    keyOf: ({ id }) => id,
    create: statementItem,
  });
}

function blocked(): Part {
  const circle = h('p', { class: 'problem' });
  const tree = listing<Blocking>(
    h('ul', { class: 'tree' }),
    'No session waits for another.',
    (evidence) =>
      evidence.rootBlockers && isUnknown(evidence.rootBlockers)
        ? evidence.rootBlockers
        : blockingTree(evidence),
    { keyOf: pidOf, create: blockingItem },
  );
  return {
    elements: [circle, ...tree.elements],
    update(evidence) {
      const pids = evidence.deadlocked ?? [];
      set(circle, 'hidden', pids.length === 0);
      say(
        circle,
        `A deadlock: pid ${pids.join(', ')} wait for each other. Postgres aborts one of them after deadlock_timeout.`,
      );
      tree.update(evidence);
    },
  };
}

const longWords = ({ seconds: age, state, ...session }: LongTransaction): string =>
  [`${seconds(age)}: ${sessionWords(session)}`, state].filter(Boolean).join(', ');
function awakeWords({ sessions, secondsAgo, ...client }: KeepsAwake): string {
  const many = `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`;
  const when = secondsAgo < 1 ? 'active now' : `last active ${seconds(secondsAgo)} ago`;
  return `${clientWords(client) || 'unknown user'}: ${many}, ${when}`;
}

/** What Redis is used for, a line each. */
const traffic = [
  ['Eviction policy', ({ policy }) => policy],
  ['Keys without time to live', ({ keysWithoutTtl: n }) => (n === undefined ? n : rounded(n))],
  [
    'New connections per minute',
    ({ newConnectionsPerMinute: n }) => (n === undefined ? n : format(n, 'Count')),
  ],
  ['Reads per minute', ({ readsPerMinute: n }) => (n === undefined ? n : format(n, 'Count'))],
  ['Writes per minute', ({ writesPerMinute: n }) => (n === undefined ? n : format(n, 'Count'))],
] satisfies [string, (evidence: Evidence) => string | undefined][];

function facts(): Part {
  const cells = traffic.map(([, of]) => [h('dd'), of] as const);
  const lines = traffic.map(([title], i) => [h('dt', {}, title), cells[i]?.[0]]);
  return {
    elements: [h('dl', {}, ...lines.flat())],
    update(evidence) {
      for (const [cell, of] of cells) say(cell, of(evidence) ?? 'not known');
    },
  };
}

const lines = (empty: string, of: (evidence: Evidence) => Seen<readonly string[]> | undefined) => (): Part =>
  listing<string>(h('ul'), empty, of, {
    keyOf: (text) => text,
    create: () => lineItem<string>((text) => text),
  });

/** How many wait for what, the most first. */
function waitsOf({ waits = {} }: Evidence): Seen<readonly string[]> {
  if (isUnknown(waits)) return waits;
  const all = Object.entries(waits as Readonly<Record<string, number>>).sort((a, b) => b[1] - a[1]);
  return all.map(([what, n]) => `${n} × ${what === 'CPU' ? 'CPU, waiting for nothing' : what}`);
}

/** What the box of each part is called, and how it is built. Findings have a box of their own kind. */
export const partBoxes: Readonly<
  Record<Exclude<PartName, 'findings'>, readonly [title: string, build: Build]>
> = {
  advice: [
    'What to do',
    lines('No known pattern fits the readings. Follow the runbook of the alarm.', ({ advice }) => advice),
  ],
  blocked: ['Who blocks whom', blocked],
  statements: ['What took the time', statements],
  longest: [
    'Longest transactions',
    () =>
      listing<LongTransaction>(h('ul'), 'No transaction is open for long.', ({ longest }) => longest, {
        keyOf: pidOf,
        create: (_, evidence) => lineItem(longWords, ({ statement }) => textOf(evidence(), statement)),
      }),
  ],
  waits: ['What active sessions wait for', lines('No session is active.', waitsOf)],
  keepsAwake: [
    'Who keeps the compute awake',
    () =>
      listing<KeepsAwake>(h('ul'), 'Nobody but the collector.', ({ keepsAwake }) => keepsAwake, {
        keyOf: ({ user, application }) => JSON.stringify([user, application]),
        create: () => lineItem(awakeWords),
      }),
  ],
  traffic: ['How Redis is used', facts],
};

/** A finding: what and how bad, what to do, and the statement that mends it. */
export function findingItem({ statement, severity }: Finding): Item<Finding> {
  const [what, advice] = [h('strong'), h('p')];
  const element = h(
    'li',
    { 'data-severity': severity },
    h('p', {}, h('span', { class: 'state' }, severity), ' ', what),
    advice,
    statement === undefined ? undefined : copyable('Statement that mends it', statement),
  );
  return {
    element,
    update(now) {
      say(what, findingWords(now));
      say(advice, now.advice);
    },
  };
}
