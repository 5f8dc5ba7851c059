import type { Table } from '../../../thresholds/row';

const text = {
  meaning: 'x',
  counted: 'x',
  level: 'core',
  panel: { section: 'size', graph: 'x' },
  alarm: { none: 'x' },
} as const;

/** One row of each kind, with minimal texts. */
export const rows = {
  Now: { ...text, kind: 'gauge', unit: 'Count' },
  Events: { ...text, kind: 'counter', published: 'count', unit: 'Count' },
  Rate: { ...text, kind: 'counter', published: 'rate', unit: 'Count/Second' },
} as const satisfies Table;
