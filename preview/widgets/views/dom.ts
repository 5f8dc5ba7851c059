type Attributes = Readonly<Record<string, string>>;

/** An element with attributes and children. A text child becomes text, never HTML. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A text whose long names may be broken where a word of theirs begins: `Network|Error`, `UPSTASH_|REST_|URL`. */
export function breakable(text: string): (Node | string)[] {
  return text
    .split(/(?<=[a-z])(?=[A-Z])|(?<=_)(?=\w)/)
    .flatMap((part, i) => (i === 0 ? [part] : [document.createElement('wbr'), part]));
}

const SVG = 'http://www.w3.org/2000/svg';
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Sets a text only if it is another one: an unchanged text costs no layout, and is not announced again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** A square in a colour of the body. Set as a property: a strict policy forbids the attribute `style`. */
export function swatch(color: string): HTMLElement {
  const square = el('span', { class: 'w-swatch', 'aria-hidden': 'true' });
  square.style.backgroundColor = color;
  return square;
}

let last = 0;
/** An id that no other element has. */
export function newId(): string {
  last++;
  return `w-${last}`;
}

/** Calls `build` again only if the key is another one. */
export function whenChanged(build: (key: string) => void): (key: string) => void {
  let before: string | undefined;
  return (key) => {
    if (key === before) return;
    before = key;
    build(key);
  };
}

/** What scrolls must be reachable by keys, and what does not must not stop them. */
export function keepReachable(boxes: readonly HTMLElement[]) {
  const update = (): void => {
    // All are measured before any is changed, so that the browser computes the layout once.
    const scrolls = boxes.map((box) => box.scrollHeight > box.clientHeight + 1);
    boxes.forEach((box, i) => {
      if (scrolls[i]) setAttribute(box, 'tabindex', '0');
      else box.removeAttribute('tabindex');
    });
  };
  // Their content changes with an update, their size at any time.
  const resized = new ResizeObserver(update);
  for (const box of boxes) resized.observe(box);
  return { update, leave: () => resized.disconnect() };
}
