import { field, isObject, list, shown, text } from './guards';
import { metricWidget } from './metric';
import type { Dashboard, Widget } from './model';
import { alarmWidget, logWidget, otherWidget, textWidget } from './others';
import { packed, placesOf, readingOrder } from './place';
import { DEFAULT_RANGE_S, rangeOf } from './range';
import { type Chosen, variablesOf, withValue } from './variables';

/** CloudWatch's limits. */
const MOST_WIDGETS = 500;
const MOST_METRICS = 2500;
const MOST_TITLE = 200;

/**
 * Reads a dashboard body ("Dashboard Body Structure and Syntax"). It never throws: a widget that is wrong says so, and
 * the others are shown.
 * @param given what JSON.parse returned, or anything else
 * @param chosen in place of the defaults of its variables
 */
export function readDashboard(given: unknown, chosen: Chosen = {}): Dashboard {
  const { variables, notes } = variablesOf(given);
  const body = variables.reduce((before, { id, property, defaultValue }) => {
    const value = chosen[id] ?? defaultValue;
    return value === undefined ? before : withValue(before, property, value);
  }, given);
  const all = list(body, 'widgets');
  const shownOnes = all.slice(0, MOST_WIDGETS);
  const range = rangeOf(field(body, 'start'), field(body, 'end'));
  const places = placesOf(shownOnes);
  let lines = 0;
  const widgets = shownOnes.flatMap((one, i) => {
    const place = places[i];
    // Rows that will not be drawn need not be read.
    const full = lines > MOST_METRICS && field(one, 'type') === 'metric';
    const read = full ? tooMany(one) : readWidget(one);
    if (read.kind === 'metric') lines += read.lines.length;
    const widget = read.kind === 'metric' && lines > MOST_METRICS ? tooMany(one) : read;
    const heading = widget.kind === 'text' && widget.markdown.startsWith('#');
    return place ? [{ place, widget, heading }] : [];
  });
  const ordered = readingOrder(widgets);
  const spans = packed(
    ordered.map(({ widget, place }) => (widget.kind === 'text' ? 12 : spanOf(place.width))),
    12,
  );
  const halves = packed(
    ordered.map(({ widget, place }) => (isNumber(widget) && place.width <= 6 ? 1 : 2)),
    2,
  );
  return {
    widgets: ordered.map(({ place, widget }, i) => ({
      place,
      widget,
      span: spans[i] ?? 12,
      half: halves[i] ?? 2,
    })),
    rangeSeconds: range.seconds ?? DEFAULT_RANGE_S,
    notes: [
      ...(isObject(body) ? [] : [`A dashboard body is a JSON object; this is ${shown(body)}.`]),
      ...(isObject(body) && !Array.isArray(field(body, 'widgets'))
        ? [`"widgets" must be a list, not ${shown(field(body, 'widgets'))}.`]
        : []),
      ...(all.length > MOST_WIDGETS
        ? [`Only the first ${MOST_WIDGETS} of ${all.length} widgets are shown: CloudWatch allows no more.`]
        : []),
      ...range.notes,
      ...notes,
    ],
    variables,
  };
}

const isNumber = (widget: Widget): boolean => widget.kind === 'metric' && widget.view === 'singleValue';
/** A third, a half or the whole of a grid of 12 columns. */
function spanOf(width: number): number {
  if (width <= 6) return 4;
  return width <= 12 ? 6 : 12;
}

function tooMany(widget: unknown): Widget {
  return {
    kind: 'absent',
    title: titleOf(widget) || 'Graph',
    notes: [
      `It is not drawn: the dashboard has more than ${MOST_METRICS} metrics, which CloudWatch refuses.`,
    ],
  };
}

const titleOf = (widget: unknown): string =>
  (text(field(widget, 'properties'), 'title') ?? '').slice(0, MOST_TITLE);

/** One entry of `widgets`. */
export function readWidget(widget: unknown): Widget {
  const properties = field(widget, 'properties');
  const title = titleOf(widget);
  const type = field(widget, 'type');
  if (!isObject(widget)) return otherWidget(widget, title);
  switch (type) {
    case 'text':
      return textWidget(properties);
    case 'metric':
      return metricWidget(properties, title || 'Graph');
    case 'alarm':
      return alarmWidget(properties, title || 'Alarms');
    case 'log':
      return logWidget(properties, title || 'Log');
    default:
      return otherWidget(type, title);
  }
}
