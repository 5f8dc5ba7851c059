import { printable } from '../markdown';
import type { Change } from '../plan/change';
import { equal, type JsonObject, own } from '../plan/json';
import { SENSITIVE } from '../plan/mask';
import type { Plan } from '../plan/parse';
import { widgetLines } from './dashboard';
import { differing, opened, shown, shownBoth } from './difference';
import { changed, words } from './resources';

/** Every attribute that a plan changes, as diff lines. */
export function rawLines(plan: Plan): string[] {
  return changed(plan).flatMap((change) => [heading(change), ...differences(change), '']);
}

function heading({ address, kind, leftover }: Change): string {
  const which = leftover ? ' (left behind by an interrupted replacement)' : '';
  return `  # ${oneLine(address)}${which} is ${kind === 'none' ? 'unchanged' : words[kind]}`;
}

function differences(change: Change): string[] {
  const { before, after } = change;
  // A dashboard is compared by its widgets: in its text, one that is added would move all others.
  const widgets = widgetLines(change);
  const rest = (values: JsonObject | undefined) => {
    if (widgets.length === 0 || !values) return values;
    const { dashboard_body: _, ...others } = values;
    return others;
  };
  return [
    ...hidden(change),
    ...widgets.map((line) => `! dashboard_body, ${oneLine(line.replaceAll('`', ''))}`),
    ...differing(opened(rest(before)), opened(rest(after))).flatMap(([path, from, to]) => {
      const [was, is] = from !== undefined && to !== undefined ? shownBoth(from, to) : [];
      return [
        ...(from === undefined ? [] : [`- ${oneLine(path)} = ${was ?? shown(from)}`]),
        ...(to === undefined ? [] : [`+ ${oneLine(path)} = ${is ?? shown(to)}`]),
      ];
    }),
  ];
}

/** That attributes change whose difference is not shown below. */
function hidden({ before, after, attributes }: Change): string[] {
  if (!before || !after) return [];
  const [was, is] = [opened(before), opened(after)];
  return attributes.flatMap((name) => {
    const [from, to] = [own(before, name), own(after, name)];
    if (equal(from, to)) {
      const secret = JSON.stringify(from ?? '').includes(SENSITIVE);
      return [`! ${oneLine(name)} changes${secret ? ` ${SENSITIVE}` : ', in a part that is hidden'}`];
    }
    return equal(own(was, name), own(is, name)) ? [`! ${oneLine(name)} changes only in its form`] : [];
  });
}

const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ');
