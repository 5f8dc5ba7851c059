import { minutesOf, type Watcher } from '../../model/applications/application';
import { unitWords } from '../../model/format';
import { kindOf } from '../../model/threshold';
import { isAlarmed, type Row } from '../../thresholds/row';
import { colorOf } from './colors';
import { isCount, lineStart, perMinute, statisticIn } from './graph';
import type { Line, Render, Tile } from './widgets';

/**
 * The number of a row: what its alarms compare with their thresholds, or its value if it has none. Its title is that of the
 * row's graph, where the thresholds are.
 */
export function rowTile(watcher: Watcher, name: string, row: Row): Tile {
  const { environment, rows } = watcher;
  const { metrics, unit } = number(watcher, name, row);
  const alone = Object.values(rows).filter(({ panel }) => panel.graph === row.panel.graph).length === 1;
  // Next to the number there is little room: the unit matters most.
  const label = [...(alone && unit !== '' ? [] : [name]), unit].filter((part) => part !== '').join(', ');
  const shown: Render = { label, color: colorOf(row.panel) };
  return {
    type: 'metric',
    properties: {
      title: row.panel.graph,
      region: environment.region,
      view: 'singleValue',
      sparkline: true,
      period: minutesOf(watcher, name) * 60,
      stat: 'Average',
      metrics: metrics(shown),
    },
  };
}

interface Numbered {
  /** In words, as after a number: `%`, `per minute`, `% of ConnectionLimit`. */
  readonly unit: string;
  metrics(shown: Render): readonly Line[];
}

function number(watcher: Watcher, name: string, row: Row): Numbered {
  const line = (metric: string, render: Render): Line => [...lineStart(watcher, metric), render];
  const hidden = (id: string, metric: string, stat: string) => line(metric, { id, stat, visible: false });
  const unit = unitWords(row).trim();
  const query = isAlarmed(row)
    ? kindOf(row.alarm.critical ?? row.alarm.warning).query(name, row.alarm)
    : undefined;
  if (query && 'operands' in query)
    return {
      unit: query.label.slice(name.length).replace(/^,? /, ''),
      metrics: (shown) => [
        ...query.operands.map(({ id, metric, statistic: stat }) => hidden(id, metric, stat)),
        [{ ...shown, expression: query.expression, id: query.id }],
      ],
    };
  if (isCount(row))
    return {
      unit,
      metrics: (shown) => [
        hidden('m1', name, 'Sum'),
        [{ ...shown, expression: perMinute('m1'), id: 'rate' }],
      ],
    };
  return { unit, metrics: (shown) => [line(name, { ...shown, stat: statisticIn(watcher, name, row) })] };
}
