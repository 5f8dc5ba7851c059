/** What a canvas needs to look like the rest of the page. */
export interface Theme {
  readonly text: string;
  readonly grid: string;
  /** Of the numbers at the axes, in CSS pixels. */
  readonly font: string;
}

const dark = typeof matchMedia === 'undefined' ? undefined : matchMedia('(prefers-color-scheme: dark)');

/** Reads it from the style of an element. */
export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const color = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: color('--w-muted', '#5f6b7a'),
    grid: color('--w-grid', '#e4e7eb'),
    font: `${style.fontSize} ${style.fontFamily}`,
  };
}

/**
 * Calls back when the theme changes, by the system or by `data-theme` of the document.
 * @returns ends it
 */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  dark?.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    dark?.removeEventListener('change', changed);
  };
}
