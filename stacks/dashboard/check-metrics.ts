import { checkAnnotations } from './check-annotations';
import { checkLines, checkPeriod, checkStatistic } from './check-lines';
import { type Found, isRecord, type Json, numberOf } from './check-values';

const MOST_LINES = 500;
const VIEWS = ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table'];

/** The properties of a metric widget. */
export function checkMetrics(properties: Record<string, Json>, found: Found): void {
  found.known(properties, [
    ...['metrics', 'region', 'period', 'stat', 'title', 'view', 'stacked', 'sparkline', 'legend', 'yAxis'],
    ...['liveData', 'timezone', 'table', 'accountId', 'annotations', 'setPeriodToTimeRange', 'trend'],
  ]);
  found.text(properties, 'region');
  found.oneOf(properties, 'view', VIEWS);
  const { metrics, annotations, yAxis, view } = properties;
  if ('period' in properties) checkPeriod(properties.period, found);
  if ('stat' in properties) checkStatistic(properties.stat, found);
  if ('sparkline' in properties)
    found.that(view === 'singleValue', 'sparkline', 'is only for the view singleValue');
  if (isRecord(properties.legend))
    found.at('legend', (f) =>
      f.oneOf(properties.legend as Record<string, Json>, 'position', ['right', 'bottom', 'hidden']),
    );
  found.at('yAxis', (f) => checkAxes(yAxis, view, f));

  const ofAlarm = isRecord(annotations) && 'alarms' in annotations;
  if (ofAlarm) found.that(!('metrics' in properties), 'metrics', 'cannot stand beside the graph of an alarm');
  else if (!Array.isArray(metrics)) found.that(false, 'metrics', 'is not an array');
  else {
    found.that(
      metrics.length <= MOST_LINES,
      'metrics',
      `has ${metrics.length} lines; CloudWatch takes ${MOST_LINES}`,
    );
    checkLines(metrics.slice(0, MOST_LINES), found);
  }
  if (isRecord(annotations)) found.at('annotations', (f) => checkAnnotations(annotations, f));
}

function checkAxes(yAxis: Json, view: Json, found: Found): void {
  const axes = isRecord(yAxis) ? yAxis : {};
  found.known(axes, ['left', 'right']);
  const left = isRecord(axes.left) ? axes.left : {};
  if (view === 'gauge') found.that('min' in left && 'max' in left, 'left', 'needs min and max for a gauge');
  for (const [side, axis] of Object.entries(axes))
    if (isRecord(axis))
      found.at(side, (f) => {
        f.known(axis, ['min', 'max', 'label', 'showUnits']);
        if ('min' in axis) f.number(axis.min, 'min');
        if ('max' in axis) f.number(axis.max, 'max');
        if ('min' in axis && 'max' in axis)
          f.that(numberOf(axis.min) < numberOf(axis.max), 'min', 'is not below max');
      });
}
