/**
 * What must not compile. The type checker (`npm run typecheck`) is the test: an expected error that does not come is
 * an error itself.
 */
import { count, gauge, perSecond, type Readers, type Snapshot } from '../../../handlers/driver/readings';
import { common } from '../../../thresholds/common';
import type { Alarm, PerMinute, Row, Table } from '../../../thresholds/row';

const text = {
  meaning: 'x',
  panel: { section: 'size', graph: 'x' },
  counted: 'x',
  level: 'core',
  alarm: { none: 'x' },
} as const;
const rows = {
  Clients: { ...text, kind: 'gauge', unit: 'Count' },
  Hits: { ...text, kind: 'counter', published: 'count', unit: 'Count' },
  Speed: { ...text, kind: 'counter', published: 'rate', unit: 'Count/Second' },
} as const satisfies Table;
type Contract = Readers<typeof rows, Snapshot<{ clients: number }>, never>;

const Clients = gauge<Snapshot<{ clients: number }>>(({ clients }) => clients);
const Hits = count('hits');
const Speed = perSecond('hits');

export const complete: Contract = { Clients, Hits, Speed };
// @ts-expect-error a row that is not delivered
export const missing: Contract = { Clients, Hits };
// @ts-expect-error a reading without a row
export const surplus: Contract = { Clients, Hits, Speed, Size: Clients };
// @ts-expect-error a counter read as a gauge
export const raw: Contract = { Clients, Hits: Clients, Speed };
// @ts-expect-error a gauge made a rate
export const rated: Contract = { Clients: Speed, Hits, Speed };
// @ts-expect-error a count published as a rate
export const confused: Contract = { Clients, Hits: Speed, Speed };

const { alarm } = common.Up;
const perMinute: Alarm<PerMinute, 'Sum'> = {
  ...alarm,
  statistic: 'Sum',
  warning: { perMinute: 5 },
  critical: { perMinute: 10 },
};
export const countRow: Row = { ...rows.Hits, alarm: perMinute };
// @ts-expect-error a threshold on the raw value of a count
export const rawCount: Row = { ...rows.Hits, alarm: { ...alarm, statistic: 'Sum' } };
// @ts-expect-error a gauge with a threshold per minute
export const ratedGauge: Row = { ...rows.Clients, alarm: perMinute };
// @ts-expect-error a unit that CloudWatch does not know
export const unknownUnit: Row = { ...rows.Clients, unit: 'Connections' };
// @ts-expect-error neither an alarm nor a reason for none
export const silent: Row = { ...rows.Clients, alarm: undefined };
// @ts-expect-error an alarm that does not say what missing data means
export const undecided: Row = { ...rows.Clients, alarm: { ...alarm, missingData: undefined } };
