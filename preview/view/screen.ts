import { cut, type Line, paragraph, type Style } from './lines';
import type { ViewRow } from './rows';
import { tableFor } from './table';

/** What is shown for one service. */
export interface Section {
  readonly title: string;
  /** The database, and when it was sampled. */
  readonly about: string;
  readonly rows: readonly ViewRow[];
  /** One of several databases, of which only what is not well is shown: no empty line separates it from the next. */
  readonly brief?: true;
  /** Why the collector has no readings, if it has none. */
  readonly problem?: string;
  readonly warnings: readonly string[];
  /** What to do about it, and what the newest check-up found, the worst first; each with the statement that mends it, if one does. */
  readonly advice: readonly (readonly [text: string, style: Style, statement?: string])[];
}

export interface View {
  readonly sections: readonly Section[];
  /** The lines below the tables. */
  readonly footer: readonly string[];
}

export interface Size {
  readonly width: number;
  /** The number of lines available; undefined if the output may scroll. */
  readonly height?: number;
}

/** What to omit if the window is too low, from nothing to the most. */
const economies = [
  { alarmsOnly: false, brief: false },
  { alarmsOnly: false, brief: true },
  { alarmsOnly: true, brief: false },
  { alarmsOnly: true, brief: true },
] as const;
type Economy = (typeof economies)[number];

/** The last lines of the footer stay whole: the page's address, of which nothing may be missing, and how to stop. */
const LAST = 2;

/** The lines of a view, as much of it as fits the window. Pure. */
export function compose(view: View, size: Size): Line[] {
  const { height = Number.POSITIVE_INFINITY } = size;
  const attempts = economies.map((economy) => lines(view, size, economy));
  const fitting = attempts.find((attempt) => attempt.length <= height);
  if (fitting) return fitting;
  const least = attempts.at(-1) ?? [];
  const kept = Math.min(LAST, height);
  return height > 0 ? [...least.slice(0, height - kept), ...least.slice(-kept)] : [];
}

function lines({ sections, footer }: View, { width, height }: Size, { alarmsOnly, brief }: Economy): Line[] {
  const scrolls = height === undefined;
  // A row without an alarm has no thresholds to show.
  const shown = sections.map(({ rows }) => rows.filter((row) => !alarmsOnly || row.warning !== '–'));
  const hidden = sections.flatMap(({ rows }) => rows).length - shown.flat().length;
  const table = tableFor(shown.flat(), width);
  // Whole where the output scrolls, to be copied. What is drawn in place may not be wider than the window.
  const statementLines = (statement: string): Line[] =>
    scrolls ? [[[`  ${statement}`, 'good']]] : paragraph(statement, width, 2, 'good');
  const words = (text: string, style: Style, indent: number): Line[] =>
    brief ? [cut([[' '.repeat(indent) + text, style]], width)] : paragraph(text, width, indent, style);

  const tables = sections.flatMap((section, i): Line[] => [
    cut(
      [
        [section.title, 'title'],
        [`  ${section.about}`, 'quiet'],
      ],
      width,
    ),
    ...(i === 0 && shown.flat().length > 0 ? [table.heading] : []),
    ...(shown[i] ?? []).flatMap((row): Line[] => [
      table.line(row),
      ...(row.note && !brief ? paragraph(row.note, width, 4, 'quiet') : []),
    ]),
    ...(section.problem ? words(section.problem, 'critical', 2) : []),
    ...(section.brief && sections[i + 1]?.brief ? [] : [[]]),
  ]);
  const warnings = sections.flatMap(({ title, warnings: all, advice }) => [
    ...all.flatMap((warning) => words(`${title}: ${warning}`, 'warning', 0)),
    ...advice.flatMap(([text, style, statement]) => [
      ...words(`${title}: ${text}`, style, 0),
      ...(statement === undefined || brief ? [] : statementLines(statement)),
    ]),
  ]);
  const notice =
    hidden > 0 ? [`${hidden} rows without an alarm are hidden; enlarge the window to see them.`] : [];
  const [first, last] = [footer.slice(0, -LAST), footer.slice(-LAST)];
  return [
    ...tables,
    ...warnings,
    ...[...notice, ...first].flatMap((text) => words(text, 'quiet', 0)),
    ...last.flatMap((text) => paragraph(text, width, 0, 'quiet')),
  ];
}
