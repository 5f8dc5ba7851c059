import { horizontalMarks, verticalMarks } from './annotations';
import { field, flag, list, number, oneOf, text, wrongField } from './guards';
import { linesOf } from './lines';
import {
  type AbsentWidget,
  type AlarmWidget,
  type Axis,
  type MetricWidget,
  summaryColumns,
  type TableOptions,
  type View,
  views,
} from './model';
import { rangeOf, utcOffsetOf } from './range';

const DEFAULT_PERIOD_S = 300;

/**
 * A widget of type `metric`. One with `annotations.alarms` shows an alarm instead of metrics.
 * @param title its title, or what stands for it
 */
export function metricWidget(properties: unknown, title: string): MetricWidget | AlarmWidget | AbsentWidget {
  const arns = list(field(properties, 'annotations'), 'alarms').filter((arn) => typeof arn === 'string');
  if (arns.length > 0) return alarmGraph(arns, title);
  const view = viewOf(properties);
  if (view === undefined)
    return {
      kind: 'absent',
      title,
      notes: [`This widget is wrong: "view" must be one of ${views.join(', ')}.`],
    };
  const { lines, problems } = linesOf(list(properties, 'metrics'), {
    stat: text(properties, 'stat') ?? 'Average',
    period: positive(number(properties, 'period')) ?? DEFAULT_PERIOD_S,
  });
  const axes = { left: axisOf(properties, 'left'), right: axisOf(properties, 'right') };
  const horizontal = horizontalMarks(field(properties, 'annotations'));
  const vertical = verticalMarks(field(properties, 'annotations'));
  const range = rangeOf(field(properties, 'start'), field(properties, 'end'));
  const wrong = [
    ...wrongField(properties, 'metrics', 'list'),
    ...wrongField(properties, 'annotations', 'object'),
    ...wrongField(properties, 'period', 'number'),
    ...wrongField(properties, 'stat', 'string'),
  ];
  return {
    kind: 'metric',
    title,
    view,
    stacked: flag(properties, 'stacked') ?? false,
    lines,
    axes,
    horizontal: horizontal.marks,
    vertical: vertical.marks,
    legend: oneOf(field(properties, 'legend'), 'position', ['right', 'hidden']) ?? 'bottom',
    // CloudWatch has it for these views only.
    wholeRange:
      flag(properties, 'setPeriodToTimeRange') === true && view !== 'timeSeries' && view !== 'table',
    sparkline: flag(properties, 'sparkline') ?? false,
    fullPrecision: flag(properties, 'singleValueFullPrecision') ?? false,
    utcOffset: utcOffsetOf(field(properties, 'timezone')),
    table: tableOf(field(properties, 'table')),
    rangeSeconds: range.seconds,
    notes: [
      ...wrong,
      ...problems,
      ...horizontal.problems,
      ...vertical.problems,
      ...range.notes,
      ...needed(properties, view, lines.length, axes.left),
      ...notSimulated(properties),
    ],
  };
}

function viewOf(properties: unknown): View | undefined {
  return field(properties, 'view') === undefined ? 'timeSeries' : oneOf(properties, 'view', views);
}

/** What CloudWatch requires, so that somebody who writes a body finds out before it is deployed. */
function needed(properties: unknown, view: View, lines: number, { min, max }: Axis): string[] {
  return [
    ...(text(properties, 'region') === undefined ? ['CloudWatch requires "region".'] : []),
    ...(lines === 0 ? ['No row of "metrics" can be drawn.'] : []),
    ...(view === 'gauge' && (min === undefined || max === undefined || min >= max)
      ? ['A gauge needs "yAxis": { "left": { "min": …, "max": … } }, with min below max.']
      : []),
  ];
}

function notSimulated(properties: unknown): string[] {
  return [
    ...(text(properties, 'accountId') === undefined
      ? []
      : ['Other accounts are not simulated here: the metric is looked up in this session.']),
    ...(list(field(properties, 'table'), 'thresholds').length === 0 &&
    list(properties, 'thresholds').length === 0
      ? []
      : ['Coloured cells of tables are not simulated here.']),
  ];
}

const positive = (value: number | undefined) => (value !== undefined && value > 0 ? value : undefined);

function axisOf(properties: unknown, side: 'left' | 'right'): Axis {
  const axis = field(field(properties, 'yAxis'), side);
  return {
    min: number(axis, 'min'),
    max: number(axis, 'max'),
    label: text(axis, 'label'),
    showUnits: flag(axis, 'showUnits') ?? true,
  };
}

function tableOf(table: unknown): TableOptions {
  return {
    layout: oneOf(table, 'layout', ['vertical']) ?? 'horizontal',
    summary: summaryColumns.filter((column) => list(table, 'summaryColumns').includes(column)),
    timeSeries: flag(table, 'showTimeSeriesData') ?? true,
  };
}

/** A graph of an alarm: here its state, which is what the session knows of an alarm's ARN. */
function alarmGraph(arns: readonly string[], title: string): AlarmWidget {
  return {
    kind: 'alarm',
    title,
    arns,
    sortBy: 'default',
    states: undefined,
    notes: ["The graph of an alarm's metric is not simulated here: its state is shown instead."],
  };
}
