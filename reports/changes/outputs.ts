import { code } from '../markdown';
import type { Json } from '../plan/json';
import { SENSITIVE } from '../plan/mask';
import type { Plan } from '../plan/parse';
import type { OutputChange } from '../plan/rest';
import { shown, shownBoth, without } from './difference';

/** What is valid and probably not meant is an output, too. Their numbers say nothing: one more moves the others. */
const REMARK = /^warning_\d+$/;

/** The outputs that change, one line each; all that are new or removed share a line. */
export function outputLines({ outputs: all }: Plan): string[] {
  const outputs = all.filter((output) => !REMARK.test(output.name));
  const added = outputs.filter(({ before }) => before === undefined);
  const removed = outputs.filter(({ before, after }) => before !== undefined && after === undefined);
  const edited = outputs.filter(({ before, after }) => before !== undefined && after !== undefined);
  return [
    ...remarks(all.filter(({ name }) => REMARK.test(name))),
    ...edited.map(edit),
    ...listed('added', added),
    ...listed('removed', removed),
  ];
}

function edit({ name, before, after }: OutputChange): string {
  if (before === undefined || after === undefined) return '';
  if (before === SENSITIVE || after === SENSITIVE) return `${code(name)} changes ${SENSITIVE}`;
  const [from, to] = shownBoth(before, after);
  return from === to
    ? `${code(name)} changes, in a part that is hidden`
    : `${code(name)}: ${code(from)} → ${code(to)}`;
}

/** One output with its value, several by name. */
function listed(word: string, outputs: readonly OutputChange[]): string[] {
  const [first] = outputs;
  if (!first) return [];
  const value: Json | undefined = first.after ?? first.before;
  if (outputs.length === 1 && value !== undefined)
    return [`${word}: ${code(first.name)} = ${code(shown(value))}`];
  return [`${word}: ${outputs.map(({ name }) => code(name)).join(', ')}`];
}

function remarks(outputs: readonly OutputChange[]): string[] {
  const texts = (side: 'before' | 'after') =>
    outputs.flatMap((output) => (output[side] === undefined ? [] : [shown(output[side])]));
  const [was, is] = [texts('before'), texts('after')];
  return [
    ...without(is, was).map((remark) => `warns: ${code(remark)}`),
    ...without(was, is).map((remark) => `no longer warns: ${code(remark)}`),
  ];
}
