import type { MetricWidget } from '../body/model';
import { newest } from '../math/values';
import { MARK_COLOR } from '../values/colors';
import { isWritten } from '../values/units';
import { dayWords } from '../values/words';
import { DataTable } from '../views/data-table';
import { el, setAttribute } from '../views/dom';
import type { Frame } from '../views/frame';
import type { Context, Piece } from '../views/piece';
import { readingsOf } from '../views/readings';
import { Handles } from './handles';
import { Legend, type Mark } from './legend';
import { Plot } from './plot';
import { onTheme } from './theme';

/** The view `timeSeries`: a chart, its legend, its table, and handles for the thresholds that can be dragged. */
export function timeSeries(widget: MetricWidget, frame: Frame, context: Context): Piece {
  const { source } = context;
  const readings = readingsOf(widget, context);
  const { rangeMs, show, showCurve } = readings;
  const metrics = widget.lines.flatMap((line) => (line.kind === 'metric' ? [line.ref] : []));

  const canvas = el('div', { class: 'w-canvas', role: 'img' });
  const empty = el('p', { class: 'w-empty w-center' }, 'No data in this time range.');
  const area = el('div', { class: 'w-plot' }, canvas, empty);
  const legend = new Legend(showCurve, widget.utcOffset, marksOf(widget));
  legend.element.dataset.position = widget.legend;
  frame.body.dataset.legend = widget.legend;
  const table = new DataTable(widget.title, showCurve, widget.utcOffset, area);
  frame.tools.append(...axisNames(widget), table.button);

  const handles = new Handles(() => plot.u);
  handles.set(source.draggables(metrics));
  area.append(handles.element, legend.when);
  const plot: Plot = new Plot(canvas, {
    widget,
    syncKey: context.syncKey,
    show,
    also: () => handles.values(),
    frozen: () => handles.dragging,
    handleRoom: () => handles.room,
    pointed: (at) => legend.point(at),
    drawn: () => handles.layout(),
  });
  const stopTheme = onTheme(() => plot.restyle());
  frame.body.append(area, table.element, legend.element);

  return {
    update(now) {
      const { curves, words, notes } = readings.at(now);
      handles.set(source.draggables(metrics));
      empty.hidden = curves.some(({ series }) => newest(series) !== undefined);
      setAttribute(canvas, 'aria-label', words);
      legend.update(curves);
      plot.update(curves, now - rangeMs, now);
      table.update(curves);
      frame.note(notes);
    },
    destroy() {
      stopTheme();
      plot.destroy();
    },
  };
}

/** The labels of the annotations stand below the chart, where they cannot overlap. */
function marksOf({ horizontal, vertical, utcOffset }: MetricWidget): Mark[] {
  return [
    ...horizontal.flatMap(({ label, color = MARK_COLOR }) => (label ? [{ label, color }] : [])),
    ...vertical.map(({ label, at, color = MARK_COLOR }) => ({
      label: `${label ?? 'marked'} (${dayWords(at, utcOffset)})`,
      color,
    })),
  ];
}

/** The names of the axes, where the numbers do not tell their unit. */
function axisNames({ axes }: MetricWidget): HTMLElement[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const { label } = axes[side];
    return label === undefined || label === '' || isWritten(label)
      ? []
      : [el('span', { class: 'w-axis' }, side === 'left' ? label : `right: ${label}`)];
  });
}
