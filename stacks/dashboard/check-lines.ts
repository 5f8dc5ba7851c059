import { type Found, isRecord, type Json, numberOf, shown, textOf } from './check-values';

const STATISTICS =
  /^(SampleCount|Average|Sum|Minimum|Maximum|IQM|p\d{1,2}(\.\d+)?|p100|(tm|wm|tc|ts)\d{1,2}(\.\d+)?)$/;
const ID = /^[a-z][A-Za-z0-9_]*$/;
/** What a line's last element may say about how it is drawn. */
const RENDER = ['color', 'label', 'period', 'stat', 'visible', 'yAxis', 'id', 'region', 'accountId'];

/** Every line: a metric, or math over the ids of other lines. */
export function checkLines(lines: readonly Json[], found: Found): void {
  const renders = lines.map((line) => (Array.isArray(line) ? line.find(isRecord) : undefined));
  const ids = renders.flatMap((render) => (render && 'id' in render ? [textOf(render.id)] : []));
  for (const id of new Set(ids)) {
    found.that(ID.test(id), 'metrics', `have the id "${id}"; ids begin with a lower-case letter`);
    found.that(ids.filter((other) => other === id).length === 1, 'metrics', `have the id "${id}" twice`);
  }
  lines.forEach((line, i) => {
    found.at(`metrics[${i}]`, (f) => {
      if (!Array.isArray(line)) {
        f.that(false, '', 'is not an array');
        return;
      }
      const render = renders[i] ?? {};
      f.that(
        line.findIndex(isRecord) === -1 || line.findIndex(isRecord) === line.length - 1,
        '',
        'goes on after how it is drawn',
      );
      if ('color' in render) f.color(render.color, 'color');
      if ('stat' in render) checkStatistic(render.stat, f);
      if ('period' in render) checkPeriod(render.period, f);
      f.oneOf(render, 'yAxis', ['left', 'right']);
      if ('expression' in render) checkExpression(line, render, ids, f);
      else checkMetric(line, render, i, f);
    });
  });
}

function checkExpression(
  line: readonly Json[],
  render: Record<string, Json>,
  ids: readonly string[],
  found: Found,
): void {
  found.known(render, ['expression', ...RENDER]);
  found.that(line.length === 1, '', 'has math and a metric');
  found.text(render, 'expression');
  // What stands in quotes is search text; what is left in lower case are ids.
  const used =
    textOf(render.expression)
      .replace(/'[^']*'/g, '')
      .match(/\b[a-z][A-Za-z0-9_]*\b/g) ?? [];
  for (const id of used)
    found.that(ids.includes(id), 'expression', `uses "${id}", which no line of the graph is`);
}

function checkMetric(line: readonly Json[], render: Record<string, Json>, i: number, found: Found): void {
  found.known(render, RENDER);
  const cells = line.filter((cell) => !isRecord(cell));
  const [namespace, name, ...dimensions] = cells;
  found.that(
    cells.every((cell) => typeof cell === 'string' && cell !== ''),
    '',
    'has a part that is no text',
  );
  found.that(namespace !== undefined && name !== undefined, '', 'lacks namespace or name');
  found.that(dimensions.length % 2 === 0, '', 'has a dimension without a value');
  found.that(dimensions.length <= 60, '', 'has more than 30 dimensions');
  if (i === 0)
    found.that(!cells.some((cell) => /^\.{1,3}$/.test(textOf(cell))), '', 'repeats a line that is not there');
}

export function checkPeriod(period: Json, found: Found): void {
  const seconds = numberOf(period);
  const fits = [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
  found.that(fits, 'period', `is ${shown(period)}, neither 1, 5, 10, 20, 30 nor a multiple of 60 s`);
}
export function checkStatistic(stat: Json, found: Found): void {
  found.that(STATISTICS.test(textOf(stat)), 'stat', `is ${shown(stat)}, no statistic`);
}
