import type uPlot from 'uplot';
import type { HorizontalMark, MetricWidget, VerticalMark } from '../body/model';
import { MARK_COLOR } from '../values/colors';

/** Light enough that lines and grid remain visible. */
const SHADE = 0.14;

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Draws annotations below the lines of the metrics: what is shaded, and dashed lines. */
export function drawMarks(u: uPlot, { horizontal, vertical }: MetricWidget): void {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  const plot: Box = [left, top, left + width, top + height];
  for (const mark of horizontal) if (u.scales[mark.axis]?.min !== undefined) drawHorizontal(u, mark, plot);
  for (const mark of vertical) drawVertical(u, mark, plot);
  ctx.restore();
}

function drawHorizontal(u: uPlot, mark: HorizontalMark, [left, top, right, bottom]: Box): void {
  const { value, to, color = MARK_COLOR, fill, axis } = mark;
  const y = Math.round(u.valToPos(value, axis, true));
  if (to !== undefined) {
    const other = Math.round(u.valToPos(to, axis, true));
    shade(u, color, [left, Math.min(y, other), right, Math.max(y, other)]);
  }
  if (fill === 'above') shade(u, color, [left, top, right, y]);
  if (fill === 'below') shade(u, color, [left, y, right, bottom]);
  line(u, color, [left, y, right, y]);
}

function drawVertical(u: uPlot, { at, to, color = MARK_COLOR, fill }: VerticalMark, plot: Box): void {
  const [left, top, right, bottom] = plot;
  const x = Math.round(u.valToPos(at, 'x', true));
  if (to !== undefined) shade(u, color, [x, top, Math.round(u.valToPos(to, 'x', true)), bottom]);
  if (fill === 'before') shade(u, color, [left, top, x, bottom]);
  if (fill === 'after') shade(u, color, [x, top, right, bottom]);
  line(u, color, [x, top, x, bottom]);
}

function shade({ ctx }: uPlot, color: string, [left, top, right, bottom]: Box): void {
  ctx.globalAlpha = SHADE;
  ctx.fillStyle = color;
  ctx.fillRect(left, top, right - left, bottom - top);
  ctx.globalAlpha = 1;
}

function line({ ctx }: uPlot, color: string, [fromX, fromY, toX, toY]: Box): void {
  // Half a pixel further, a line of one pixel fills that pixel, and is not smeared over two.
  const half = ctx.lineWidth / 2;
  ctx.strokeStyle = color;
  ctx.beginPath();
  ctx.moveTo(fromX + half, fromY + half);
  ctx.lineTo(toX + half, toY + half);
  ctx.stroke();
}
