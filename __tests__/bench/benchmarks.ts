import { collection } from './collection';
import { cost } from './cost';
import { load } from './load';
import { plan } from './plan';
import { synthesis } from './synthesis';
import { tests } from './tests';

/** Every benchmark by name. Each answers with its results as Markdown. */
export const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  load,
  collection,
  synthesis,
  plan,
  tests,
  cost,
};
