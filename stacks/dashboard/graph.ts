import { BAND_ID, bandExpression } from '../../model/alarms/anomaly';
import { minutesOf, placeOf, type Watcher } from '../../model/applications/application';
import { unitWords } from '../../model/format';
import { isAlarmed, type Row } from '../../thresholds/row';
import { colorOf, palette } from './colors';
import { basesOf, fixedThresholds, movingThresholds } from './thresholds';
import type { Graph, Line, Render } from './widgets';

export const isCount = (row: Row): boolean => row.kind === 'counter' && row.published === 'count';
const rateId = (id: string): string => `${id}rate`;
export const perMinute = (id: string): string => `${id} / (PERIOD(${id}) / 60)`;

/**
 * One graph of the rows that share it, with their thresholds.
 * @param names the rows of the graph; all have the same unit
 */
export function rowGraph(watcher: Watcher, title: string, names: readonly string[]): Graph {
  const { environment, service, rows, limits } = watcher;
  const ids = new Map(names.map((name, i) => [name, `m${i + 1}`]));
  const here = names.flatMap((name) => (rows[name] ? [{ name, row: rows[name] }] : []));
  const [first] = here;
  if (!first)
    throw new Error(`The graph "${title}" of ${service} has no row that ${environment.name} collects`);

  const drawn = here.flatMap(({ name, row }): Line[] => {
    const id = ids.get(name) ?? name;
    const line = (render: Omit<Render, 'id'>): Line => [...lineStart(watcher, name), { id, ...render }];
    const color = colorOf(row.panel);
    if (!isCount(row)) return [line({ label: name, stat: statisticIn(watcher, name, row), color })];
    // A count needs a time span to mean something: draw it per minute, as its alarm does.
    return [
      line({ stat: 'Sum', visible: false }),
      [{ expression: perMinute(id), id: rateId(id), label: `${name} per minute`, color }],
    ];
  });
  const bases = here
    .flatMap(({ row }) => (isAlarmed(row) ? basesOf(row) : []))
    .filter((base) => !ids.has(base));
  const hidden = [...new Set(bases)].map((base, i): Line => {
    const id = `base${i + 1}`;
    ids.set(base, id);
    return [...lineStart(watcher, base), { id, visible: false, stat: 'Average' }];
  });
  const band = bandIn(here, ids);
  const moving = here.flatMap(({ row }) => (isAlarmed(row) ? movingThresholds(row, limits, ids) : []));
  const fixed = here.flatMap(({ row }) => (isAlarmed(row) ? fixedThresholds(row, limits) : []));
  return {
    type: 'metric',
    properties: {
      title,
      region: environment.region,
      view: 'timeSeries',
      period: minutesOf(watcher, first.name) * 60,
      stat: 'Average',
      metrics: [...drawn, ...hidden, ...moving, ...band],
      yAxis: {
        left: {
          label: unitWords(first.row).trim() || 'count',
          showUnits: false,
          min: 0,
          ...(first.row.unit === 'Percent' && { max: 100 }),
        },
      },
      ...(fixed.length > 0 && { annotations: { horizontal: fixed } }),
    },
  };
}

/**
 * The usual band of a row with an anomaly alarm. CloudWatch draws one in a graph: of several rows, that of the first. A count's band
 * is that of its line, which is per minute.
 */
function bandIn(
  here: readonly { readonly name: string; readonly row: Row }[],
  ids: ReadonlyMap<string, string>,
): Line[] {
  const [first] = here.flatMap(({ name, row }) => (row.anomaly ? [{ name, row, anomaly: row.anomaly }] : []));
  if (!first) return [];
  const id = ids.get(first.name) ?? first.name;
  const expression = bandExpression(isCount(first.row) ? rateId(id) : id, first.anomaly);
  // Grey, as in CloudWatch's console: both edges are no row, and stand apart from the line between them.
  return [[{ expression, id: BAND_ID, label: `usual band of ${first.name}`, color: palette.grey }]];
}

/** How a line in a graph begins: the namespace, name and dimensions of the row's metric. */
export function lineStart(watcher: Watcher, row: string): [string, string, ...string[]] {
  const { namespace, name, dimensions } = placeOf(watcher, row);
  return [namespace, name, ...Object.entries(dimensions).flat()];
}

/** The statistic with which a row is drawn: the row's own where it belongs to an application. */
export const statisticIn = ({ places }: Watcher, name: string, row: Row): string =>
  places?.[name]?.statistic ?? statistic(row);

/** The statistic of the row's alarm; without an alarm the average, which equals the sample if a period has only one. */
export function statistic(row: Row): string {
  return isAlarmed(row) ? row.alarm.statistic : 'Average';
}
