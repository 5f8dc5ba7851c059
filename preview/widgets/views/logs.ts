import type { LogWidget } from '../body/model';
import type { SourceLine } from '../data';
import { limit } from '../logs/commands';
import { type LogQuery, parseQuery } from '../logs/query';
import { type Row, runQuery } from '../logs/run';
import { dayWords, timeWords } from '../values/words';
import { tableElement } from './data-table';
import { el, whenChanged } from './dom';
import type { Frame } from './frame';
import type { Context, Piece } from './piece';

/** Shown when a query is not simulated. */
const LAST_LINES = 20;

/** The lines of a log that a query finds, as a table. */
export function logs(widget: LogWidget, frame: Frame, { source, rangeMs }: Context): Piece {
  const { query, problem } = read(widget);
  const groups = [...new Set([...query.groups, ...widget.groups])];
  const area = el('div', {
    class: 'w-data w-lines',
    tabindex: '0',
    role: 'group',
    'aria-label': `${widget.title}, lines`,
  });
  frame.body.append(area);
  let found: readonly Row[] = [];
  let count = 0;
  const draw = whenChanged(() => {
    area.replaceChildren(
      found.length > 0
        ? tableElement(
            widget.title,
            query.fields,
            found.map(({ cells }) => cells),
          )
        : el('p', { class: 'w-empty' }, count === 0 ? 'The log has no lines yet.' : 'No lines match.'),
    );
  });
  // Reading thousands of JSON texts every second would be dear: a log changes at its end, and by leaving the time range.
  let now = 0;
  let lines: readonly SourceLine[] = [];
  const search = whenChanged(() => {
    found = runQuery(query, lines, now - rangeMs).map((row) => withTimes(row, query, now));
    count = lines.length;
    draw(JSON.stringify([found, count === 0]));
  });
  return {
    update(at) {
      now = at;
      const known = groups.map((group) => ({ group, lines: source.log(group) }));
      const unknown = known.filter((one) => one.lines === undefined).map(({ group }) => group);
      lines = known.flatMap((one) => one.lines ?? []);
      if (known.length > 1) lines = [...lines].sort((a, b) => a.at - b.at);
      const last = lines.at(-1);
      search(
        [lines.length, lines.findIndex((line) => line.at >= now - rangeMs), last?.at, last?.text].join(),
      );
      frame.note([
        ...widget.notes,
        ...(problem === undefined ? [] : [problem]),
        ...(groups.length === 0 ? ['The query names no log group.'] : []),
        ...unknown.map((group) => `The log group ${group} is not known here.`),
      ]);
    },
  };
}

function read(widget: LogWidget): { readonly query: LogQuery; readonly problem?: string } {
  try {
    return { query: parseQuery(widget.query) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const groups = [...widget.query.matchAll(/SOURCE\s+'([^']+)'/gi)].map((match) => match[1] ?? '');
    return {
      query: { groups, fields: ['@timestamp', '@message'], steps: [limit(String(LAST_LINES))] },
      problem: `This query is not simulated here: ${why}. The last lines are shown as they are.`,
    };
  }
}

/** Times in words instead of milliseconds. */
function withTimes(row: Row, { fields }: LogQuery, now: number): Row {
  const at = now - row.at < 12 * 3_600_000 ? timeWords(row.at, undefined) : dayWords(row.at, undefined);
  return { ...row, cells: row.cells.map((cell, i) => (fields[i] === '@timestamp' ? at : cell)) };
}
