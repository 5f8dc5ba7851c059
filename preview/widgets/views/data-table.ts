import type { MetricWidget } from '../body/model';
import type { Curve } from '../values/graph';
import { merge } from '../values/merge';
import { isWritten, type Show } from '../values/units';
import { timeWords } from '../values/words';
import { breakable, el, newId, svg } from './dom';
import type { Frame } from './frame';

const MOST_ROWS = 100;
const MOST_COLUMNS = 20;

/** A table of rows, the first cell of each being its header. */
export function tableElement(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLTableElement {
  const header = el(
    'thead',
    {},
    el('tr', {}, ...head.map((text) => el('th', { scope: 'col' }, ...breakable(text)))),
  );
  const body = el(
    'tbody',
    {},
    ...rows.map(([first = '', ...rest]) =>
      el(
        'tr',
        {},
        el('th', { scope: 'row' }, ...breakable(first)),
        ...rest.map((text) => el('td', {}, ...breakable(text))),
      ),
    ),
  );
  return el(
    'table',
    { class: 'w-table w-figures' },
    el('caption', { class: 'w-hidden' }, caption),
    header,
    body,
  );
}

/** A curve may be called by its unit, which stands in each cell, and may be another one there: `36.5 MB`. */
const headOf = (label: string): string => (isWritten(label) ? 'Value' : label);

/** A table of three rows and two columns. */
function icon(): SVGElement {
  const lines = svg('path', {
    d: 'M1.5 2.5h13v11h-13zM1.5 6h13M1.5 9.75h13M6 2.5v11',
    fill: 'none',
    stroke: 'currentColor',
  });
  return svg('svg', { viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' }, lines);
}

/** The button that shows the values of a chart as a table in its place, newest first. */
export class DataTable {
  readonly button = el('button', { type: 'button', class: 'w-button', 'aria-expanded': 'false' }, icon());
  /** Focusable, so that it can be scrolled by keys. */
  readonly element = el('div', { class: 'w-data', id: newId(), tabindex: '0', role: 'group' });
  #curves: readonly Curve[] = [];

  constructor(
    readonly title: string,
    readonly show: (curve: Curve) => Show,
    readonly utcOffset: number | undefined,
    /** The chart that is hidden while the table is shown. */
    readonly instead: HTMLElement,
  ) {
    this.element.hidden = true;
    this.element.setAttribute('aria-label', `${title} as a table`);
    this.button.setAttribute('aria-controls', this.element.id);
    this.button.setAttribute('aria-label', `Table of ${title}`);
    this.button.title = 'Show the values as a table';
    this.button.addEventListener('click', () => {
      const open = this.element.hidden;
      this.element.hidden = !open;
      this.button.setAttribute('aria-expanded', String(open));
      instead.hidden = open;
      if (open) this.#draw();
    });
  }

  update(curves: readonly Curve[]): void {
    this.#curves = curves;
    if (!this.element.hidden) this.#draw();
  }

  #draw(): void {
    const curves = this.#curves.slice(0, MOST_COLUMNS);
    const { times, columns } = merge(curves);
    const rows = times
      .map((time, i) => [
        timeWords(time, this.utcOffset),
        ...curves.map((curve, c) => {
          const value = columns[c]?.[i];
          return value === null || value === undefined ? '–' : this.show(curve)(value);
        }),
      ])
      .reverse()
      .slice(0, MOST_ROWS);
    const table = tableElement(this.title, ['Time', ...curves.map(({ label }) => headOf(label))], rows);
    const { scrollTop, scrollLeft } = this.element;
    this.element.replaceChildren(rows.length > 0 ? table : el('p', {}, 'No data.'));
    this.element.scrollTo(scrollLeft, scrollTop);
  }
}

/** Puts a chart into its widget, and its values behind the button beside the title. */
export function tableBehind(
  chart: HTMLElement,
  { tools, body }: Frame,
  { title, utcOffset }: MetricWidget,
  show: (curve: Curve) => Show,
): DataTable {
  const table = new DataTable(title, show, utcOffset, chart);
  tools.append(table.button);
  body.append(chart, table.element);
  return table;
}
