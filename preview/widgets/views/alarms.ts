import type { AlarmWidget } from '../body/model';
import { durationWords } from '../values/words';
import { el, setText, whenChanged } from './dom';
import type { Frame } from './frame';
import type { Context, Piece } from './piece';

const words = { OK: 'OK', ALARM: 'In alarm', INSUFFICIENT_DATA: 'No data' } as const;
/** The order of CloudWatch's default: what is in alarm comes first. */
const order = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;

/** `production-neon-up-critical` of its ARN. */
const nameOf = (arn: string): string => /:alarm:(.+)$/.exec(arn)?.[1] ?? arn;

/** What the names of several alarms begin with: `production-neon-`. It is said once, beside the title. */
function beginningOf(names: readonly string[]): string {
  const [first = '', ...others] = names;
  const parts = first.split(/(?<=-)/);
  const common = (n: number) => parts.slice(0, n).join('');
  const shared = parts.findIndex((_, i) => !others.every((name) => name.startsWith(common(i + 1))));
  return others.length === 0 || shared < 0 ? '' : common(shared);
}

/** States of alarms, in words and not only in colours. */
export function alarms(widget: AlarmWidget, frame: Frame, { source }: Context): Piece {
  const list = el('ul', { class: 'w-alarms' });
  frame.body.append(list);
  const beginning = beginningOf(widget.arns.map(nameOf));
  if (beginning) frame.tools.append(el('span', { class: 'w-axis', 'aria-hidden': 'true' }, `${beginning}…`));
  let since: { readonly element: HTMLElement; readonly at: number }[] = [];
  const build = whenChanged(() => {
    since = [];
    list.replaceChildren(
      ...sorted(widget, source).map(({ arn, alarm }) => {
        const item = el('li', {});
        item.dataset.state = alarm?.state ?? 'unknown';
        const state = el('strong', { class: 'w-state' }, alarm ? words[alarm.state] : 'Not known here');
        const rest = nameOf(arn).slice(beginning.length);
        const name = el('span', { class: 'w-alarm', title: nameOf(arn) });
        if (beginning) name.append(el('span', { class: 'w-hidden' }, beginning));
        name.append(rest);
        item.append(state, name);
        if (!alarm) return item;
        item.dataset.severity = alarm.severity;
        const element = el('span', { class: 'w-since' });
        item.append(element);
        since.push({ element, at: alarm.since });
        return item;
      }),
    );
    if (list.childElementCount === 0)
      list.append(el('li', { class: 'w-empty' }, 'No alarm is in one of these states.'));
  });
  return {
    update() {
      build(widget.arns.map((arn) => `${source.alarm(arn)?.state} ${source.alarm(arn)?.since}`).join());
      // Not the end of the time range, which a recorded history has in the past: states are those of now.
      for (const { element, at } of since) setText(element, `for ${durationWords(Date.now() - at)}`);
      frame.note(widget.notes);
    },
  };
}

function sorted({ arns, states, sortBy }: AlarmWidget, source: Context['source']) {
  const all = arns
    .map((arn) => ({ arn, alarm: source.alarm(arn) }))
    .filter(({ alarm }) => states === undefined || (alarm !== undefined && states.includes(alarm.state)));
  if (sortBy !== 'default') return all.sort((a, b) => (b.alarm?.since ?? 0) - (a.alarm?.since ?? 0));
  const rank = (state: (typeof order)[number] | undefined) => (state ? order.indexOf(state) : order.length);
  return all.sort((a, b) => rank(a.alarm?.state) - rank(b.alarm?.state));
}
