import type { Line, MetricWidget, Side } from '../body/model';
import { MARK_COLOR } from '../values/colors';
import { type Curve, graphOf } from '../values/graph';
import { labelOf } from '../values/labels';
import { type Threshold, thresholdsOf } from '../values/state';
import { fullPrecision, type Show, showIn, showTicks } from '../values/units';
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
  readonly show: Readonly<Record<Side, Show>>;
  readonly showCurve: (curve: Curve) => Show;
  at(now: number): Reading;
}

/** Evaluates the lines of a widget over the points of the source. */
export function readingsOf(widget: MetricWidget, { source, rangeMs: dashboards }: Context): Readings {
  const graph = graphOf(widget);
  const rangeMs =
    widget.rangeSeconds === undefined ? dashboards : (widget.rangeSeconds * 1000) / source.scale;
  const unitOf = (line: Line): string | undefined =>
    line.kind === 'metric' ? source.unit?.(line.ref) : undefined;
  const axisShow = (side: Side): Show => {
    const units = new Set(
      widget.lines.filter(({ axis }) => axis === side).flatMap((line) => unitOf(line) ?? []),
    );
    return showIn([widget.axes[side].label, ...(units.size === 1 ? units : [])]);
  };
  const show = { left: axisShow('left'), right: axisShow('right') };
  const own = new Map(
    widget.lines.map((line) => {
      const name = widget.axes[line.axis].label;
      const unit = line.kind === 'metric' ? showIn([name, unitOf(line)]) : show[line.axis];
      // `Hits per minute: 5`, not `Hits per minute: 5 per minute`.
      return [line, name !== undefined && line.label?.endsWith(name) ? showTicks(name, unit) : unit];
    }),
  );
  const showCurve = ({ line }: Curve): Show => {
    if (widget.fullPrecision && widget.view === 'singleValue') return fullPrecision;
    return own.get(line) ?? show[line.axis];
  };
  return {
    rangeMs,
    show,
    showCurve,
    at(now) {
      const { curves, problems } = graph.evaluate((ref) => source.points(ref), {
        now,
        rangeMs,
        scale: source.scale,
      });
      const labelled = curves.map((curve) => {
        const line = curve.line.kind === 'metric' ? curve.line : undefined;
        return { ...curve, label: labelOf(curve.label, curve.series, showCurve(curve), line) };
      });
      const thresholds = thresholdsOf(widget.horizontal, labelled, MARK_COLOR);
      return {
        curves: labelled,
        thresholds,
        words: chartWords(widget.title, labelled, thresholds, showCurve),
        notes: [...widget.notes, ...problems],
      };
    },
  };
}
