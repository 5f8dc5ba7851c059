import { setAttribute } from '../widgets/views/dom';

export { setText as say } from '../widgets/views/dom';

type Child = Node | string | undefined;
interface Properties {
  readonly [attribute: string]: string | boolean | undefined | ((event: Event) => void);
}

/**
 * An element with attributes, listeners (`onclick`: a function) and children. Texts become text nodes, never markup; the
 * page's content policy allows no listeners in attributes.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else set(element, name, value);
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined));
  return element;
}

/** Sets an attribute, only if it differs: screen readers may repeat what was set again. */
export function set(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else setAttribute(element, name, value === true ? '' : value);
}

/** An element that shows one item, and how it is brought up to date. */
export interface Item<T> {
  readonly element: HTMLElement;
  update(item: T): void;
}

/**
 * Keeps the children of an element in step with a list. The element of an item that stays is kept, and so are its focus
 * and what is opened in it. What the element has before, such as the head of a table, stays in front.
 */
export function list<T>(parent: HTMLElement, keyOf: (item: T) => string, create: (item: T) => Item<T>) {
  let shown = new Map<string, Item<T>>();
  const front = parent.lastElementChild;
  return (items: readonly T[]): void => {
    const next = new Map(items.map((item) => [keyOf(item), shown.get(keyOf(item)) ?? create(item)]));
    for (const [key, { element }] of shown) if (!next.has(key)) element.remove();
    shown = next;
    for (const item of items) next.get(keyOf(item))?.update(item);
    arrange(
      parent,
      front,
      [...next.values()].map(({ element }) => element),
    );
  };
}

/** Brings the children into this order, and moves only those that are elsewhere: a moved element loses the focus. */
function arrange(parent: HTMLElement, front: Element | null, elements: readonly HTMLElement[]): void {
  let place: Element | null = front ? front.nextElementSibling : parent.firstElementChild;
  for (const element of elements) {
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
}
