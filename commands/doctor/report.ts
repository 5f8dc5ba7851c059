import type { Line, Style } from '../../preview/view/lines';
import { lengthOf, wrap } from '../../preview/view/lines';
import { exitCodeFor, type Said } from '../../reports/doctor/diagnose';
import { type Grade, lasting } from '../../reports/doctor/finding';
import type { RowValue } from '../../reports/doctor/json';
import { merged, subjectWords } from '../../reports/doctor/merged';

const BLANK: Line = [];
const looks: Readonly<Record<Grade, readonly [sign: string, style: Style]>> = {
  fault: ['✗', 'critical'],
  note: ['·', 'warning'],
};

/** The report for people, without colours; each line knows its own. */
export function reportLines(heading: string, said: readonly Said[], width: number): Line[] {
  return [
    [[heading, 'title']],
    BLANK,
    ...said.filter(({ findings }) => findings.length > 0).flatMap((one) => findingLines(one, width)),
    ...unknownLines(said, width),
    ...fineLines(said, width),
    BLANK,
    verdict(said),
  ];
}

/** A check with something to say: its title, and a paragraph for each finding, with what to do below. */
function findingLines({ title, findings }: Said, width: number): Line[] {
  return [
    [[title, 'title']],
    ...merged(findings).flatMap(({ grade, subjects, what, todo }): Line[] => {
      const [sign, style] = looks[grade];
      const [first = '', ...rest] = wrap(
        `${subjectWords(subjects)}${subjects.length > 1 ? ': each' : ''} ${what}.`,
        width - 4,
      );
      return [
        [[`  ${sign} `, style], [first]],
        ...rest.map((text): Line => [[`    ${text}`]]),
        ...wrap(`→ ${todo}`, width - 6).map(
          (text, i): Line => [[`${i === 0 ? '    ' : '      '}${text}`, 'quiet']],
        ),
      ];
    }),
    BLANK,
  ];
}

/** What could not be looked at. Where the reason is the same, it is said once. */
function unknownLines(said: readonly Said[], width: number): Line[] {
  const reasons = [...new Set(said.flatMap(({ unknown }) => unknown ?? []))];
  return reasons.flatMap((reason): Line[] => {
    const titles = said.filter(({ unknown }) => unknown === reason).map(({ title }) => title);
    return [
      [[`? ${titles.join(', ')}: could not be looked at`, 'warning']],
      ...wrap(reason, width - 4).map((text): Line => [[`    ${text}`]]),
      BLANK,
    ];
  });
}

function fineLines(said: readonly Said[], width: number): Line[] {
  const fine = said.filter((one) => one.fine !== undefined);
  const column = Math.max(0, ...fine.map(({ title }) => title.length)) + 2;
  return fine.flatMap(({ title, fine: words = '' }) => {
    const [first = '', ...rest] = wrap(words, width - column - 2);
    return [
      [['✓ ', 'good'], [title.padEnd(column)], [first, 'quiet']] as Line,
      ...rest.map((text): Line => [[' '.repeat(column + 2) + text, 'quiet']]),
    ];
  });
}

function verdict(said: readonly Said[]): Line {
  const of = (wanted: Grade) =>
    said.flatMap(({ findings }) => findings).filter(({ grade }) => grade === wanted).length;
  const [faults, notes] = [of('fault'), of('note')];
  const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  const beside = notes > 0 ? ` ${plural(notes, 'note')} may be as it should be.` : '';
  const found = faults > 0 ? `${plural(faults, 'fault')}.` : '';
  if (exitCodeFor(said) === 2)
    return [[`Not everything could be looked at. ${found}${beside}`.trim(), 'warning']];
  return faults > 0 ? [[`${found}${beside}`, 'critical']] : [[`Nothing is wrong.${beside}`, 'good']];
}

/** The newest value of each row, as a table. */
export function valueLines(values: readonly RowValue[]): Line[] {
  const cells = values.map(({ subject, row, value, unit, ageSeconds }) => [
    subject,
    row,
    value === null ? 'none' : `${Number(value.toPrecision(6))} ${unit}`,
    ageSeconds === null ? '' : `${lasting(ageSeconds * 1000)} ago`,
  ]);
  const widths = [0, 1, 2].map((i) => Math.max(0, ...cells.map((row) => row[i]?.length ?? 0)));
  const lines = cells.map(
    (row): Line => row.map((text, i) => [i < 3 ? `${text.padEnd(widths[i] ?? 0)}  ` : text] as const),
  );
  return lines.filter((line) => lengthOf(line) > 0);
}
