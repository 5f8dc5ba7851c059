import { parseInsights } from '../../model/alarms/insights';
import type {
  Band,
  Chooser,
  DashboardBody,
  Expression,
  Graph,
  HorizontalLine,
  Line,
  PlacedWidget,
  Render,
  Tile,
  Widget,
} from './widgets';

/** CloudWatch's limits ("Dashboard Body Structure and Syntax", "CloudWatch service quotas"). */
const MOST = { widgets: 500, lines: 500, metrics: 2500, dimensions: 30, alarms: 100, queries: 1 };
const COLUMNS = 24;
const ROWS = 1000;

const STATISTIC =
  /^(SampleCount|Average|Sum|Minimum|Maximum|IQM|p\d{1,2}(\.\d+)?|p100|(tm|wm|tc|ts)\d{1,2}(\.\d+)?)$/;
const ID = /^[a-z][A-Za-z0-9_]*$/;
const COLOR = /^#[0-9a-fA-F]{6}$/;
const ALARM_ARN = /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/;
const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const SHORT_PERIODS: readonly number[] = [1, 5, 10, 20, 30];

/**
 * Checks a dashboard body against CloudWatch's documented rules that the types in widgets.ts cannot express. Neither
 * Terraform nor an emulator checks them, and PutDashboard rejects a body only at apply.
 * @returns every problem with its path; empty for a valid body
 */
export function checkDashboard({ start, variables = [], widgets: all }: DashboardBody): string[] {
  // Widgets above the limit are counted but not checked.
  const widgets = all.slice(0, MOST.widgets);
  const metrics = widgets
    .map((widget) => (widget.type === 'metric' ? widget.properties.metrics.length : 0))
    .reduce((sum, each) => sum + each, 0);
  return [
    ...unless(isTime(start), 'body.start is neither ISO 8601 nor like -PT6H or -P3D'),
    ...unless(
      all.length <= MOST.widgets,
      `body.widgets has ${all.length} widgets; CloudWatch allows ${MOST.widgets}`,
    ),
    ...unless(metrics <= MOST.metrics, `body.widgets have ${metrics} metrics; CloudWatch allows 2,500`),
    ...variables.flatMap((variable, i) => checkChooser(variable, widgets, `body.variables[${i}]`)),
    ...widgets.flatMap((widget, i) => [
      ...checkPlace(widget, `body.widgets[${i}]`),
      ...checkWidget(widget, `body.widgets[${i}].properties`),
    ]),
    ...overlaps(widgets),
  ];
}

/** Checks a dashboard's name: letters, digits, hyphens and underscores, at most 255. */
export function checkDashboardName(name: string): string[] {
  return unless(
    NAME.test(name),
    `the dashboard name "${name}" is not 1 to 255 letters, digits, hyphens and underscores`,
  );
}

function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}

function isTime(value: string): boolean {
  return /^-P(T\d+[MH]|\d+[DWM])$/.test(value) || !Number.isNaN(Date.parse(value));
}

/** A value as shown in a problem, shortened if it is long. */
function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 200);
}

function checkPlace({ x, y, width, height }: PlacedWidget, at: string): string[] {
  return [
    ...checkWhole(x, `${at}.x`, 0, COLUMNS - 1),
    ...checkWhole(y, `${at}.y`, 0, Number.POSITIVE_INFINITY),
    ...checkWhole(width, `${at}.width`, 1, COLUMNS),
    ...checkWhole(height, `${at}.height`, 1, ROWS),
    ...unless(x + width <= COLUMNS, `${at}.width extends beyond column ${COLUMNS}`),
  ];
}

/** A choice that changes nothing, or has no metrics to choose from, would be shown all the same. */
function checkChooser(chooser: Chooser, widgets: readonly PlacedWidget[], at: string): string[] {
  const { id, property, search, populateFrom, defaultValue } = chooser;
  const isUsed = widgets.some(
    ({ type, properties }) =>
      type === 'metric' && properties.metrics.some((line) => cellsOf(line).includes(property)),
  );
  return [
    ...unless(/^[A-Za-z0-9_]+$/.test(id), `${at}.id is ${shown(id)}, not letters, digits and underscores`),
    ...unless(isUsed, `${at}.property is ${shown(property)}, which no metric of the dashboard has`),
    ...unless(
      search.includes(populateFrom),
      `${at}.populateFrom is ${shown(populateFrom)}, which is not a dimension in its search`,
    ),
    ...checkText(defaultValue, `${at}.defaultValue`),
  ];
}

