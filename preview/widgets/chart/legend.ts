import { newest } from '../math/values';
import type { Curve } from '../values/graph';
import type { Show } from '../values/units';
import { timeWords } from '../values/words';
import { el, setText, swatch, whenChanged } from '../views/dom';

/** The label of an annotation. */
export interface Mark {
  readonly label: string;
  readonly color: string;
}

/** Names, colours, and values: the newest ones, or those at the cursor. */
export class Legend {
  readonly element = el('div', { class: 'w-legend' });
  /** The time at the cursor. It lies in a corner of the chart, where it moves nothing. */
  readonly when = el('span', { class: 'w-when' });
  readonly #list = el('ul', { class: 'w-keys' });
  readonly #marks = el('ul', { class: 'w-keys w-marks' });
  #values: HTMLElement[] = [];
  #names: HTMLElement[] = [];
  #curves: readonly Curve[] = [];
  readonly #build: (key: string) => void;

  constructor(
    readonly show: (curve: Curve) => Show,
    readonly utcOffset: number | undefined,
    marks: readonly Mark[],
  ) {
    this.element.append(this.#list, this.#marks);
    this.#marks.append(...marks.map(({ label, color }) => el('li', {}, swatch(color), label)));
    this.#marks.hidden = marks.length === 0;
    this.#build = whenChanged(() => this.#buildList());
  }

  update(curves: readonly Curve[]): void {
    this.#curves = curves;
    this.#build(JSON.stringify(curves.map(({ color }) => color)));
    curves.forEach(({ label }, i) => {
      const name = this.#names[i];
      if (name) setText(name, label);
    });
    this.point(undefined);
  }

  #buildList(): void {
    this.#values = this.#curves.map(() => el('span', { class: 'w-value' }));
    this.#names = this.#curves.map(({ label }) => el('span', { class: 'w-name' }, label));
    this.#list.replaceChildren(
      ...this.#curves.map(({ color }, i) =>
        el('li', {}, swatch(color), this.#names[i] ?? '', ' ', this.#values[i] ?? ''),
      ),
    );
  }

  /** @param at the time at the cursor; undefined for the newest values */
  point(at: number | undefined): void {
    setText(this.when, at === undefined ? '' : `at ${timeWords(at, this.utcOffset)}`);
    this.#curves.forEach((curve, i) => {
      const { start, periodMs, values } = curve.series;
      const value = at === undefined ? newest(curve.series) : values[Math.floor((at - start) / periodMs)];
      const element = this.#values[i];
      if (element) setText(element, value === undefined ? '–' : this.show(curve)(value));
    });
  }
}
