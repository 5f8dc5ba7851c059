/**
 * Code that must not compile. The type checker (`npm run typecheck`) is the test: a missing expected error is an error
 * itself.
 */
import {
  Absent,
  count,
  gauge,
  perSecond,
  type Readers,
  rate,
  type Snapshot,
} from '../../../handlers/driver/readings';
import type { NeonSnapshot } from '../../../handlers/neon/snapshot';
import type { UpstashSnapshot } from '../../../handlers/upstash/snapshot';
import { commonRows as common } from '../../../thresholds/common/rows';
import type { Alarm, PerMinute, Row } from '../../../thresholds/row';
import { rows } from '../../support/collectors/rows';

type S = Snapshot<'hits' | 'misses', { clients: number }>;
type Contract = Readers<typeof rows, S, never>;

const Now = gauge<S>(({ clients }) => clients);
const Events = count<S>('hits');
const Rate = perSecond<S>('hits');

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

// A number that the snapshot does not have would be absent forever, and no alarm of its row would ever fire.
export const known: Contract = {
  Now: gauge(({ clients }) => clients),
  Events: count('misses'),
  Rate: rate(({ delta }) => delta('misses')),
};
// @ts-expect-error a count of a counter that the snapshot does not have
export const unknownCount: Contract = { Now, Events: count('deadlocks'), Rate };
// @ts-expect-error a rate of one
export const unknownRate: Contract = { Now, Events, Rate: perSecond('deadlocks') };
// @ts-expect-error the growth of one
export const unknownDelta: Contract = { Now, Events, Rate: rate(({ delta }) => delta('deadlocks')) };
// @ts-expect-error a gauge that it does not have
export const unknownGauge: Contract = { Now: gauge(({ memory }) => memory), Events, Rate };

type Other = Snapshot<'deadlocks', { clients: number }>;
// @ts-expect-error a reader made for another snapshot
export const foreignCount: Contract = { Now, Events: count<Other>('deadlocks'), Rate };
// @ts-expect-error the same for a rate
export const foreignRate: Contract = { Now, Events, Rate: perSecond<Other>('deadlocks') };

// @ts-expect-error Neon's own snapshot
export const unknownOfNeon = count<NeonSnapshot>('no_such_counter');
// @ts-expect-error Upstash's own
export const unknownOfUpstash = count<UpstashSnapshot>('no_such_counter');

// A snapshot has a number or a reason for each of its counters, and no others.
export const whole: S['counters'] = { hits: 1, misses: new Absent('INFO has no keyspace_misses') };
// @ts-expect-error a counter that is left out
export const partial: S['counters'] = { hits: 1 };
// @ts-expect-error a counter that is not declared
export const undeclared: S['counters'] = { ...whole, deadlocks: 1 };

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
