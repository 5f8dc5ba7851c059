import type { MetricWidget, SummaryColumn } from '../body/model';
import { present } from '../math/values';
import type { Curve } from '../values/graph';
import { merge } from '../values/merge';
import { timeWords } from '../values/words';
import { tableElement } from './data-table';
import { el } from './dom';
import type { Frame } from './frame';
import type { Context, Piece } from './piece';
import { readingsOf } from './readings';

const MOST_TIMES = 60;
const MOST_LINES = 100;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const summaries: Readonly<Record<SummaryColumn, (values: readonly number[]) => number>> = {
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  SUM: sum,
  AVG: (values) => sum(values) / values.length,
};

/** The view `table`: the values of the lines, newest first, with summaries. */
export function table(widget: MetricWidget, frame: Frame, context: Context): Piece {
  const readings = readingsOf(widget, context);
  const area = el('div', {
    class: 'w-data',
    tabindex: '0',
    role: 'group',
    'aria-label': `${widget.title}, values`,
  });
  frame.body.append(area);
  return {
    update(now) {
      const { curves, notes } = readings.at(now);
      const rows = rowsOf(widget, curves.slice(0, MOST_LINES), (curve, value) =>
        value === undefined || !Number.isFinite(value) ? '–' : readings.showCurve(curve)(value),
      );
      const [head = [], ...rest] = widget.table.layout === 'vertical' ? turned(rows) : rows;
      const { scrollTop, scrollLeft } = area;
      area.replaceChildren(
        curves.length > 0
          ? tableElement(widget.title, head, rest)
          : el('p', { class: 'w-empty' }, 'No data.'),
      );
      area.scrollTo(scrollLeft, scrollTop);
      frame.note(notes);
    },
  };
}

/** One row per line; the first row has the names of the columns. */
function rowsOf(
  { table: { summary, timeSeries }, utcOffset }: MetricWidget,
  curves: readonly Curve[],
  show: (curve: Curve, value: number | undefined) => string,
): string[][] {
  const { times, columns } = merge(curves);
  const newestFirst = timeSeries ? times.map((_, i) => times.length - 1 - i).slice(0, MOST_TIMES) : [];
  const head = ['Metric', ...summary, ...newestFirst.map((i) => timeWords(times[i] ?? 0, utcOffset))];
  const rows = curves.map((curve, c) => {
    const values = present(curve.series);
    return [
      curve.label,
      ...summary.map((column) => show(curve, values.length > 0 ? summaries[column](values) : undefined)),
      ...newestFirst.map((i) => show(curve, columns[c]?.[i] ?? undefined)),
    ];
  });
  return [head, ...rows];
}

const turned = (rows: readonly (readonly string[])[]): string[][] =>
  (rows[0] ?? []).map((_, i) => rows.map((row) => row[i] ?? ''));
