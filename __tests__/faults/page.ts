import { code, joined, table } from '../../reports/markdown';
import { isOfTheDesign } from '../fixtures/design';
import { type Effect, everything, type FaultCase, type Group } from './case';
import { rowsOf } from './judge';
import type { Observation } from './play';
import { systems } from './systems';

/** How much of a sentence is shown. */
const LONGEST = 160;
const [OPEN, CLOSE] = ['<!-- faults -->', '<!-- /faults -->'];

/** What the invoker of the broken run saw: the class, and the first sentence that says why. */
function invokerSees({ says }: FaultCase, { broken }: Observation): string {
  const { error, result } = broken[0]?.outcome ?? {};
  if (error) return `${error.name}: ${code(sentence(error.message))}`;
  const warning = result?.warnings.find((text) => says.test(text)) ?? '';
  const [, name, text = ''] = /^(?:([A-Z]\w+Error): )?(.*)$/s.exec(warning) ?? [];
  return `a result, and the warning ${name ? `${name}: ` : ''}${code(sentence(text))}`;
}

/** The first sentence, without what varies between runs: the moment at which a connection was reset. */
function sentence(text: string): string {
  const [first = ''] = text.split(/\. (?=[A-Z])|(?<=\)): /);
  const plain = first.replace(/\(ECONNRESET: [^)]*\)/, '(ECONNRESET)').replace(/\.$/, '');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

function groups(names: readonly Group[], { without = [] }: Effect): string {
  if (names.length === 0) return 'nothing';
  const text = names.length === everything.length ? 'everything' : names.join(', ');
  return without.length > 0 ? `${text}, but not ${without.join(', ')}` : text;
}

/** Groups of which the service has rows. The page is about the design's rows: one that is added does not change it. */
const has = ({ service }: FaultCase, names: readonly Group[]) =>
  names.filter(
    (name) =>
      names.length === everything.length ||
      rowsOf(service, [name]).some((found) => isOfTheDesign(service, found)),
  );

function row(fault: FaultCase, seen: Observation): string[] {
  const { effect } = fault;
  return [
    fault.fault,
    invokerSees(fault, seen),
    effect.up === undefined
      ? 'none'
      : `${effect.up}${effect.published.includes('heartbeat') ? '' : ', later'}`,
    groups(has(fault, effect.published), effect),
    groups(has(fault, effect.later), effect) +
      (fault.answerLost && effect.later.length > 0 ? ', a second time' : ''),
  ];
}

/** The results of all cases, a table for each system. */
export function resultOf(played: readonly (readonly [FaultCase, Observation])[]): string {
  const headings = [
    'Fault',
    'What the invoker sees',
    '`Up`',
    'Published by that run',
    'Brought by the next good run',
  ];
  return joined(
    Object.entries({ ...systems, two: 'Two at once, and more' }).flatMap(([system, title]) => {
      const rows = played
        .filter(([fault]) => fault.system === system)
        .map(([fault, seen]) => row(fault, seen));
      return rows.length > 0 ? [`### ${title}`, table(headings, rows)] : [];
    }),
  ).trim();
}

/**
 * The page with this result between its markers.
 * @throws {Error} if the page has no such markers
 */
export function withResult(page: string, result: string): string {
  const [from, to] = [page.indexOf(OPEN), page.indexOf(CLOSE)];
  if (from < 0 || to < from)
    throw new Error(`The page has no place for the result: write ${OPEN} and ${CLOSE}.`);
  return `${page.slice(0, from + OPEN.length)}\n\n${result}\n\n${page.slice(to)}`;
}
