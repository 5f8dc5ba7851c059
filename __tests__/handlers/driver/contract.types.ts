/**
 * What must not compile. The type checker (`npm run typecheck`) is the test: an expected error that does not come is
 * an error itself.
 */
import { count, gauge, perSecond, type Readers, type Snapshot } from '../../../handlers/driver/readings';
import { commonRows as common } from '../../../thresholds/common/rows';
import type { Alarm, PerMinute, Row } from '../../../thresholds/row';
import { rows } from '../../support/collectors/rows';

type Contract = Readers<typeof rows, Snapshot<{ clients: number }>, never>;

const Now = gauge<Snapshot<{ clients: number }>>(({ clients }) => clients);
const Events = count('hits');
const Rate = perSecond('hits');

export const complete: Contract = { Now, Events, Rate };
// @ts-expect-error a row that is not delivered
export const missing: Contract = { Now, Events };
// @ts-expect-error a reading without a row
export const surplus: Contract = { Now, Events, Rate, Size: Now };
// @ts-expect-error a counter read as a gauge
export const raw: Contract = { Now, Events: Now, Rate };
// @ts-expect-error a gauge made a rate
export const rated: Contract = { Now: Rate, Events, Rate };
// @ts-expect-error a count published as a rate
export const confused: Contract = { Now, Events: Rate, Rate };

const { alarm } = common.Up;
const perMinute: Alarm<PerMinute, 'Sum'> = {
  ...alarm,
  statistic: 'Sum',
  warning: { perMinute: 5 },
  critical: { perMinute: 10 },
};
export const countRow: Row = { ...rows.Events, alarm: perMinute };
// @ts-expect-error a threshold on the raw value of a count
export const rawCount: Row = { ...rows.Events, alarm: { ...alarm, statistic: 'Sum' } };
// @ts-expect-error a gauge with a threshold per minute
export const ratedGauge: Row = { ...rows.Now, alarm: perMinute };
// @ts-expect-error a unit that CloudWatch does not know
export const unknownUnit: Row = { ...rows.Now, unit: 'Connections' };
// @ts-expect-error neither an alarm nor a reason for none
export const silent: Row = { ...rows.Now, alarm: undefined };
// @ts-expect-error an alarm that does not say what missing data means
export const undecided: Row = { ...rows.Now, alarm: { ...alarm, missingData: undefined } };
