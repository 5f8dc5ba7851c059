import type { PlacedWidget, Widget } from './widgets';

/** CloudWatch's grid is 24 columns wide, on every screen. */
const COLUMNS = 24;
/** More than three graphs beside each other cannot be read on a laptop. */
const MOST_BESIDE = 3;
const GRAPH_HEIGHT = 6;

/** Widgets that stand beside each other, as high as each other. */
export interface Shelf {
  readonly height: number;
  readonly widgets: readonly Widget[];
}

/** One widget over the whole width. */
export function wide(widget: Widget, height: number): Shelf {
  return { height, widgets: [widget] };
}

/** Graphs in as few shelves as can be read, evenly: four make two and two, not three and one. */
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

/** Gives every widget its place: shelf under shelf, each filling the width. */
export function place(stack: readonly Shelf[]): PlacedWidget[] {
  let y = 0;
  return stack.flatMap(({ height, widgets }) => {
    const width = Math.floor(COLUMNS / widgets.length);
    const placed = widgets.map((widget, i) => ({ ...widget, x: i * width, y, width, height }));
    y += height;
    return placed;
  });
}
