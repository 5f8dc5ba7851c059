import { cut, type Line, lengthOf, type Span, type Style } from './lines';
import type { ViewRow } from './rows';
import type { State } from './states';

const stateStyles: Readonly<Record<Exclude<State, `${number} of ${number}`>, Style>> = {
  ok: 'good',
  WARNING: 'warning',
  CRITICAL: 'critical',
  failed: 'critical',
  asleep: 'asleep',
  absent: 'quiet',
  unknown: 'quiet',
  '–': 'quiet',
};

/** What is not an alarm yet is quiet. */
const styleOf = (state: State): Style =>
  (stateStyles as Readonly<Partial<Record<State, Style>>>)[state] ?? 'quiet';

type Column = Exclude<keyof ViewRow, 'note'>;
const titles: Readonly<Record<Column, string>> = {
  metric: 'metric',
  value: 'value',
  unit: 'unit',
  warning: 'warning',
  critical: 'critical',
  state: 'state',
};
/** Numbers are right-aligned. */
const rightAligned: readonly Column[] = ['value', 'warning', 'critical'];

interface Form {
  readonly columns: readonly Column[];
  readonly gap: number;
}
/** From wide to narrow. The first form that fits is used; if none fits, the last one is cut. */
const forms: readonly Form[] = [
  { columns: ['metric', 'value', 'unit', 'warning', 'critical', 'state'], gap: 2 },
  { columns: ['metric', 'value', 'unit', 'warning', 'critical', 'state'], gap: 1 },
  { columns: ['metric', 'value', 'warning', 'critical', 'state'], gap: 1 },
  { columns: ['metric', 'value', 'state'], gap: 2 },
  { columns: ['metric', 'value', 'state'], gap: 1 },
];

/** A table with fixed column widths: its heading, and one line per row. */
export interface Table {
  readonly heading: Line;
  line(row: ViewRow): Line;
}

/**
 * Sizes the columns for all rows that will be shown, so that the tables of several services line up.
 * @param width in characters
 */
export function tableFor(rows: readonly ViewRow[], width: number): Table {
  const widths = Object.fromEntries(
    Object.entries(titles).map(([column, title]) => [
      column,
      Math.max(title.length, ...rows.map((row) => row[column as Column].length)),
    ]),
  ) as Record<Column, number>;

  const lay = (
    { columns, gap }: Form,
    texts: Readonly<Record<Column, string>>,
    style: (c: Column) => Style | undefined,
  ) =>
    columns.map((column, i): Span => {
      const text = texts[column];
      const padded = rightAligned.includes(column)
        ? text.padStart(widths[column])
        : text.padEnd(widths[column]);
      const look = style(column);
      const spaced = ' '.repeat(i === 0 ? 0 : gap) + padded;
      return look ? [spaced, look] : [spaced];
    });
  const heading = (form: Form) => lay(form, titles, () => 'quiet');
  const form = forms.find((f) => lengthOf(heading(f)) <= width) ?? (forms.at(-1) as Form);

  return {
    heading: cut(heading(form), width),
    line(row) {
      const style = (column: Column): Style | undefined => {
        if (column === 'state') return styleOf(row.state);
        if (column === 'value')
          return row.state === 'WARNING' || row.state === 'CRITICAL' ? styleOf(row.state) : undefined;
        return column === 'metric' ? undefined : 'quiet';
      };
      return cut(lay(form, row, style), width);
    },
  };
}
