import uPlot from 'uplot';
import type { MetricWidget, Side } from '../body/model';
import type { Curve } from '../values/graph';
import { axisRange, type Column, lonely, type Merged, merge, stack } from '../values/merge';
import { ROUND_STEPS, TIME_STEPS } from '../values/steps';
import { type Show, showTicks, ticks } from '../values/units';
import { timeWords } from '../values/words';
import { drawMarks } from './marks';
import { type Theme, themeOf } from './theme';

/** A canvas has a largest size, and no screen is higher. */
const MOST_PIXELS = 3000;
/** Beyond the edges of the screen. The project's own dashboards are drawn as a whole. */
const NEAR = '4000px 0px';
const TEN_MINUTES = 600_000;

export interface PlotOptions {
  readonly widget: MetricWidget;
  readonly syncKey: string;
  readonly show: (side: Side) => Show;
  /** Values that the left axis has to show besides those of the curves. */
  readonly also: () => readonly number[];
  /** While true, the axes stay as they are. */
  readonly frozen: () => boolean;
  /** Space at the right for the handles of thresholds, in pixels. */
  readonly handleRoom: () => number;
  /** The time at the cursor, or undefined when there is none. */
  readonly pointed: (at: number | undefined) => void;
  /** @returns whether the space for the handles is another one now */
  readonly drawn: () => boolean;
}

/** A chart over time. It is created once, and gets new values. */
export class Plot {
  #u: uPlot | undefined;
  #curves: readonly Curve[] = [];
  #columns: readonly Column[] = [];
  #merged: Merged = { times: [], columns: [] };
  #window: readonly [from: number, to: number] = [0, 1];
  #shape = '';
  #theme: Theme | undefined;
  readonly #resized: ResizeObserver;
  readonly #seen: IntersectionObserver;
  /** Whether it is on the screen or close to it. Hundreds of charts far away are not drawn every second. */
  #near = false;

