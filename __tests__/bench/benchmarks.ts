import { collection } from './collection';
import { load } from './load';
import { synthesis } from './synthesis';

/** Every benchmark by name. Each answers with its results as Markdown. */
export const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  load,
  collection,
  synthesis,
};
