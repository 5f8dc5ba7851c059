import { DAY_MS } from '../../../model/forecast/method/days';
import { DAYS_METRIC, isForecastMetric, ROW } from '../../../model/forecast/payload';
import type { CollectorView, EnvironmentView } from '../../web/protocol';
import type { About, MetricRef, Search } from '../../widgets/data';
import { type AlarmNow, alarmsOf, rowOf } from './alarms';
import { Forecasts } from './forecasts';
import type { Recording } from './recording';
import type { Store } from './store';
import { surroundingsOf, type Tuning } from './tuning';

/** The namespace of Lambda's own metrics, and their dimension. */
const LAMBDA = 'AWS/Lambda';
const FUNCTION = 'FunctionName';
/** What a search may say besides dimensions. Every row of a collector is a metric that it has. */
const METRIC = 'MetricName';

const EACH_RUN_A_DAY = 'Here each run counts as a day.';

interface Parts {
  readonly store: Store;
  readonly environment: EnvironmentView;
  readonly recording: Recording;
  readonly tuning: Tuning;
}

/** What the widgets of an environment's dashboards show: a `Source`, whose type needs a browser. */
export function sourceOf({ store, environment, recording, tuning }: Parts) {
  const { collectors } = environment;
  const arns = new Map(
    collectors.flatMap((collector) =>
      collector.alarms.map((view) => [view.arn, { view, collector }] as const),
    ),
  );
  const forecasts = new Forecasts(recording, recording.calendar);
  return {
    scale: recording.scale,
    now: () => recording.now(),
    about(refs: readonly MetricRef[]): About | undefined {
      const found = refs.map((ref) => forecastIn(collectors, ref));
      const known = found.filter((one) => one !== undefined);
      if (known.length === 0 || known.length < found.length) return undefined;
      const reasons = known.flatMap(({ collector, target }) => {
        const { outlook } = forecasts.of(collector.id, target).last ?? {};
        return outlook && 'absent' in outlook ? `${target.row}: ${outlook.absent}.` : [];
      });
      const { dayMs } = recording.calendar;
      return {
        scale: DAY_MS / dayMs,
        notes: [...(dayMs === DAY_MS ? [] : [EACH_RUN_A_DAY]), ...new Set(reasons)],
      };
    },
    points(ref: MetricRef) {
      if (ref.namespace === LAMBDA) {
        const called = collectors.find(({ functionName }) =>
          same(ref.dimensions, { [FUNCTION]: functionName }),
        );
        return called && recording.lambda(called.service, ref.metric);
      }
      const forecast = forecastIn(collectors, ref);
      if (forecast) {
        const made = forecasts.of(forecast.collector.id, forecast.target);
        return ref.metric === DAYS_METRIC ? made.days : made.severities;
      }
      const collector = collectorOf(collectors, ref);
      if (!collector) return undefined;
      // Before the first run nobody knows what will be published.
      return recording.points(collector.id, ref.metric) ?? (recording.span() ? undefined : []);
    },
    unit(ref: MetricRef) {
      const collector = collectorOf(collectors, ref);
      return collector && store.points(collector.id, ref.metric)?.at(-1)?.unit;
    },
    alarm(arn: string) {
      const found = arns.get(arn);
      if (!found) return undefined;
      const name = found.view.resource.alarm_name;
      const last = store.lastChange(environment.name, name);
      return {
        name,
        severity: found.view.severity,
        state: last?.to ?? ('INSUFFICIENT_DATA' as const),
        since: last?.at ?? store.snapshot?.startedAt ?? recording.now(),
      };
    },
    log(group: string) {
      const collector = collectors.find(({ logGroupName }) => logGroupName === group);
      return collector && recording.lines(collector.service);
    },
    values({ namespace, dimensions, terms }: Search, dimension: string) {
      const fits = collectors.filter(
        (one) =>
          one.namespace === namespace &&
          same(
            Object.fromEntries(dimensions.map((name) => [name, ''])),
            Object.fromEntries(Object.keys(one.dimensions).map((name) => [name, ''])),
          ) &&
          Object.entries(terms).every(([name, value]) => name === METRIC || one.dimensions[name] === value),
      );
      return [...new Set(fits.flatMap((one) => one.dimensions[dimension] ?? []))];
    },
    draggables(metrics: readonly MetricRef[]) {
      return alarmsOf(store, environment)
        .filter(({ collector, view }) =>
          metrics.some((ref) => ref.metric === view.row && collectorOf([collector], ref)),
        )
        .map((alarm) => draggable(alarm, recording, tuning));
    },
  };
}

function draggable({ name, view, collector }: AlarmNow, recording: Recording, tuning: Tuning) {
  const around = () => surroundingsOf(view, collector, recording);
  return {
    id: name,
    severity: view.severity,
    label: `${rowOf({ view, collector })}, ${view.severity}`,
    value: () => tuning.kindOf(view).resolve(around()),
    words: () => tuning.kindOf(view).words(view.definition, collector.limits),
    move: (value: number) => tuning.move(view, value, around()),
  };
}

/** The row whose forecast a metric is. */
function forecastIn(collectors: readonly CollectorView[], ref: MetricRef) {
  const { [ROW]: row, ...dimensions } = ref.dimensions;
  if (row === undefined || !isForecastMetric(ref.metric)) return undefined;
  const collector = collectorOf(collectors, { ...ref, dimensions });
  const target = collector?.forecast?.find((one) => one.row === row);
  return collector && target && { collector, target };
}

function collectorOf(collectors: readonly CollectorView[], ref: MetricRef): CollectorView | undefined {
  return collectors.find(
    ({ namespace, dimensions }) => namespace === ref.namespace && same(dimensions, ref.dimensions),
  );
}

/** CloudWatch takes other dimensions for another metric. */
function same(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
