/**
 * Puts a result between the markers `<!-- bench:name -->` and `<!-- /bench:name -->` of a page.
 * @throws {Error} if the page has no such markers
 */
export function replaceSection(page: string, name: string, result: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from < 0 || to < from)
    throw new Error(`docs/benchmarks.md has no place for ${name}: write ${open} and ${close}.`);
  return `${page.slice(0, from + open.length)}\n${result}\n${page.slice(to)}`;
}
