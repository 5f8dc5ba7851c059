import type { MetricWidget } from '../body/model';
import { newest } from '../math/values';
import { MARK_COLOR } from '../values/colors';
import type { Curve } from '../values/graph';
import { isThreshold } from '../values/state';
import { tableBehind } from './data-table';
import { el, setAttribute, svg } from './dom';
import type { Frame } from './frame';
import type { Context, Piece } from './piece';
import { readingsOf } from './readings';

const MOST = 12;
const [CENTER_X, CENTER_Y, RADIUS] = [100, 92, 74];

const point = (share: number, radius = RADIUS): string => {
  const angle = Math.PI * (1 - share);
  return `${(CENTER_X + radius * Math.cos(angle)).toFixed(2)} ${(CENTER_Y - radius * Math.sin(angle)).toFixed(2)}`;
};
const arc = (from: number, to: number, radius = RADIUS): string =>
  `M${point(from, radius)}A${radius} ${radius} 0 0 1 ${point(to, radius)}`;

/** The view `gauge`: a half circle from the axis' minimum to its maximum, with the annotations as an outer ring. */
export function gauge(widget: MetricWidget, frame: Frame, context: Context): Piece {
  const readings = readingsOf(widget, context);
  const { min, max } = widget.axes.left;
  const area = el('div', { class: 'w-gauges', role: 'img' });
  const table = tableBehind(area, frame, widget, readings.showCurve);
  return {
    update(now) {
      const { curves, words, notes } = readings.at(now);
      if (min !== undefined && max !== undefined && min < max) {
        const dials = curves.filter((curve) => !isThreshold(curve)).slice(0, MOST);
        area.replaceChildren(
          ...dials.map((curve) => dial(curve, widget, min, max, readings.showCurve(curve))),
        );
      }
      setAttribute(area, 'aria-label', words);
      table.update(curves);
      frame.note(notes);
    },
  };
}

function dial(
  { series, label, color }: Curve,
  { horizontal }: MetricWidget,
  min: number,
  max: number,
  show: (value: number) => string,
): HTMLElement {
  const share = (value: number) => Math.min(Math.max((value - min) / (max - min), 0), 1);
  const value = newest(series);
  const ring = horizontal.map(({ value: from, to, fill, color: own = MARK_COLOR }) => {
    const other = to ?? (fill === 'above' ? max : fill === 'below' ? min : from + (max - min) * 0.01);
    const [a, b] = [share(Math.min(from, other)), share(Math.max(from, other))];
    return svg('path', { d: arc(a, b, RADIUS + 12), fill: 'none', stroke: own, 'stroke-width': '5' });
  });
  const text = (x: number, y: number, className: string, content: string) => {
    const element = svg('text', { x: String(x), y: String(y), class: className, 'text-anchor': 'middle' });
    element.textContent = content;
    return element;
  };
  const drawing = svg(
    'svg',
    { viewBox: '0 0 200 112', class: 'w-dial', 'aria-hidden': 'true' },
    svg('path', { d: arc(0, 1), class: 'w-dial-track', fill: 'none', 'stroke-width': '14' }),
    ...(value === undefined
      ? []
      : [svg('path', { d: arc(0, share(value)), fill: 'none', stroke: color, 'stroke-width': '14' })]),
    ...ring,
    text(CENTER_X, CENTER_Y - 8, 'w-dial-value', value === undefined ? '–' : show(value)),
    text(CENTER_X - RADIUS, CENTER_Y + 16, 'w-dial-limit', show(min)),
    text(CENTER_X + RADIUS, CENTER_Y + 16, 'w-dial-limit', show(max)),
  );
  return el('div', { class: 'w-gauge' }, drawing, el('span', { class: 'w-name' }, label));
}
