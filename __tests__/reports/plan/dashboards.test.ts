import { widgetLines } from '../../../reports/changes/dashboard';
import type { Json, JsonObject } from '../../../reports/plan/json';

const place = { x: 0, y: 0, width: 6, height: 3 };
const metric = (properties: JsonObject): JsonObject => ({ type: 'metric', ...place, properties });
const line = (color: string, stat = 'Sum'): Json => ['Broker', 'Jobs', { label: 'Jobs', stat, color }];
const graph = (...metrics: Json[]) => metric({ title: 'Jobs', view: 'timeSeries', metrics });
const number = (...metrics: Json[]) => metric({ title: 'Jobs', view: 'singleValue', metrics });
const text = (markdown: string): JsonObject => ({ type: 'text', ...place, properties: { markdown } });

const lines = (before: readonly JsonObject[], after: readonly JsonObject[]) => {
  const body = (widgets: readonly JsonObject[]) => ({ dashboard_body: JSON.stringify({ widgets }) });
  return widgetLines({ before: body(before), after: body(after) });
};

test('a number and the graph of the same title are told apart', () => {
  const [one, other] = [line('#3f98e8'), line('#3f98e8', 'Average')];
  expect(lines([graph(one)], [number(one), graph(one)])).toEqual(['`Jobs (number)`: added']);
  expect(lines([number(one), graph(one)], [number(other), graph(one)])).toEqual([
    '`Jobs (number)`: other metrics or statistics',
  ]);
});

test('a change of colors only is called that', () => {
  expect(lines([graph(line('#3f98e8'))], [graph(line('#8a44cf'))])).toEqual(['`Jobs`: other colours']);
  expect(lines([graph(line('#3f98e8'))], [graph(line('#8a44cf', 'Average'))])).toEqual([
    '`Jobs`: other metrics or statistics',
  ]);
});

test('a text is called by what people read of it', () => {
  const links = (url: string) => text(`[Runbook](${url}) · Log: [errors](${url})`);
  expect(lines([], [text('## [Runbook](https://a.example/)\nmore')])).toEqual(['`Runbook`: added']);
  expect(lines([links('https://a.example/')], [links('https://b.example/')])).toEqual([
    '`Runbook · Log: errors`: another text',
  ]);
});
