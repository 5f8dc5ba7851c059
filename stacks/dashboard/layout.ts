import type { PlacedWidget, Widget } from './widgets';

/** The width of CloudWatch's grid in columns, on every screen. A column is about 58 px wide on a screen of 1,440 px. */
export const COLUMNS = 24;
/**
 * In the grid's units. AWS does not say how high one is; in the console it is about 60 px, the gap included. The first 14 are
 * what a screen of 900 px shows. By default graphs are 6 high, numbers and alarm states 3 (AWS CDK, aws-cloudwatch).
 */
export const GRAPH_HEIGHT = 5;

/** A widget, and how many columns it is wide. */
export interface Column {
  readonly widget: Widget;
  readonly width: number;
}
/** Widgets of the same height, side by side. */
export interface Shelf {
  readonly height: number;
  readonly columns: readonly Column[];
}
/** A graph, and the section that it belongs to. */
export interface Member {
  readonly section: string;
  readonly widget: Widget;
}

/** One widget across the full width. */
export function wide(widget: Widget, height: number): Shelf {
  return { height, columns: [{ widget, width: COLUMNS }] };
}

/**
 * Widgets side by side in equal widths; if the columns cannot be divided evenly, the first ones are a column wider.
 * @param widest the width that none exceeds, even if columns remain empty
 */
export function beside(widgets: readonly Widget[], columns = COLUMNS, widest = columns): Column[] {
  const edge = (i: number) => Math.ceil((i * columns) / widgets.length);
  return widgets.map((widget, i) => ({ widget, width: Math.min(widest, edge(i + 1) - edge(i)) }));
}

/** Spreads widgets over as few shelves as possible, evenly: seven become four and three, not six and one. */
export function spread(widgets: readonly Widget[], most: number): Widget[][] {
  const count = Math.ceil(widgets.length / most);
  const edge = (i: number) => Math.ceil((i * widgets.length) / count);
  return Array.from({ length: count }, (_, i) => widgets.slice(edge(i), edge(i + 1)));
}

/** More graphs side by side are unreadable on a laptop; three are best. */
const MOST_BESIDE = 5;
const BEST_BESIDE = 3;
/** How bad it is that a section needs another shelf: as bad as five graphs in one, and almost as bad as a lonely graph. */
const SPLIT = 3;
/** A graph is no wider than half of the grid, even if it is alone. */
const WIDEST_GRAPH = COLUMNS / 2;

/**
 * Cuts graphs into shelves of one to five, as near to three as possible. A shelf has whole sections, or a part of one: small
 * sections share a shelf, and no section begins beside the rest of another.
 */
export function cut(graphs: readonly Member[]): Member[][] {
  const { length } = graphs;
  const begins = (i: number) => graphs[i]?.section !== graphs[i - 1]?.section;
  const fits = (from: number, end: number) =>
    graphs[from]?.section === graphs[end - 1]?.section || (begins(from) && begins(end));
  // From the last graph to the first: the shelves from there to the end, and how bad they are.
  const best = [{ badness: 0, shelves: [] as Member[][] }];
  for (let from = length - 1; from >= 0; from--) {
    const choices = best.slice(0, MOST_BESIDE).flatMap(({ badness, shelves }, i) => {
      const end = from + i + 1;
      if (!fits(from, end)) return [];
      const own = (end - from - BEST_BESIDE) ** 2 + (begins(end) ? 0 : SPLIT);
      return [{ badness: own + badness, shelves: [graphs.slice(from, end), ...shelves] }];
    });
    best.unshift(choices.reduce((a, b) => (b.badness <= a.badness ? b : a)));
  }
  return best[0]?.shelves ?? [];
}

/**
 * The shelves of sections: a heading above the first graph of each, as wide as the graphs of the section below it.
 * @param heading the heading of a section
 */
export function shelve(graphs: readonly Member[], heading: (section: string) => Widget): Shelf[] {
  const shown = new Set<string>();
  return cut(graphs).flatMap((members): Shelf[] => {
    const columns = beside(
      members.map(({ widget }) => widget),
      COLUMNS,
      WIDEST_GRAPH,
    );
    const widths = new Map<string, number>();
    for (const [i, { section }] of members.entries())
      widths.set(section, (widths.get(section) ?? 0) + (columns[i]?.width ?? 0));
    const headings = [...widths].flatMap(([section, width]) =>
      shown.has(section) ? [] : [{ widget: heading(section), width }],
    );
    for (const section of widths.keys()) shown.add(section);
    return [
      ...(headings.length === 0 ? [] : [{ height: 1, columns: headings }]),
      { height: GRAPH_HEIGHT, columns },
    ];
  });
}

/** Positions every widget: one shelf below the other, the columns from left to right. */
export function place(stack: readonly Shelf[]): PlacedWidget[] {
  let y = 0;
  return stack.flatMap(({ height, columns }) => {
    let x = 0;
    const placed = columns.map(({ widget, width }) => {
      const at = { x, y, width, height };
      x += width;
      return { ...widget, ...at };
    });
    y += height;
    return placed;
  });
}
