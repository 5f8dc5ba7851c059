import { field } from './guards';
import type { Place } from './model';

export const COLUMNS = 24;
/** CloudWatch allows 1,000. More than a few screens of one widget help nobody, and a canvas has a largest size. */
export const MOST_HEIGHT = 40;
/** Further down, widgets keep their order only. */
const LOWEST = 1_000_000;
const DEFAULT = 6;

type Wished = Place | { readonly width: number; readonly height: number };

/** A whole number within limits. */
function whole(value: unknown, least: number, most: number): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.min(Math.max(Math.round(value), least), most);
}

/** Where a widget wants to be. Anything but numbers counts as if it were absent. */
function wished(widget: unknown): Wished {
  const width = whole(field(widget, 'width'), 1, COLUMNS) ?? DEFAULT;
  const height = whole(field(widget, 'height'), 1, MOST_HEIGHT) ?? DEFAULT;
  const x = whole(field(widget, 'x'), 0, COLUMNS - 1);
  const y = whole(field(widget, 'y'), 0, LOWEST);
  return x === undefined || y === undefined
    ? { width, height }
    : { x, y, width: Math.min(width, COLUMNS - x), height };
}

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * The first place at that height or below that is free.
 * @param taken from top to bottom, so that one pass is enough
 */
function freeBelow(wish: Place, taken: readonly Place[]): Place {
  let place = wish;
  for (const other of taken) if (overlap(place, other)) place = { ...place, y: other.y + other.height };
  return place;
}

/** Without the rows of the grid that no widget covers: a widget at y = 1,000,000 stands below the one before it. */
function withoutEmptyRows(places: readonly Place[]): Place[] {
  const byTop = [...places].sort((a, b) => a.y - b.y);
  let [bottom, removed] = [0, 0];
  const shift = new Map<Place, number>();
  for (const place of byTop) {
    const top = place.y - removed;
    if (top > bottom) removed += top - bottom;
    shift.set(place, removed);
    bottom = Math.max(bottom, place.y - removed + place.height);
  }
  return places.map((place) => ({ ...place, y: place.y - (shift.get(place) ?? 0) }));
}

/**
 * The places of widgets on the grid, in the order of the widgets. Like CloudWatch, it moves widgets that would overlap
 * down, and sets those that name no place from left to right behind the others.
 */
export function placesOf(widgets: readonly unknown[]): Place[] {
  const wishes = widgets.map(wished);
  const taken: Place[] = [];
  const placed = new Map<number, Place>();
  const put = (index: number, wish: Place): void => {
    const place = freeBelow(wish, taken);
    const below = taken.findIndex(({ y }) => y > place.y);
    taken.splice(below < 0 ? taken.length : below, 0, place);
    placed.set(index, place);
  };
  const named = wishes.flatMap((wish, i) => ('x' in wish ? [{ i, wish }] : []));
  named.sort((a, b) => a.wish.y - b.wish.y || a.wish.x - b.wish.x);
  for (const { i, wish } of named) put(i, wish);

  const next = { x: 0, y: Math.max(0, ...taken.map(({ y, height }) => y + height)), height: 0 };
  wishes.forEach((wish, i) => {
    if ('x' in wish) return;
    if (next.x + wish.width > COLUMNS) Object.assign(next, { x: 0, y: next.y + next.height, height: 0 });
    put(i, { ...wish, x: next.x, y: next.y });
    Object.assign(next, { x: next.x + wish.width, height: Math.max(next.height, wish.height) });
  });
  return withoutEmptyRows(
    widgets.map((_, i) => placed.get(i) ?? { x: 0, y: 0, width: DEFAULT, height: DEFAULT }),
  );
}

/** Anything with a place, and whether it is the heading of what stands below it. */
interface Standing {
  readonly place: Place;
  readonly heading: boolean;
}

/** Groups of neighbours along one direction that do not overlap with other groups. */
function groups<One extends Standing>(
  all: readonly One[],
  from: 'x' | 'y',
  size: 'width' | 'height',
): One[][] {
  const sorted = [...all].sort((a, b) => a.place[from] - b.place[from]);
  const found: One[][] = [];
  let end = 0;
  for (const one of sorted) {
    const group = found.at(-1);
    if (group && one.place[from] < end) group.push(one);
    else found.push([one]);
    end = Math.max(end, one.place[from] + one.place[size]);
  }
  return found;
}

/**
 * The order in which widgets are read, which is also the order of keyboards, screen readers and narrow screens: from top to
 * bottom and from left to right, but where headings stand side by side, each with what stands below it.
 */
export function readingOrder<One extends Standing>(all: readonly One[]): One[] {
  const inOrder = (some: readonly One[]) =>
    [...some].sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
  const order: One[] = [];
  let headings: readonly One[] = [];
  const put = (band: readonly One[]): void => {
    const columns = headings.length > 0 ? groups([...headings, ...band], 'x', 'width') : [band];
    order.push(...columns.flatMap(inOrder));
    headings = [];
  };
  for (const band of groups(all, 'y', 'height')) {
    if (band.length === 1 || !band.every(({ heading }) => heading)) {
      put(band);
      continue;
    }
    if (headings.length > 0) put([]);
    headings = band;
  }
  put([]);
  return order;
}

/**
 * How many columns of a narrower grid each widget takes, in reading order. The last one of a row takes what is left, so
 * that there are no holes.
 * @param wishes at most `columns` each
 */
export function packed(wishes: readonly number[], columns: number): number[] {
  const spans = [...wishes];
  let used = 0;
  for (const [i, wish] of wishes.entries()) {
    if (i > 0 && used + wish > columns) {
      spans[i - 1] = (spans[i - 1] ?? 0) + columns - used;
      used = 0;
    }
    used += wish;
  }
  if (used > 0 && spans.length > 0) spans[spans.length - 1] = (spans.at(-1) ?? 0) + columns - used;
  return spans;
}
