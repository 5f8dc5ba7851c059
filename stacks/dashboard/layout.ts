import type { PlacedWidget, Widget } from './widgets';

/** The width of CloudWatch's grid in columns, on every screen. */
const COLUMNS = 24;
/** More than three graphs side by side are unreadable on a laptop. */
const MOST_BESIDE = 3;
const GRAPH_HEIGHT = 6;

/** Widgets of the same height, side by side. */
export interface Shelf {
  readonly height: number;
  readonly widgets: readonly Widget[];
}

/** One widget across the full width. */
export function wide(widget: Widget, height: number): Shelf {
  return { height, widgets: [widget] };
}

/** Spreads graphs evenly over as few shelves as possible: four become two and two, not three and one. */
export function shelves(graphs: readonly Widget[], height = GRAPH_HEIGHT): Shelf[] {
  const count = Math.ceil(graphs.length / MOST_BESIDE);
  return Array.from({ length: count }, (_, i) => ({
    height,
    widgets: graphs.slice(
      Math.ceil((i * graphs.length) / count),
      Math.ceil(((i + 1) * graphs.length) / count),
    ),
  }));
}

/** Positions every widget: one shelf below the other, each filling the width. */
export function place(stack: readonly Shelf[]): PlacedWidget[] {
  let y = 0;
  return stack.flatMap(({ height, widgets }) => {
    const width = Math.floor(COLUMNS / widgets.length);
    const placed = widgets.map((widget, i) => ({ ...widget, x: i * width, y, width, height }));
    y += height;
    return placed;
  });
}
