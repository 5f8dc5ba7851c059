import type { Chosen, Variable } from './body/variables';
import type { Source } from './source';
import { el, newId } from './views/dom';

/** What is chosen on a dashboard, and who is told when that changes. */
export interface Choice {
  readonly chosen: Chosen;
  changed(chosen: Chosen): void;
}

/** A list for each variable, above the widgets, as CloudWatch has it. Hidden if there is none. */
export function chooserOf(variables: readonly Variable[], source: Source, choice: Choice) {
  let now: Chosen = choice.chosen;
  const lists = variables.map((variable) =>
    listOf(variable, source, now, (value) => {
      now = { ...now, [variable.id]: value };
      choice.changed(now);
    }),
  );
  const element = el('div', { class: 'w-variables' }, ...lists.map((one) => one.element));
  element.hidden = lists.length === 0;
  return {
    element,
    /** Adds what can be chosen since. */
    update(): void {
      for (const one of lists) one.update();
    },
  };
}

function listOf(variable: Variable, source: Source, chosen: Chosen, change: (value: string) => void) {
  const { label, defaultValue, values, found } = variable;
  const id = newId();
  const select = el('select', { id });
  select.addEventListener('change', () => change(select.value));
  const current = chosen[variable.id] ?? defaultValue;
  const options = () => {
    if (!found) return values;
    const names = source.values?.(found.search, found.dimension) ?? [];
    return names.map((value) => ({ value, label: value }));
  };
  let shown = '';
  function update(): void {
    const all = options();
    const known = JSON.stringify(all);
    if (known === shown) return;
    const before = shown === '' ? current : select.value;
    shown = known;
    // What is chosen stays, even if no metric has it yet.
    const missing = before !== undefined && !all.some(({ value }) => value === before);
    const listed = missing ? [{ value: before, label: before }, ...all] : all;
    select.replaceChildren(...listed.map((one) => el('option', { value: one.value }, one.label)));
    if (before !== undefined) select.value = before;
  }
  update();
  return { element: el('p', { class: 'w-variable' }, el('label', { for: id }, label), select), update };
}