  constructor(
    readonly element: HTMLElement,
    readonly options: PlotOptions,
  ) {
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#resized.observe(element);
    this.#seen = new IntersectionObserver(
      (entries) => {
        this.#near = entries.at(-1)?.isIntersecting ?? true;
        this.#draw();
      },
      { rootMargin: NEAR },
    );
    this.#seen.observe(element);
  }

  get u(): uPlot | undefined {
    return this.#u;
  }

  update(curves: readonly Curve[], from: number, to: number): void {
    this.#curves = curves;
    this.#window = [from, to];
    this.#draw();
  }

  #draw(): void {
    if (!this.#near) return;
    const curves = this.#curves;
    this.#merged = merge(curves);
    this.#columns = this.options.widget.stacked ? stack(this.#merged.columns) : this.#merged.columns;
    const shape = JSON.stringify(curves.map(({ color, line }) => [color, line.axis]));
    const same = shape === this.#shape;
    this.#shape = shape;
    if (same && this.#u) this.#u.setData(this.#data());
    else this.#create();
  }

  /** Draws again with the colours of the theme. */
  restyle(): void {
    this.#theme = undefined;
    this.#u?.redraw(false, true);
  }

  destroy(): void {
    this.#resized.disconnect();
    this.#seen.disconnect();
    this.#u?.destroy();
    this.#u = undefined;
  }

  #data(): uPlot.AlignedData {
    return [[...this.#merged.times], ...this.#columns.map((column) => [...column])] as uPlot.AlignedData;
  }

  #size(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.element;
    return { width: Math.min(clientWidth, MOST_PIXELS * 2), height: Math.min(clientHeight, MOST_PIXELS) };
  }

  #resize(): void {
    const size = this.#size();
    if (size.width < 20 || size.height < 20) return;
    if (this.#u) this.#u.setSize(size);
    else this.#draw();
  }

  #create(): void {
    this.#u?.destroy();
    this.#u = undefined;
    const size = this.#size();
    // It is hidden: the observer calls when it is shown.
    if (size.width < 20 || size.height < 20) return;
    this.#u = new uPlot(this.#options(size), this.#data(), this.element);
  }

  #colors(): Theme {
    this.#theme ??= themeOf(this.element);
    return this.#theme;
  }

  #range(side: Side): uPlot.Scale.Range {
    return (u) => {
      const now = u.scales[side];
      if (this.options.frozen() && typeof now?.min === 'number' && typeof now.max === 'number')
        return [now.min, now.max];
      const { widget, also } = this.options;
      const values = this.#curves.flatMap(({ line }, i) =>
        line.axis === side ? (this.#columns[i] ?? []).filter((value) => typeof value === 'number') : [],
      );
      const marks = widget.horizontal
        .filter(({ axis }) => axis === side)
        .flatMap(({ value, to }) => (to === undefined ? [value] : [value, to]));
      const base = widget.stacked && values.length > 0 ? [0] : [];
      return axisRange([...values, ...marks, ...base, ...(side === 'left' ? also() : [])], widget.axes[side]);
    };
  }

  #axis(side: Side): uPlot.Axis {
    const { widget } = this.options;
    return {
      scale: side,
      side: side === 'left' ? 3 : 1,
      stroke: () => this.#colors().text,
      grid: { stroke: () => this.#colors().grid, width: 1, show: side === 'left' || !this.#has('left') },
      ticks: { show: false },
      font: this.#colors().font,
      gap: 6,
      space: 36,
      incrs: () => [...(this.options.show(side).steps ?? ROUND_STEPS)],
      size: (u, values) => {
        u.ctx.font = this.#colors().font;
        const widest = Math.max(0, ...(values ?? []).map((text) => u.ctx.measureText(text).width));
        return Math.ceil(widest) + 14;
      },
      values: (_, splits) => ticks(splits, showTicks(widget.axes[side].label, this.options.show(side))),
    };
  }

  /** Times at the axis; none where the edge of the chart would cut it. */
  #times(u: uPlot, splits: readonly number[]): string[] {
    const [from, to] = this.#window;
    const { width, left } = u.bbox;
    const edge = u.ctx.canvas.width;
    u.ctx.font = this.#colors().font;
    return splits.map((at) => {
      const words = timeWords(at, this.options.widget.utcOffset, to - from < TEN_MINUTES);
      const half = (u.ctx.measureText(words).width * devicePixelRatio) / 2;
      const x = left + (width * (at - from)) / (to - from);
      return x + half > edge || x < half ? '' : words;
    });
  }

  #has(side: Side): boolean {
    return this.#curves.some(({ line }) => line.axis === side);
  }

  #options(size: { width: number; height: number }): uPlot.Options {
    const { widget, syncKey, handleRoom, pointed, drawn } = this.options;
    const sides: readonly Side[] = this.#has('right') ? ['left', 'right'] : ['left'];
    return {
      ...size,
      ms: 1,
      padding: [10, () => handleRoom() || (this.#has('right') ? 4 : 14), 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: syncKey, setSeries: false },
        points: { size: 7 },
      },
      scales: {
        x: { time: true, range: () => [...this.#window] },
        left: { range: this.#range('left') },
        right: { range: this.#range('right') },
      },
      axes: [
        {
          stroke: () => this.#colors().text,
          grid: { show: false },
          ticks: { stroke: () => this.#colors().grid, size: 4 },
          font: this.#colors().font,
          size: 26,
          gap: 4,
          space: 62,
          incrs: TIME_STEPS,
          values: (u, splits) => this.#times(u, splits),
        },
        ...sides.map((side) => this.#axis(side)),
      ],
      series: [{}, ...this.#curves.map((curve, i) => this.#series(curve, i))],
      bands: widget.stacked
        ? this.#curves.slice(1).map((_, i) => ({ series: [i + 2, i + 1] as [number, number] }))
        : [],
      hooks: {
        // Over the grid, which may have a line at the same value.
        drawAxes: [(u) => drawMarks(u, widget)],
        draw: [
          (u) => {
            // Once more, if the handles need another width than before.
            if (drawn()) queueMicrotask(() => this.#u === u && u.redraw(false, true));
          },
        ],
        setCursor: [
          (u) => {
            const index = u.cursor.left === undefined || u.cursor.left < 0 ? undefined : u.cursor.idx;
            pointed(typeof index === 'number' ? u.data[0][index] : undefined);
          },
        ],
      },
    };
  }

  #series({ color, line }: Curve, index: number): uPlot.Series {
    return {
      scale: line.axis,
      stroke: color,
      width: 1.75,
      ...(this.options.widget.stacked && { fill: `${color}55` }),
      points: {
        size: 5,
        fill: color,
        show: true,
        filter: () => lonely(this.#columns[index] ?? []),
      },
    };
  }
}
