import type { MetricWidget } from '../body/model';
import { newest } from '../math/values';
import type { Curve } from '../values/graph';
import { tableBehind } from './data-table';
import { el, setAttribute, svg, swatch } from './dom';
import type { Frame } from './frame';
import type { Context, Piece } from './piece';
import { readingsOf } from './readings';

/** More slices or bars cannot be told apart. */
const MOST = 40;

/** The views `bar` and `pie`: the newest values of the lines beside each other. */
export function comparison(widget: MetricWidget, frame: Frame, context: Context): Piece {
  const readings = readingsOf(widget, context);
  const area = el('div', { class: widget.view === 'bar' ? 'w-bars' : 'w-pie', role: 'img' });
  const table = tableBehind(area, frame, widget, readings.showCurve);
  return {
    update(now) {
      const { curves, words, notes } = readings.at(now);
      const parts = curves.slice(0, MOST).map((curve) => ({ curve, value: newest(curve.series) }));
      const show = ({ curve, value }: Part) => (value === undefined ? '–' : readings.showCurve(curve)(value));
      area.replaceChildren(...(widget.view === 'bar' ? bars(parts, show) : pie(parts, show)));
      setAttribute(area, 'aria-label', words);
      table.update(curves);
      frame.note(curves.length > MOST ? [...notes, `Only the first ${MOST} lines are drawn.`] : notes);
    },
  };
}

interface Part {
  readonly curve: Curve;
  readonly value: number | undefined;
}

function bars(parts: readonly Part[], show: (part: Part) => string): HTMLElement[] {
  const largest = Math.max(...parts.map(({ value }) => Math.abs(value ?? 0)), Number.MIN_VALUE);
  return parts.map((part) => {
    const bar = el('span', { class: 'w-bar' });
    bar.style.width = `${(100 * Math.abs(part.value ?? 0)) / largest}%`;
    bar.style.backgroundColor = part.curve.color;
    return el(
      'div',
      { class: 'w-bar-row' },
      el('span', { class: 'w-name' }, part.curve.label),
      el('span', { class: 'w-bar-track' }, bar),
      el('span', { class: 'w-value' }, show(part)),
    );
  });
}

function pie(parts: readonly Part[], show: (part: Part) => string): Element[] {
  const total = parts.reduce((sum, { value }) => sum + Math.max(0, value ?? 0), 0);
  let from = 0;
  // Strokes of circles with a third of the radius: one dash each, so that a share of 100 % needs no special case.
  const circumference = 100;
  const slices = parts.map(({ curve, value }) => {
    const share = total > 0 ? (circumference * Math.max(0, value ?? 0)) / total : 0;
    const slice = svg('circle', {
      cx: '50',
      cy: '50',
      r: '30',
      fill: 'none',
      stroke: curve.color,
      'stroke-width': '26',
      pathLength: String(circumference),
      'stroke-dasharray': `${share} ${circumference - share}`,
      'stroke-dashoffset': String(25 - from),
    });
    from += share;
    return slice;
  });
  const keys = parts.map((part) => {
    const share = total > 0 ? ` (${Math.round((100 * Math.max(0, part.value ?? 0)) / total)} %)` : '';
    return el(
      'li',
      {},
      swatch(part.curve.color),
      `${part.curve.label} `,
      el('span', { class: 'w-value' }, `${show(part)}${share}`),
    );
  });
  return [
    svg('svg', { viewBox: '0 0 100 100', class: 'w-slices', 'aria-hidden': 'true' }, ...slices),
    el('ul', { class: 'w-keys w-shares' }, ...keys),
  ];
}
