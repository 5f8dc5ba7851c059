import type { MetricWidget } from '../body/model';
import { newest, type Series } from '../math/values';
import { axisRange } from '../values/merge';
import { isThreshold, passed } from '../values/state';
import { labelBelow, type Show } from '../values/units';
import { tableBehind } from './data-table';
import { el, setAttribute, setText, svg, whenChanged } from './dom';
import type { Frame } from './frame';
import type { Context, Piece } from './piece';
import { readingsOf } from './readings';

const MOST = 60;
const [WIDTH, HEIGHT] = [200, 40];

interface Tile {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly label: HTMLElement;
  readonly state: HTMLElement;
  readonly spark: SVGPathElement;
}

/** The view `singleValue`: the newest value of each line, with a small graph if the body asks for it. */
export function numbers(widget: MetricWidget, frame: Frame, context: Context): Piece {
  const readings = readingsOf(widget, context);
  const { showCurve: show } = readings;
  // The small graph has the widget's own periods, even if the number is that of the whole range.
  const sparks = widget.wholeRange ? readingsOf({ ...widget, wholeRange: false }, context) : readings;
  const list = el('div', { class: 'w-numbers', role: 'img' });
  const table = tableBehind(list, frame, widget, show);
  let tiles: Tile[] = [];
  const build = whenChanged((key) => {
    tiles = (JSON.parse(key) as string[]).map((color) => tileOf(color, widget.sparkline));
    list.replaceChildren(...tiles.map(({ element }) => element));
  });
  return {
    update(now) {
      const { curves: all, thresholds, words, notes } = readings.at(now);
      const lines = sparks === readings ? all : sparks.at(now).curves;
      const curves = all.filter((curve) => !isThreshold(curve)).slice(0, MOST);
      const beyond = passed(all, thresholds)?.label;
      build(JSON.stringify(curves.map(({ color }) => color)));
      for (const [i, curve] of curves.entries()) {
        const series = lines.find(({ line }) => line === curve.line)?.series;
        const label = curve.label === widget.title ? '' : labelBelow(curve.label);
        fill(tiles[i], show(curve), label, beyond, newest(curve.series), series);
      }
      setAttribute(list, 'aria-label', words);
      table.update(lines);
      frame.note(notes);
    },
  };
}

function fill(
  tile: Tile | undefined,
  show: Show,
  label: string,
  beyond: string | undefined,
  value: number | undefined,
  series: Series | undefined,
): void {
  if (!tile) return;
  setText(tile.value, value === undefined ? '–' : show(value));
  setText(tile.label, label);
  setText(tile.state, beyond ?? '');
  tile.element.toggleAttribute('data-beyond', beyond !== undefined);
  if (series) setAttribute(tile.spark, 'd', pathOf(series));
}

function tileOf(color: string, sparkline: boolean): Tile {
  const value = el('span', { class: 'w-big' });
  const label = el('span', { class: 'w-name' });
  const state = el('span', { class: 'w-beyond' });
  const spark = svg('path', {
    fill: 'none',
    stroke: color,
    'stroke-width': '2',
    'stroke-linecap': 'round',
    'vector-effect': 'non-scaling-stroke',
  });
  const box = {
    class: 'w-spark',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  };
  const element = el(
    'div',
    { class: 'w-number' },
    value,
    label,
    state,
    ...(sparkline ? [svg('svg', box, spark)] : []),
  );
  return { element, value, label, state, spark };
}

/** A line with gaps where there are no data; one value alone becomes a dot. */
function pathOf({ values }: Series): string {
  const known = values.filter((value) => value !== undefined);
  // At least a quarter of the values' size: noise of a thousandth must not look like mountains.
  const largest = Math.max(...known.map(Math.abs), 0);
  const middle = known.length > 0 ? (Math.min(...known) + Math.max(...known)) / 2 : 0;
  const [low, high] = axisRange([...known, middle - largest / 8, middle + largest / 8], {
    min: undefined,
    max: undefined,
  });
  const x = (i: number) => ((i / Math.max(1, values.length - 1)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 4)).toFixed(1);
  return values
    .map((value, i) => {
      if (value === undefined) return '';
      const starts = values[i - 1] === undefined;
      return `${starts ? 'M' : 'L'}${x(i)} ${y(value)}${starts && values[i + 1] === undefined ? 'h0.1' : ''}`;
    })
    .join('');
}
