import { readDashboard } from './body/dashboard';
import type { Placed } from './body/model';
import type { Chosen } from './body/variables';
import { type Choice, chooserOf } from './chooser';
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
 * @param choice what is chosen of its variables at first; the defaults of the body, if it says nothing
 */
export function renderDashboard(body: unknown, source: Source, choice?: Choice): Rendered {
  const first = choice?.chosen ?? {};
  const chooser = chooserOf(readDashboard(body).variables, source, {
    chosen: first,
    changed(chosen) {
      drawn.destroy();
      drawn = boardOf(body, source, chosen);
      element.append(...drawn.elements);
      drawn.update();
      choice?.changed(chosen);
    },
  });
  let drawn = boardOf(body, source, first);
  const element = el('div', { class: 'w-dashboard' }, chooser.element, ...drawn.elements);
  drawn.update();
  return {
    element,
    update() {
      chooser.update();
      drawn.update();
    },
    destroy() {
      drawn.destroy();
      element.remove();
    },
  };
}

/** The widgets with what is chosen. */
function boardOf(body: unknown, source: Source, chosen: Chosen) {
  const dashboard = readDashboard(body, chosen);
  const context: Context = {
    source,
    rangeMs: (dashboard.rangeSeconds * 1000) / source.scale,
    syncKey: newId(),
  };
  const widgets = dashboard.widgets.map((placed) => widgetOf(placed, context));
  const notes = el('ul', { class: 'w-notes' }, ...dashboard.notes.map((note) => el('li', {}, note)));
  notes.hidden = dashboard.notes.length === 0;
  const grid = el('div', { class: 'w-grid' }, ...widgets.map(({ element }) => element));
  if (widgets.length === 0) grid.append(el('p', { class: 'w-empty' }, 'This dashboard has no widgets.'));
  const elements = [notes, grid];
  const reachable = keepReachable([notes, ...grid.querySelectorAll<HTMLElement>(SCROLLING)]);
  return {
    elements,
    update() {
      const now = source.now();
      for (const widget of widgets) widget.update(now);
      reachable.update();
    },
    destroy() {
      reachable.leave();
      for (const widget of widgets) widget.destroy();
      for (const one of elements) one.remove();
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
