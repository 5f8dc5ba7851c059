import { readDashboard } from './body/dashboard';
import type { Placed } from './body/model';
import type { Rendered, Source } from './source';
import { el, keepReachable, newId } from './views/dom';
import { frameOf } from './views/frame';
import type { Context, Piece } from './views/piece';
import { pieceOf } from './views/pieces';

/** What may scroll. */
const SCROLLING = '.w-body, .w-legend, .w-notes';

/**
 * A dashboard body as CloudWatch would draw it, with what is not simulated named where it would stand. It never throws,
 * whatever the body is: a widget that is wrong says so.
 * @param body what JSON.parse returned
 */
export function renderDashboard(body: unknown, source: Source): Rendered {
  const dashboard = readDashboard(body);
  const context: Context = {
    source,
    rangeMs: (dashboard.rangeSeconds * 1000) / source.scale,
    syncKey: newId(),
  };
  const widgets = dashboard.widgets.map((placed) => widgetOf(placed, context));
  const notes = el('ul', { class: 'w-notes' }, ...dashboard.notes.map((note) => el('li', {}, note)));
  notes.hidden = dashboard.notes.length === 0;
  const grid = el('div', { class: 'w-grid' }, ...widgets.map(({ element }) => element));
  const element = el('div', { class: 'w-dashboard' }, notes, grid);
  if (widgets.length === 0) grid.append(el('p', { class: 'w-empty' }, 'This dashboard has no widgets.'));
  const boxes = [...element.querySelectorAll<HTMLElement>(SCROLLING)];
  const reachable = keepReachable(boxes);
  const update = () => {
    const now = source.now();
    for (const widget of widgets) widget.update(now);
    reachable.update();
  };
  update();
  return {
    element,
    update,
    destroy() {
      reachable.leave();
      for (const widget of widgets) widget.destroy();
      element.remove();
    },
  };
}

interface Shown {
  readonly element: HTMLElement;
  update(now: number): void;
  destroy(): void;
}

/** A widget that fails says so, and does not take the others with it. */
function widgetOf(placed: Placed, context: Context): Shown {
  const frame = frameOf(placed);
  const guarded = <Result>(how: () => Result): Result | undefined => {
    try {
      return how();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      frame.note([`This widget could not be drawn: ${why}.`]);
      return undefined;
    }
  };
  const piece = guarded((): Piece => pieceOf(placed.widget, frame, context));
  return {
    element: frame.element,
    update: (now) => guarded(() => piece?.update(now)),
    destroy: () => piece?.destroy?.(),
  };
}
