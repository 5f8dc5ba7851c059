import type uPlot from 'uplot';
import type { Draggable } from '../source';
import { afterKey, columnsOf, onStep, stepOf } from '../values/slider';
import { el, setAttribute } from '../views/dom';

/** Handles can be hit by a finger, and stand beside each other if their thresholds are close. */
const SIZE = 24;
/** For the outline of the one that has the focus. */
const FOCUS = 4;

interface Handle {
  readonly draggable: Draggable;
  readonly element: HTMLElement;
  readonly line: HTMLElement;
}

/** 15.12, not 15.120000000000001. */
const plain = (value: number): string => String(Number(value.toPrecision(12)));

function inCssPixels({ bbox }: uPlot) {
  const ratio = devicePixelRatio;
  return {
    top: bbox.top / ratio,
    left: bbox.left / ratio,
    width: bbox.width / ratio,
    height: bbox.height / ratio,
  };
}

/** The handles by which thresholds are dragged, at the right edge of a plot. */
export class Handles {
  readonly element = el('div', { class: 'w-handles' });
  #handles: readonly Handle[] = [];
  #key = '';
  #columns = 0;
  /** While one is dragged, the axis must not move below it. */
  dragging = false;

  constructor(readonly plot: () => uPlot | undefined) {}

  /** Values that the axis should show. */
  values(): number[] {
    return this.#handles.flatMap(({ draggable }) => draggable.value() ?? []);
  }

  /** Takes over what can be dragged now; a handle that has the focus keeps it. */
  set(draggables: readonly Draggable[]): void {
    const key = JSON.stringify(draggables.map(({ id, label }) => [id, label]));
    if (key !== this.#key) {
      this.#key = key;
      this.#handles = draggables.map((draggable) => this.#create(draggable));
      this.element.replaceChildren(...this.#handles.flatMap(({ line, element }) => [line, element]));
      return;
    }
    this.#handles = this.#handles.map((handle, i) => ({
      ...handle,
      draggable: draggables[i] ?? handle.draggable,
    }));
  }

  /** The width that they need at the right of the plot, in pixels. */
  get room(): number {
    return this.#handles.length === 0 ? 0 : (this.#columns + 1) * SIZE + FOCUS;
  }

  /**
   * Sets them to where their thresholds are.
   * @returns whether they need another width than before
   */
  layout(): boolean {
    const u = this.plot();
    const scale = u?.scales.left;
    if (!u || scale?.min === undefined || scale.max === undefined) return false;
    const before = this.room;
    // Of the canvas, and not of the element: asking the document for a size every second would cost a layout.
    const { top, left, width, height } = inCssPixels(u);
    const { min, max } = scale;
    const tops = this.#handles.map(({ draggable }) => {
      const value = draggable.value();
      if (value === undefined) return Number.NaN;
      // The pixel of the canvas in which the chart draws its own line at this value.
      const y = Math.round(u.valToPos(value, 'left', true)) / devicePixelRatio - top;
      return Math.min(Math.max(y, 0), height);
    });
    const columns = columnsOf(tops, SIZE);
    this.#columns = Math.max(0, ...columns);
    this.#handles.forEach(({ element, line, draggable }, i) => {
      const value = draggable.value();
      element.hidden = value === undefined;
      line.hidden = value === undefined;
      if (value === undefined) return;
      const right = width + (columns[i] ?? 0) * SIZE;
      element.style.top = `${top + (tops[i] ?? 0)}px`;
      element.style.left = `${left + right}px`;
      line.style.top = element.style.top;
      line.style.left = `${left}px`;
      line.style.width = `${right}px`;
      setAttribute(element, 'aria-valuemin', plain(Math.min(min, value)));
      setAttribute(element, 'aria-valuemax', plain(Math.max(max, value)));
      setAttribute(element, 'aria-valuenow', plain(value));
      const words = draggable.words();
      setAttribute(element, 'aria-valuetext', words);
      setAttribute(element, 'title', `${draggable.label}: ${words}. Drag it, or use the arrow keys.`);
    });
    return this.room !== before;
  }

  #create(draggable: Draggable): Handle {
    const element = el('div', {
      class: 'w-handle',
      role: 'slider',
      tabindex: '0',
      'aria-orientation': 'vertical',
      'aria-label': draggable.label,
    });
    const line = el('div', { class: 'w-handle-line', 'aria-hidden': 'true' });
    element.dataset.severity = draggable.severity;
    line.dataset.severity = draggable.severity;
    const current = () => this.#handles.find((handle) => handle.element === element)?.draggable ?? draggable;
    element.addEventListener('keydown', (event) => this.#press(event, current()));
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      this.dragging = true;
      element.focus();
      event.preventDefault();
    });
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.#drag(event, current());
    });
    const end = () => {
      this.dragging = false;
    };
    element.addEventListener('pointerup', end);
    element.addEventListener('pointercancel', end);
    element.addEventListener('lostpointercapture', end);
    return { draggable, element, line };
  }

  #limits(): readonly [low: number, high: number] {
    const { min = 0, max = 1 } = this.plot()?.scales.left ?? {};
    return [min, max];
  }

  #press(event: KeyboardEvent, draggable: Draggable): void {
    const value = draggable.value();
    if (value === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const moved = afterKey(event.key, value, ...this.#limits());
    if (moved === undefined) return;
    event.preventDefault();
    draggable.move(moved);
    this.layout();
  }

  #drag(event: PointerEvent, draggable: Draggable): void {
    const u = this.plot();
    if (!u) return;
    const { top, height } = u.over.getBoundingClientRect();
    const y = Math.min(Math.max(event.clientY - top, 0), height);
    draggable.move(onStep(u.posToVal(y, 'left'), stepOf(...this.#limits())));
    this.layout();
  }
}
