import { code } from '../markdown';
import type { Change } from '../plan/change';
import { equal, isArray, isObject, type Json, type JsonObject, objects, text } from '../plan/json';
import type { Plan } from '../plan/parse';
import { document, without } from './difference';

const DASHBOARD = 'aws_cloudwatch_dashboard';
/** If more widgets than this change in the same way, the line gives their number and the first few titles. */
const MOST_NAMED = 4;

/** What changes on the dashboards of a plan, widget by widget. */
export function dashboardLines({ changes }: Plan): string[] {
  return changes.flatMap((change) =>
    change.type === DASHBOARD && (change.kind === 'update' || change.kind === 'replace')
      ? widgetLines(change).map((line) => `${code(change.name)}: ${line}`)
      : [],
  );
}

/** The changes of one dashboard in words; empty if either body is unknown or no dashboard body. */
export function widgetLines({ before, after }: Pick<Change, 'before' | 'after'>): string[] {
  const [was, is] = [before, after].map((values) => document(values?.dashboard_body));
  if (!isObject(was) || !isObject(is)) return [];
  const [from, to] = [widgetsOf(was), widgetsOf(is)];
  const said = new Map<string, string[]>();
  const say = (what: string, title: string) => said.set(what, [...(said.get(what) ?? []), title]);
  for (const title of without([...to.keys()], [...from.keys()])) say('added', title);
  for (const title of without([...from.keys()], [...to.keys()])) say('removed', title);
  for (const [title, widget] of to) {
    const old = from.get(title);
    for (const what of old ? widgetChanges(old, widget) : []) say(what, title);
  }
  const rest = Object.keys({ ...was, ...is }).filter(
    (name) => name !== 'widgets' && !equal(was[name], is[name]),
  );
  return [
    ...[...said].map(([what, titles]) => `${titled(titles)}: ${what}`),
    ...rest.map((name) => `${code(name)} changes`),
  ];
}

function titled(titles: readonly string[]): string {
  return titles.length > MOST_NAMED
    ? `${titles.length} widgets (${titles.slice(0, MOST_NAMED).map(code).join(', ')} …)`
    : titles.map(code).join(', ');
}

/** The widgets by what people call them; the number tells those with the same title apart. */
function widgetsOf({ widgets }: JsonObject): Map<string, JsonObject> {
  const named = new Map<string, JsonObject>();
  for (const widget of objects(widgets)) {
    const { title, markdown, view } = propertiesOf(widget);
    const own = text(title) || firstLine(text(markdown)) || text(widget.type) || 'a widget';
    // A number has the title of the graph of its row.
    const name = view === 'singleValue' ? `${own} (number)` : own;
    let unique = name;
    for (let n = 2; named.has(unique); n++) unique = `${name} (${n})`;
    named.set(unique, widget);
  }
  return named;
}

/** The first line of a Markdown text, without the sign of a heading and the addresses of links. */
const firstLine = (markdown = ''): string =>
  (markdown.split('\n')[0] ?? '').replace(/^#+ */, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

const propertiesOf = ({ properties }: JsonObject): JsonObject => (isObject(properties) ? properties : {});

/** What each property of a widget is called; any other is called by its name. */
const parts: Readonly<Record<string, string>> = {
  metrics: 'other metrics or statistics',
  alarms: 'another list of alarms',
  region: 'another region',
  period: 'another period',
  stat: 'another statistic',
  query: 'another query',
  markdown: 'another text',
  yAxis: 'another axis',
};

function widgetChanges(from: JsonObject, to: JsonObject): string[] {
  const [was, is] = [propertiesOf(from), propertiesOf(to)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  const lines = names
    .filter((name) => !equal(was[name], is[name]))
    .map((name) => partChange(name, was[name], is[name]));
  const place = ['x', 'y', 'width', 'height'].some((name) => !equal(from[name], to[name]));
  return [...lines, ...(place && lines.length === 0 ? ['only moved'] : [])];
}

function partChange(name: string, was: Json | undefined, is: Json | undefined): string {
  if (name === 'annotations') return thresholds(was, is);
  if (name === 'metrics' && equal(colorless(was), colorless(is))) return 'other colours';
  return Object.hasOwn(parts, name) ? (parts[name] ?? '') : `another ${code(name)}`;
}

/** The lines of a graph without their colors. */
function colorless(lines: Json | undefined): Json {
  const plain = ({ color: _, ...render }: JsonObject): JsonObject => render;
  const cells = (line: Json): Json =>
    isArray(line) ? line.map((cell) => (isObject(cell) ? plain(cell) : cell)) : line;
  return isArray(lines) ? lines.map(cells) : (lines ?? null);
}

/** `its threshold lines change, warning at 5 → warning at 8`. */
function thresholds(from: Json | undefined, to: Json | undefined): string {
  const [was, is] = [labels(from), labels(to)];
  const [gone, come] = [without(was, is), without(is, was)];
  if (gone.length === 0 && come.length === 0) return 'other threshold lines';
  const list = (all: readonly string[]) => all.map(code).join(', ') || 'none';
  return `threshold lines ${list(gone)} → ${list(come)}`;
}

function labels(annotations: Json | undefined): string[] {
  const lines = isObject(annotations) ? annotations.horizontal : undefined;
  const flat: Json[] = isArray(lines) ? lines.flatMap((line) => (isArray(line) ? line : [line])) : [];
  return objects(flat).flatMap(({ label }) => text(label) ?? []);
}
