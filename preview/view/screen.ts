import { cut, type Line, paragraph } from './lines';
import type { ViewRow } from './rows';
import { tableFor } from './table';

/** One service, as far as it is shown. */
export interface Section {
  readonly title: string;
  /** Which database it is, and when it was sampled. */
  readonly about: string;
  readonly rows: readonly ViewRow[];
  /** Why the collector has no readings, where it has none. */
  readonly problem?: string;
  readonly warnings: readonly string[];
}

export interface View {
  readonly sections: readonly Section[];
  /** What there is to say below the tables. */
  readonly footer: readonly string[];
}

export interface Size {
  readonly width: number;
  /** How many lines there is room for; undefined where lines may scroll away. */
  readonly height?: number;
}

/** What is left out where the window is too low, from nothing to most. */
const economies = [
  { alarmsOnly: false, brief: false },
  { alarmsOnly: false, brief: true },
  { alarmsOnly: true, brief: false },
  { alarmsOnly: true, brief: true },
] as const;
type Economy = (typeof economies)[number];

/** The lines that show a view, as much of it as the window holds. Pure. */
export function compose(view: View, { width, height = Number.POSITIVE_INFINITY }: Size): Line[] {
  const attempts = economies.map((economy) => lines(view, width, economy));
  const fitting = attempts.find((attempt) => attempt.length <= height);
  return fitting ?? (attempts.at(-1) ?? []).slice(0, height);
}

function lines({ sections, footer }: View, width: number, { alarmsOnly, brief }: Economy): Line[] {
  // A row without alarm has no threshold to show.
  const shown = sections.map(({ rows }) => rows.filter((row) => !alarmsOnly || row.warning !== '–'));
  const hidden = sections.flatMap(({ rows }) => rows).length - shown.flat().length;
  const table = tableFor(shown.flat(), width);
  const words = (text: string, style: 'quiet' | 'warning' | 'critical', indent: number): Line[] =>
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
    [],
  ]);
  const warnings = sections.flatMap(({ title, warnings: all }) =>
    all.flatMap((warning) => words(`${title}: ${warning}`, 'warning', 0)),
  );
  const notice =
    hidden > 0 ? [`${hidden} rows without an alarm are hidden; a higher window shows them.`] : [];
  return [...tables, ...warnings, ...[...notice, ...footer].flatMap((text) => words(text, 'quiet', 0))];
}