/** CloudWatch moves overlapping widgets; our layout must not rely on that. */
function overlaps(widgets: readonly PlacedWidget[]): string[] {
  return widgets.flatMap((a, i) =>
    widgets.flatMap((b, j) => {
      const across = a.x < b.x + b.width && b.x < a.x + a.width;
      const down = a.y < b.y + b.height && b.y < a.y + a.height;
      return unless(i >= j || !across || !down, `body.widgets[${j}] overlaps body.widgets[${i}]`);
    }),
  );
}

function checkWidget(widget: Widget, at: string): string[] {
  switch (widget.type) {
    case 'metric':
      return checkMetrics(widget.properties, at);
    case 'alarm':
      return checkAlarms(widget.properties.alarms, at);
    case 'log':
      return [
        ...checkText(widget.properties.region, `${at}.region`),
        ...checkText(widget.properties.query, `${at}.query`),
        ...unless(
          /^SOURCE '[^']+'/.test(widget.properties.query),
          `${at}.query does not start with SOURCE and a log group`,
        ),
      ];
    case 'text':
      return checkText(widget.properties.markdown, `${at}.markdown`);
  }
}

function checkAlarms(arns: readonly string[], at: string): string[] {
  return [
    ...unless(
      arns.length >= 1 && arns.length <= MOST.alarms,
      `${at}.alarms has ${arns.length} ARNs; CloudWatch requires 1 to ${MOST.alarms}`,
    ),
    ...arns
      .slice(0, MOST.alarms)
      .flatMap((arn) =>
        unless(ALARM_ARN.test(arn), `${at}.alarms has ${shown(arn)}, which is not an alarm ARN`),
      ),
  ];
}

function checkMetrics(properties: (Graph | Tile)['properties'], at: string): string[] {
  const { region, period, stat, metrics } = properties;
  const lines = metrics.slice(0, MOST.lines);
  const ids = lines.flatMap((line) => renderOf(line).id ?? []);
  return [
    ...checkText(region, `${at}.region`),
    ...unless(
      SHORT_PERIODS.includes(period) || (period > 0 && period % 60 === 0),
      `${at}.period is ${shown(period)}, neither 1, 5, 10, 20, 30 nor a multiple of 60 s`,
    ),
    ...checkStatistic(stat, at),
    ...unless(
      lines.some((line) => renderOf(line).visible !== false),
      `${at}.metrics has no visible line`,
    ),
    ...unless(
      metrics.length <= MOST.lines,
      `${at}.metrics has ${metrics.length} lines; CloudWatch allows ${MOST.lines}`,
    ),
    ...checkIds(ids, `${at}.metrics`),
    ...unless(
      lines.filter((line) => isQuery(String((renderOf(line) as Expression).expression))).length <=
        MOST.queries,
      `${at}.metrics has several queries; CloudWatch allows one in a graph`,
    ),
    ...lines.flatMap((line, i) => checkLine(line, ids, `${at}.metrics[${i}]`)),
    ...unless(
      !cellsOf(lines[0] ?? [{}]).some((cell) => /^\.{1,3}$/.test(cell)),
      `${at}.metrics[0] repeats a line, but there is none before it`,
    ),
    ...(properties.view === 'timeSeries' ? checkAxis(properties, at) : []),
  ];
}

function checkAxis({ yAxis, annotations }: Graph['properties'], at: string): string[] {
  const { min, max } = yAxis.left;
  const axis = `${at}.yAxis.left`;
  return [
    ...checkNumber(min, `${axis}.min`),
    ...(max === undefined
      ? []
      : [...checkNumber(max, `${axis}.max`), ...unless(min < max, `${axis}.min is not below max`)]),
    ...(annotations?.horizontal ?? []).flatMap((line, i) =>
      checkAnnotation(line, `${at}.annotations.horizontal[${i}]`),
    ),
  ];
}

