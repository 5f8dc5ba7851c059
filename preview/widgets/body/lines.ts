import { field, flag, isObject, number, shown, text } from './guards';
import type { Line, Side } from './model';

/** CloudWatch's limit for one widget. */
const MOST_LINES = 500;
const COLOR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

/** A colour of a body, such as `#d13212`; undefined for anything else, which could be any CSS. */
export function colorOf(object: unknown): string | undefined {
  const color = text(object, 'color');
  return color !== undefined && COLOR.test(color) ? color : undefined;
}

export interface Defaults {
  readonly stat: string;
  readonly period: number;
}
export interface Lines {
  readonly lines: readonly Line[];
  readonly problems: readonly string[];
}

/** The cells of a row, with `.` and `...` replaced by those of the row before it. */
function cellsOf(row: readonly unknown[], before: readonly string[]): string[] | string {
  const cells: string[] = [];
  for (const [i, cell] of row.entries()) {
    if (typeof cell !== 'string') return `has ${shown(cell)} where a name must stand`;
    const repeated =
      cell === '...' ? before.slice(cells.length, before.length - (row.length - i - 1)) : [cell];
    const filled = repeated.map((one) => (one === '.' ? before[cells.length] : one));
    if (cell === '...' && repeated.length === 0)
      return 'repeats a row, but there is none before it to repeat';
    if (filled.includes(undefined)) return 'repeats a cell, but there is none above it';
    cells.push(...(filled as string[]));
  }
  return cells;
}

function refOf([namespace = '', metric = '', ...rest]: readonly string[]) {
  const dimensions: [string, string][] = [];
  for (let i = 0; i + 1 < rest.length; i += 2) dimensions.push([rest[i] ?? '', rest[i + 1] ?? '']);
  return { namespace, metric, dimensions: Object.fromEntries(dimensions) };
}

function periodOf(render: unknown, fallback: number): number {
  const period = number(render, 'period');
  return period !== undefined && period > 0 ? period : fallback;
}

function lineOf(cells: readonly string[], render: unknown, defaults: Defaults): Line | string {
  const side: Side = field(render, 'yAxis') === 'right' ? 'right' : 'left';
  const drawn = {
    id: text(render, 'id'),
    label: text(render, 'label'),
    color: colorOf(render),
    visible: flag(render, 'visible') ?? true,
    axis: side,
  };
  const expression = field(render, 'expression');
  if (expression !== undefined)
    return typeof expression === 'string' && expression.trim() !== ''
      ? { kind: 'expression', ...drawn, expression, period: periodOf(render, defaults.period) }
      : `has ${shown(expression)} as its expression`;
  if (cells.length < 2) return 'names no metric: it needs a namespace and a name';
  if (cells.length % 2 !== 0) return 'has a dimension without a value';
  return {
    kind: 'metric',
    ...drawn,
    ref: refOf(cells),
    stat: text(render, 'stat') ?? defaults.stat,
    period: periodOf(render, defaults.period),
  };
}

/** One row: its line and its cells, or what is wrong with it. */
function rowOf(
  row: unknown,
  before: readonly string[],
  defaults: Defaults,
): { readonly line: Line; readonly cells: readonly string[] } | string {
  if (!Array.isArray(row)) return `is ${shown(row)}, not a list`;
  const render = isObject(row.at(-1)) ? row.at(-1) : undefined;
  const cells = cellsOf(render ? row.slice(0, -1) : row, before);
  if (typeof cells === 'string') return cells;
  const line = lineOf(cells, render, defaults);
  return typeof line === 'string' ? line : { line, cells };
}

/** Reads `metrics`: lists of cells, the last of which may say how the line is drawn. A wrong row does not hide the others. */
export function linesOf(metrics: readonly unknown[], defaults: Defaults): Lines {
  const lines: Line[] = [];
  const problems: string[] = [];
  let before: readonly string[] = [];
  for (const [i, row] of metrics.slice(0, MOST_LINES).entries()) {
    const read = rowOf(row, before, defaults);
    if (typeof read === 'string') {
      problems.push(`Row ${i + 1} of "metrics" ${read}.`);
      continue;
    }
    lines.push(read.line);
    if (read.line.kind === 'metric') before = read.cells;
  }
  if (metrics.length > MOST_LINES) problems.push(`Only the first ${MOST_LINES} rows of "metrics" are read.`);
  return { lines, problems };
}
