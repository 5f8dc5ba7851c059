import { exporters } from './exporters';
import { load } from './load';
import { synthesis } from './synthesis';

/** Every benchmark by name. Each answers with its results as Markdown. */
export const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  exporters,
  load,
  synthesis,
};
