import { backtest } from './backtest';
import { collection } from './collection';
import { cost } from './cost';
import { exporters } from './exporters';
import { firstPaint } from './first-paint';
import { load } from './load';
import { many } from './many';
import { plan } from './plan';
import { synthesis } from './synthesis';
import { synthesisOfDatabases } from './synthesis-databases';
import { tests } from './tests';

/** Every benchmark by name. Each returns its results as Markdown. */
export const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  load,
  collection,
  exporters,
  synthesis,
  'synthesis-databases': synthesisOfDatabases,
  plan,
  backtest,
  'first-paint': firstPaint,
  tests,
  cost,
  many,
};
