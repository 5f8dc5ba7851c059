import type { Locator, Page } from 'playwright-core';

export type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

export async function boxesOf(elements: Locator): Promise<Box[]> {
  const all = await Promise.all((await elements.all()).map((one) => one.boundingBox()));
  return all.filter((box) => box !== null);
}

/** The boxes that lie on another one. */
export function coveredOf(boxes: readonly Box[]): Box[] {
  const over = (a: Box, b: Box) =>
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1 &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1;
  return boxes.filter((a, i) => boxes.slice(i + 1).some((b) => over(a, b)));
}

/** Titles, texts and numbers that are cut; charts, tables and lists of lines may be scrolled. */
export function cutTexts(page: Page): Promise<(string | null)[]> {
  return page
    .locator('.w-title, .w-number, [data-kind=text] > .w-body')
    .evaluateAll((all) =>
      all
        .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
        .map((one) => one.textContent),
    );
}

/** Rows of pixels from the top of a chart: where it has a red line, and where the line of a handle is. */
export function linesOf(handle: Locator): Promise<{ drawn: number[]; handles: number }> {
  return handle.evaluate((element) => {
    const canvas = element.closest('.w-plot').querySelector('canvas');
    const from = canvas.getBoundingClientRect();
    const line = element.previousElementSibling.getBoundingClientRect();
    // Ten pixels have a dash of its line in them.
    const [left, width] = [Math.round(line.left - from.left) + 2, 10];
    const { data } = canvas.getContext('2d').getImageData(left, 0, width, canvas.height);
    const isRed = (i: number) => data[i] - data[i + 1] > 140 && data[i + 3] > 100;
    const rows = Array.from({ length: canvas.height }, (_, y) => y);
    const pixels = (y: number) => Array.from({ length: width }, (_, x) => (y * width + x) * 4);
    return { drawn: rows.filter((y) => pixels(y).some(isRed)), handles: line.top - from.top };
  });
}
