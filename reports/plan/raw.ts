import { printable } from '../markdown';
import { equal, type Json, leaves, own } from './json';
import { SENSITIVE } from './mask';
import type { Change, Plan } from './parse';
import { changed, words } from './resources';

const LONGEST_VALUE = 200;

/** Every attribute that a plan changes, as diff lines. */
export function rawLines(plan: Plan): string[] {
  return changed(plan).flatMap((change) => [heading(change), ...differences(change), '']);
}

function heading({ address, kind }: Change): string {
  return `  # ${oneLine(address)} is ${kind === 'none' ? 'unchanged' : words[kind]}`;
}

function differences({ before, after, attributes }: Change): string[] {
  const was = new Map(leaves(before));
  const is = new Map(leaves(after));
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort();
  const hidden = attributes.filter((name) => before && after && equal(own(before, name), own(after, name)));
  const secrets = hidden.map((name) => `! ${oneLine(name)} changes ${SENSITIVE}`);
  const visible = paths.flatMap((path) => {
    const [from, to] = [was.get(path), is.get(path)];
    if (from === to) return [];
    return [
      ...(from === undefined ? [] : [`- ${oneLine(path)} = ${shown(from)}`]),
      ...(to === undefined ? [] : [`+ ${oneLine(path)} = ${shown(to)}`]),
    ];
  });
  return [...secrets, ...visible];
}

function shown(value: Json): string {
  const line = oneLine(typeof value === 'string' ? value : JSON.stringify(value));
  return line.length <= LONGEST_VALUE ? line : `${line.slice(0, LONGEST_VALUE)}… (${line.length} characters)`;
}

const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ');
