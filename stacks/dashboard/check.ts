import { checkMetrics } from './check-metrics';
import { type Found, finder, isRecord, type Json, numberOf, shown, textOf } from './check-values';

const MOST_WIDGETS = 500;

/**
 * Holds a dashboard body against CloudWatch's documented structure ("Dashboard Body Structure and Syntax"), because
 * neither Terraform nor an emulator does, and PutDashboard refuses a body only at apply.
 * @returns every problem, each with the place it is at; empty for a body that CloudWatch takes
 */
export function checkDashboard(body: unknown): string[] {
  const found = finder('body');
  if (!isRecord(body)) return ['body is not an object'];
  // Variables are left out: we use none, and so have no rules for them.
  found.known(body, ['widgets', 'start', 'end', 'periodOverride']);
  found.oneOf(body, 'periodOverride', ['auto', 'inherit']);
  if ('start' in body) found.that(isTime(body.start), 'start', 'is neither ISO 8601 nor like -PT6H or -P3D');
  if ('end' in body) {
    found.that('start' in body, 'end', 'needs a start');
    found.that(isTime(body.end), 'end', 'is neither ISO 8601 nor like -PT6H or -P3D');
  }
  const { widgets: all } = body;
  if (!Array.isArray(all)) return [...found.problems, 'body.widgets is not an array'];
  found.that(
    all.length <= MOST_WIDGETS,
    'widgets',
    `has ${all.length} widgets; CloudWatch takes ${MOST_WIDGETS}`,
  );
  const widgets = all.slice(0, MOST_WIDGETS);

  const inWidgets = widgets.map((widget, i) =>
    finder(`body.widgets[${i}]`).within((f) => checkWidget(widget, f)),
  );
  const metrics = widgets.flatMap((widget) =>
    isRecord(widget) && isRecord(widget.properties) && Array.isArray(widget.properties.metrics)
      ? widget.properties.metrics
      : [],
  );
  found.that(metrics.length <= 2500, 'widgets', `have ${metrics.length} metrics; CloudWatch takes 2,500`);
  return [...found.problems, ...inWidgets.flat(), ...overlaps(widgets)];
}

/** The name under which a dashboard is put: letters, digits, dash and underscore, at most 255. */
export function checkDashboardName(name: string): string[] {
  return /^[A-Za-z0-9_-]{1,255}$/.test(name)
    ? []
    : [`the dashboard name "${name}" has other than 1 to 255 letters, digits, dashes and underscores`];
}

function isTime(value: Json): boolean {
  if (typeof value !== 'string') return false;
  return /^-P(T\d+[MH]|\d+[DWM])$/.test(value) || !Number.isNaN(Date.parse(value));
}

const COLUMNS = 24;

function checkWidget(widget: Json, found: Found): void {
  if (!isRecord(widget)) {
    found.that(false, '', 'is not an object');
    return;
  }
  found.known(widget, ['type', 'x', 'y', 'width', 'height', 'properties']);
  const { type, x, y, width = 6, height = 6, properties } = widget;
  found.that('x' in widget === 'y' in widget, 'x', 'and y must both be given, or neither');
  if ('x' in widget) found.integer(x, 'x', 0, COLUMNS - 1);
  if ('y' in widget) found.integer(y, 'y', 0, Number.POSITIVE_INFINITY);
  found.integer(width, 'width', 1, COLUMNS);
  found.integer(height, 'height', 1, 1000);
  found.that(numberOf(x ?? 0) + numberOf(width) <= COLUMNS, 'width', `reaches beyond column ${COLUMNS}`);
  const check = Object.hasOwn(kinds, textOf(type)) ? kinds[textOf(type)] : undefined;
  found.that(check !== undefined, 'type', `is ${shown(type)}, not ${Object.keys(kinds).join(', ')}`);
  found.that(isRecord(properties), 'properties', 'is not an object');
  if (check && isRecord(properties)) found.at('properties', (f) => check(properties, f));
}

/** The kinds of widgets that we use; explorer and the others are not modelled, and so refused. */
const kinds: Readonly<Record<string, (properties: Record<string, Json>, found: Found) => void>> = {
  metric: checkMetrics,
  alarm(properties, found) {
    found.known(properties, ['alarms', 'title', 'sortBy', 'states']);
    found.oneOf(properties, 'sortBy', ['default', 'stateUpdatedTimestamp', 'timestamp']);
    const { alarms, states = [] } = properties;
    const arns = Array.isArray(alarms) ? alarms : [];
    found.that(arns.length >= 1 && arns.length <= 100, 'alarms', `has ${arns.length} ARNs, not 1 to 100`);
    for (const arn of arns) found.alarmArn(arn, 'alarms');
    for (const state of Array.isArray(states) ? states : [states])
      found.that(
        ['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(textOf(state)),
        'states',
        `has ${shown(state)}`,
      );
  },
  log(properties, found) {
    found.known(properties, ['region', 'query', 'title', 'view', 'stacked', 'accountId']);
    found.text(properties, 'region');
    found.text(properties, 'query');
    found.that(
      /^SOURCE '[^']+'/.test(textOf(properties.query)),
      'query',
      'does not begin with SOURCE and a log group',
    );
    found.oneOf(properties, 'view', ['table', 'timeSeries', 'bar', 'pie']);
  },
  text(properties, found) {
    found.known(properties, ['markdown', 'background']);
    found.text(properties, 'markdown');
    found.oneOf(properties, 'background', ['solid', 'transparent']);
  },
};

/** CloudWatch moves widgets that lie on each other; a layout of ours must not need that. */
function overlaps(widgets: readonly Json[]): string[] {
  const placed = widgets.flatMap((widget, i) => {
    if (!isRecord(widget) || !('x' in widget)) return [];
    const [x, y] = [numberOf(widget.x), numberOf(widget.y)];
    return [{ i, x, y, right: x + numberOf(widget.width ?? 6), bottom: y + numberOf(widget.height ?? 6) }];
  });
  return placed.flatMap((a, n) =>
    placed
      .slice(n + 1)
      .filter((b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom)
      .map((b) => `body.widgets[${b.i}] lies on body.widgets[${a.i}]`),
  );
}