function checkIds(ids: readonly string[], at: string): string[] {
  return [...new Set(ids)].flatMap((id) => [
    ...unless(ID.test(id), `${at} have the id "${id}"; ids start with a lowercase letter`),
    ...unless(ids.indexOf(id) === ids.lastIndexOf(id), `${at} have the id "${id}" twice`),
  ]);
}

/** The last cell of a line says how it is drawn; TypeScript does not infer this for `at(-1)`. */
const renderOf = (line: Line): Render => line.at(-1) as Render;
const cellsOf = (line: Line): string[] =>
  [...line].flatMap((cell) => (typeof cell === 'string' ? [cell] : []));

function checkLine(line: Line, ids: readonly string[], at: string): string[] {
  const render = renderOf(line);
  const { color, stat } = render;
  return [
    ...(color === undefined ? [] : checkColor(color, at)),
    ...(stat === undefined ? [] : checkStatistic(stat, at)),
    ...('expression' in render
      ? checkExpression(String(render.expression), line.length, ids, at)
      : checkMetric(cellsOf(line), at)),
  ];
}

function checkExpression(expression: string, length: number, ids: readonly string[], at: string): string[] {
  if (isQuery(expression)) return checkQuery(expression, at);
  // Quoted parts are search text; the remaining lowercase words are ids.
  const used = expression.replace(/'[^']*'/g, '').match(/\b[a-z_][A-Za-z0-9_]*\b/g) ?? [];
  return [
    ...unless(length === 1, `${at} has both metric math and a metric`),
    ...checkText(expression, `${at}.expression`),
    ...used.flatMap((id) =>
      unless(ids.includes(id), `${at}.expression uses "${id}", which is not an id in this graph`),
    ),
  ];
}

const isQuery = (expression: string): boolean => /^\s*SELECT\s/i.test(expression);

/** A query of another form may be right, but nothing here can tell. */
function checkQuery(expression: string, at: string): string[] {
  return unless(
    parseInsights(expression) !== undefined,
    `${at}.expression is ${shown(expression)}, which is not a query as model/alarms/insights.ts writes it`,
  );
}

function checkMetric(cells: readonly string[], at: string): string[] {
  const [namespace, name, ...dimensions] = cells;
  return [
    ...unless(!cells.includes(''), `${at} has an empty part`),
    ...unless(namespace !== undefined && name !== undefined, `${at} has no namespace or no name`),
    ...unless(dimensions.length % 2 === 0, `${at} has a dimension without a value`),
    ...unless(dimensions.length <= 2 * MOST.dimensions, `${at} has more than ${MOST.dimensions} dimensions`),
  ];
}

function checkAnnotation(annotation: HorizontalLine | Band, at: string): string[] {
  const lines = 'value' in annotation ? [annotation] : annotation;
  return lines.flatMap((line) => [
    ...checkNumber(line.value, `${at}.value`),
    ...('color' in line ? checkColor(line.color, at) : []),
  ]);
}

function checkStatistic(stat: string, at: string): string[] {
  return unless(STATISTIC.test(stat), `${at}.stat is ${shown(stat)}, which is not a statistic`);
}
function checkColor(color: string, at: string): string[] {
  return unless(COLOR.test(color), `${at}.color is ${shown(color)}, not a colour like #d13212`);
}
function checkText(text: string, at: string): string[] {
  return unless(text !== '', `${at} is missing`);
}
/** JSON has no NaN or Infinity: they would become null. */
function checkNumber(value: number, at: string): string[] {
  return unless(Number.isFinite(value), `${at} is ${shown(value)}, not a number`);
}
function checkWhole(value: number, at: string, least: number, most: number): string[] {
  const fits = Number.isInteger(value) && value >= least && value <= most;
  return unless(fits, `${at} is ${shown(value)}, not a whole number from ${least} to ${most}`);
}
