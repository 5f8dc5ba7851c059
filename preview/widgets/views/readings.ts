import type { Line, MetricWidget, Side } from '../body/model';
import type { Source } from '../source';
import { MARK_COLOR } from '../values/colors';
import { type Curve, graphOf } from '../values/graph';
import { labelOf } from '../values/labels';
import { type Threshold, thresholdsOf } from '../values/state';
import { axisUnit, fullPrecision, type Show, showIn, showTicks, unitInLabel } from '../values/units';
import { chartWords } from '../values/words';
import type { Context } from './piece';

/** What a metric widget shows at a moment. */
export interface Reading {
  readonly curves: readonly Curve[];
  readonly thresholds: readonly Threshold[];
  /** For people who cannot see the chart. */
  readonly words: string;
  /** What is wrong or not simulated, in sentences. */
  readonly notes: readonly string[];
}
export interface Readings {
  /** Length of the time range in milliseconds of real time. */
  readonly rangeMs: number;
  /** How the numbers at each axis are written. */
  readonly show: (side: Side) => Show;
  readonly showCurve: (curve: Curve) => Show;
  at(now: number): Reading;
}

/** Evaluates the lines of a widget over the points of the source. */
export function readingsOf(widget: MetricWidget, { source, rangeMs: dashboards }: Context): Readings {
  const graph = graphOf(widget);
  const refs = widget.lines.flatMap((line) => (line.kind === 'metric' ? line.ref : []));
  const scale = source.about?.(refs)?.scale ?? source.scale;
  const rangeMs = widget.rangeSeconds === undefined ? dashboards : (widget.rangeSeconds * 1000) / scale;
  let shows = showsOf(widget, source);
  const showCurve = ({ line }: Curve): Show => shows.own.get(line) ?? shows[line.axis];
  return {
    rangeMs,
    show: (side) => shows[side],
    showCurve,
    at(now) {
      // A unit is known when the first value was published.
      if (!shows.complete) shows = showsOf(widget, source);
      const { curves, problems } = graph.evaluate(
        (ref) => source.points(ref),
        { now, rangeMs, scale },
        (search, dimension) => source.values?.(search, dimension) ?? [],
      );
      const labelled = curves.map((curve) => {
        const line = curve.line.kind === 'metric' ? curve.line : undefined;
        return { ...curve, label: labelOf(curve.label, curve.series, showCurve(curve), line) };
      });
      const thresholds = thresholdsOf(widget.horizontal, labelled, MARK_COLOR);
      return {
        curves: labelled,
        thresholds,
        words: chartWords(widget.title, labelled, thresholds, showCurve),
        notes: [...widget.notes, ...problems, ...(source.about?.(refs)?.notes ?? [])],
      };
    },
  };
}

interface Shows extends Readonly<Record<Side, Show>> {
  readonly own: ReadonlyMap<Line, Show>;
  /** Whether the units of all metrics are known. */
  readonly complete: boolean;
}

/** How numbers are written: by the name of the axis, else in the unit that the metric was published in. */
function showsOf(widget: MetricWidget, source: Source): Shows {
  const unitOf = (line: Line): string | undefined =>
    line.kind === 'metric' ? source.unit?.(line.ref) : unitInLabel(line.label);
  const units = new Map(widget.lines.map((line) => [line, unitOf(line)]));
  const full = widget.fullPrecision && widget.view === 'singleValue';
  const axisShow = (side: Side): Show => {
    const here = axisUnit(widget.lines, side, (line) => units.get(line));
    return full ? fullPrecision : showIn([widget.axes[side].label, here]);
  };
  const axes = { left: axisShow('left'), right: axisShow('right') };
  const own = widget.lines.map((line): [Line, Show] => {
    if (full) return [line, fullPrecision];
    if (line.kind === 'expression' && units.get(line) === undefined)
      return [line, ownTicks(line, widget, axes[line.axis])];
    return [line, ownTicks(line, widget, showIn([widget.axes[line.axis].label, units.get(line)]))];
  });
  const complete = widget.lines.every((line) => line.kind === 'expression' || units.get(line) !== undefined);
  return { ...axes, own: new Map(own), complete };
}

/** `Hits per minute: 5`, not `Hits per minute: 5 per minute`. */
function ownTicks(line: Line, { axes }: MetricWidget, show: Show): Show {
  const name = axes[line.axis].label;
  return name !== undefined && line.label?.endsWith(name) ? showTicks(name, show) : show;
}
