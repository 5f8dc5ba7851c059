import type { Search } from '../data';
import { field, isObject, list, oneOf, shown, text } from './guards';

/** CloudWatch's limit. */
const MOST_VARIABLES = 25;
const DEEPEST = 10;

/** A choice of a dashboard: what is chosen takes the place of a property's value in all widgets. */
export interface Variable {
  readonly id: string;
  readonly label: string;
  /** The name of a field, or of a dimension. */
  readonly property: string;
  /** Undefined where nothing is chosen at first. */
  readonly defaultValue: string | undefined;
  /** What can be chosen, if the body lists it. */
  readonly values: readonly { readonly value: string; readonly label: string }[];
  /** Otherwise the values of a dimension among the metrics of a search. */
  readonly found: { readonly search: Search; readonly dimension: string } | undefined;
}

/** The values that are chosen, by the id of their variable. */
export type Chosen = Readonly<Record<string, string>>;

/** The variables of a body that are simulated, and a sentence about each of the others. */
export function variablesOf(body: unknown): {
  readonly variables: readonly Variable[];
  readonly notes: readonly string[];
} {
  const all = list(body, 'variables').slice(0, MOST_VARIABLES);
  const read = all.map((one) => ({ one, variable: variableOf(one) }));
  return {
    variables: read.flatMap(({ variable }) => variable ?? []),
    notes: read.flatMap(({ one, variable }) => (variable ? [] : [noteOf(one)])),
  };
}

function noteOf(variable: unknown): string {
  const name = text(variable, 'label') ?? text(variable, 'id') ?? 'without a name';
  const value = text(variable, 'defaultValue');
  const stays = value === undefined ? '' : ` (its default is ${shown(value)})`;
  return `The variable ${shown(name)}${stays} is not simulated here: the widgets are shown as they are in the body.`;
}

function variableOf(one: unknown): Variable | undefined {
  const [id, property, dimension] = ['id', 'property', 'populateFrom'].map((name) => text(one, name));
  const isChoice = oneOf(one, 'inputType', ['select', 'radio']) !== undefined;
  if (text(one, 'type') !== 'property' || !isChoice || !id || !property) return undefined;
  const values = list(one, 'values').flatMap((entry) => {
    const value = text(entry, 'value');
    return value === undefined ? [] : [{ value, label: text(entry, 'label') ?? value }];
  });
  const search = searchOf(text(one, 'search') ?? '');
  const found = search && dimension !== undefined ? { search, dimension } : undefined;
  if (values.length === 0 && !found) return undefined;
  const label = text(one, 'label') ?? id;
  return { id, label, property, defaultValue: text(one, 'defaultValue'), values, found };
}

/** A search as `{namespace,dimension,…} name="value" …`; undefined for one that says more. */
function searchOf(expression: string): Search | undefined {
  const [, schema, rest = ''] = /^\s*\{([^{}]+)\}(.*)$/.exec(expression) ?? [];
  const [namespace, ...dimensions] = (schema ?? '').split(',').map(unquoted);
  if (!namespace) return undefined;
  const term = /\s*([\w.-]+)\s*=\s*"([^"]*)"/gy;
  const terms = [...rest.trimEnd().matchAll(term)];
  if (terms.map(([whole]) => whole).join('') !== rest.trimEnd()) return undefined;
  return {
    namespace,
    dimensions,
    terms: Object.fromEntries(terms.map(([, name = '', value = '']) => [name, value])),
  };
}

const unquoted = (name: string): string => name.trim().replace(/^"(.*)"$/, '$1');

/** A body with a value in place of that of a property: of the field of this name, and of the dimension in rows of metrics. */
export function withValue(body: unknown, property: string, value: string): unknown {
  if (!isObject(body)) return body;
  const widgets = list(body, 'widgets').map((widget) =>
    isObject(widget)
      ? { ...widget, properties: replaced(field(widget, 'properties'), { property, value }, 0) }
      : widget,
  );
  return Array.isArray(field(body, 'widgets')) ? { ...body, widgets } : body;
}

interface Replacement {
  readonly property: string;
  readonly value: string;
}

function replaced(part: unknown, by: Replacement, depth: number): unknown {
  if (depth > DEEPEST) return part;
  if (Array.isArray(part)) return part.map((one) => replaced(one, by, depth + 1));
  if (!isObject(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => {
      if (name === by.property && typeof inner === 'string') return [name, by.value];
      return [
        name,
        name === 'metrics' && Array.isArray(inner) ? rowsOf(inner, by) : replaced(inner, by, depth + 1),
      ];
    }),
  );
}

/** Rows of metrics: namespace, name, then names and values of dimensions; `.` repeats the cell above. */
function rowsOf(rows: readonly unknown[], { property, value }: Replacement): unknown[] {
  let above: readonly unknown[] = [];
  return rows.map((row) => {
    if (!Array.isArray(row)) return row;
    const names = row.map((cell, i) => (cell === '.' ? above[i] : cell));
    above = names;
    return row.map((cell, i) =>
      i > 2 && i % 2 === 1 && names[i - 1] === property && typeof cell === 'string' ? value : cell,
    );
  });
}
