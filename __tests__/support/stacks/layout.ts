import type { Graph, PlacedWidget, Tile } from '../../../stacks/dashboard/widgets';

const COLUMNS = 24;
/** A graph that is narrower than this cannot be read on a laptop, nor can a number. */
const NARROWEST = 4;
/** A single line that is wider than this is mostly empty paper. */
const WIDEST_LINE = 12;

const nameOf = (widget: PlacedWidget): string =>
  widget.type === 'text' ? (widget.properties.markdown.split('\n')[0] ?? '') : widget.properties.title;

/**
 * What is wrong with the places of widgets, in words; empty for a good layout: shelf below shelf without gaps, each
 * beginning at the left and ending at the right, nothing too narrow, no single line across the screen.
 */
export function layoutProblems(widgets: readonly PlacedWidget[]): string[] {
  const shelves = new Map<number, PlacedWidget[]>();
  for (const widget of widgets) shelves.set(widget.y, [...(shelves.get(widget.y) ?? []), widget]);
  let bottom = 0;
  return [...shelves].flatMap(([y, shelf]) => {
    const problems = shelf.flatMap((widget) => widgetProblems(widget));
    const name = shelf.map(nameOf).join(', ');
    if (y !== bottom) problems.push(`${name}: begins at ${y}, not at ${bottom}`);
    bottom = y + (shelf[0]?.height ?? 0);
    if (new Set(shelf.map(({ height }) => height)).size > 1) problems.push(`${name}: different heights`);
    let x = 0;
    for (const widget of shelf) {
      if (widget.x !== x) problems.push(`${nameOf(widget)}: begins at column ${widget.x}, not at ${x}`);
      x = widget.x + widget.width;
    }
    // A lonely graph, and numbers up to two, leave room at the right.
    const lonely = shelf.every(({ type }) => type === 'metric') && shelf.length < 3;
    const headings = shelf.every(({ type }) => type === 'text');
    if (x > COLUMNS || (x < COLUMNS && !lonely && !headings)) problems.push(`${name}: ends at column ${x}`);
    return problems;
  });
}

function widgetProblems(widget: PlacedWidget): string[] {
  if (widget.type !== 'metric') return [];
  const { width, properties } = widget;
  const lines = properties.metrics.filter((line) => Object(line.at(-1)).visible !== false);
  return [
    ...(width < NARROWEST ? [`${properties.title}: ${width} columns are too narrow`] : []),
    ...(width > WIDEST_LINE && lines.length === 1 ? [`${properties.title}: one line, ${width} columns`] : []),
  ];
}

const shared = {
  ...{ region: 'eu-west-1', period: 300, stat: 'Average' },
  metrics: [['Neon/Monitoring', 'Up', 'Environment', 'production', {}]],
} as const;

/** A graph of one line. */
export function graph(title: string): Graph {
  const yAxis = { left: { label: 'count', showUnits: false, min: 0 } } as const;
  return { type: 'metric', properties: { ...shared, title, view: 'timeSeries', yAxis } };
}

export function number(title: string): Tile {
  return { type: 'metric', properties: { ...shared, title, view: 'singleValue', sparkline: true } };
}
