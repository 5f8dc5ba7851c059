import * as v from 'valibot';
import type { Statistic } from '../../thresholds/row';
import type { PublishedDatum } from '../alarms/alarm-resource';
import { closed, flawsOf, isTable, listOf, oneOf, placeOf, shown, text } from '../checks/schema';
import { FORMAT, type History, iso, type Series, VERSION } from './history';

/** A history, or everything that is wrong with its file, a line each. */
export type ParsedHistory =
  | { readonly history: History; readonly problems?: never }
  | { readonly problems: readonly string[]; readonly history?: never };

/** The most problems that are listed. */
const MOST_PROBLEMS = 20;
/** The most characters of a wrong value that are shown. */
const MOST_SHOWN = 60;
/** CloudWatch keeps points of an hour so long (PutMetricData, API reference). Judging longer histories would take minutes. */
const LONGEST_DAYS = 455;
const DAY_MS = 86_400_000;
/** By how much the clock that recorded may be ahead of ours. */
const CLOCKS_MS = 5 * 60_000;

/** More would not fit into memory. Thirty days of one-minute values of all rows are half of it. */
const MOST_VALUES = 10_000_000;
/** Characters. A day of one-second values, written in full, has less than half of it. */
const LONGEST_LINE = 5_000_000;

const AGAIN = 'record it again';
const time = v.pipe(
  v.string('use a time such as "2026-11-26T14:00:00Z"'),
  v.check(
    // The day as well: for JavaScript, February 30 is a day in March.
    (value) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
      Number.isFinite(Date.parse(value)) &&
      iso(Date.parse(value)).startsWith(value.slice(0, 10)),
    'use a time such as "2026-11-26T14:00:00Z"',
  ),
);
const whole = (least: number) => {
  const look = `use a whole number of ${least} or more`;
  return v.pipe(v.number(look), v.safeInteger(look), v.minValue(least, look));
};
const isValue = (value: unknown): boolean => value === null || Number.isFinite(value);

/** It is shown in messages and pages: nothing that a terminal would obey, and not without end. */
const name = v.pipe(
  text,
  v.regex(/^[ -~]{1,255}$/, 'use a name of letters, digits and signs of ASCII, at most 255'),
);

/** The first line. Its format and version are checked before the rest. */
const header = closed({
  format: text,
  version: v.number(),
  environment: name,
  from: time,
  to: time,
  periodSeconds: whole(1),
  lines: whole(0),
});
/** Any other line. Only the first of its wrong values is reported. */
const seriesLine = closed({
  service: name,
  metric: name,
  statistics: v.pipe(
    listOf(oneOf(['Average', 'Maximum', 'Minimum', 'Sum'] satisfies Statistic[])),
    v.minLength(1, 'name at least one'),
  ),
  from: time,
  values: v.pipe(
    v.array(v.unknown(), 'use a list of numbers'),
    v.rawCheck(({ dataset, addIssue }) => {
      // It runs on what is no list, too.
      const input: readonly unknown[] = Array.isArray(dataset.value) ? dataset.value : [];
      const key = input.findIndex((value) => !isValue(value));
      if (key < 0) return;
      const path = { type: 'array', origin: 'value', input, key, value: input[key] } as const;
      addIssue({
        message: 'use a number, or null where nothing was published',
        input: input[key],
        path: [path],
      });
    }),
  ),
});
type Header = v.InferOutput<typeof header>;
type SeriesLine = Omit<v.InferOutput<typeof seriesLine>, 'values'> & {
  readonly values: readonly (number | null)[];
};

/**
 * Reads a history that `serializeHistory` wrote. Byte order mark, line ends of Windows and empty lines do not matter.
 * @param now milliseconds since the epoch
 * @returns problems name the line, say what is wrong and what to do; their number is limited
 */
export function parseHistory(file: string, now: number): ParsedHistory {
  const lines = filledLines(file);
  const { value: first } = lines.next();
  if (!first) return { problems: [`The file is empty: ${AGAIN}.`] };
  const head = headerOf(first.text, now);
  if ('problems' in head)
    return { problems: head.problems.map((problem) => `line ${first.number} ${problem}`) };

  const reader = new Reader(head);
  const problems: string[] = [];
  let [more, read] = [0, 0];
  for (const { text, number, cut } of lines) {
    read++;
    for (const problem of reader.read(text, number, cut)) {
      if (problems.length < MOST_PROBLEMS) problems.push(`line ${number} ${problem}`);
      else more++;
    }
    // Nothing that comes after it would be judged.
    if (reader.size > MOST_VALUES)
      return {
        problems: [
          `line ${number} is more than can be judged: a history has at most ${MOST_VALUES / 1e6} million values. Record fewer days.`,
        ],
      };
  }
  if (more > 0) problems.push(`There are ${more} more problems.`);
  if (problems.length === 0 && read !== head.lines)
    problems.push(
      `line ${first.number} announces ${head.lines} lines after it, and there are ${read}: ${AGAIN}, or set "lines" to ${read} to use what is there.`,
    );
  return problems.length > 0 ? { problems } : { history: reader.history() };
}

interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether the file ends in it. */
  readonly cut: boolean;
}

/** The lines that are not empty, one after the other: a file may have more of them than a list can. */
function* filledLines(file: string): Generator<Line, undefined> {
  let at = file.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; at < file.length; number++) {
    const found = file.indexOf('\n', at);
    const end = found < 0 ? file.length : found;
    const text = file.slice(at, end).trim();
    if (text) yield { text, number, cut: found < 0 };
    at = end + 1;
  }
  return undefined;
}

/** A line as JSON; undefined if it is none. */
function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const words = (value: unknown): string => {
  const all = shown(value);
  return all.length > MOST_SHOWN ? `${all.slice(0, MOST_SHOWN)}…` : all;
};
function flawed(schema: v.GenericSchema, value: unknown): string[] {
  return flawsOf(schema, value, words).map(
    ({ path, problem, fix }) => `${path.length > 0 ? `${placeOf(path)} ${problem}` : problem}: ${fix}.`,
  );
}

function headerOf(line: string, now: number): Header | { readonly problems: readonly string[] } {
  const value = json(line);
  if (!isTable(value) || value.format !== FORMAT)
    return {
      problems: [
        `does not begin a history ({"format":"${FORMAT}",…}): choose a file that --record of npm run backtest wrote.`,
      ],
    };
  const { version } = value;
  if (typeof version === 'number' && version > VERSION)
    return {
      problems: [`has version ${version}; this project reads version ${VERSION}: update it, or ${AGAIN}.`],
    };
  if (version !== VERSION) return { problems: [`has a version that ${words(version)}: ${AGAIN}.`] };
  const flaws = flawed(header, value);
  if (flaws.length > 0) return { problems: flaws };
  const head = value as unknown as Header;
  const [from, to] = [Date.parse(head.from), Date.parse(head.to)];
  if (from >= to) return { problems: [`ends at ${head.to}, and begins at ${head.from}: ${AGAIN}.`] };
  if (to - from > LONGEST_DAYS * DAY_MS)
    return {
      problems: [
        `ends at ${head.to}, and begins at ${head.from}: CloudWatch keeps nothing for more than ${LONGEST_DAYS} days; ${AGAIN}.`,
      ],
    };
  if (to > now + CLOCKS_MS)
    return {
      problems: [
        `ends at ${head.to}, and it is ${iso(now)} now: correct the clock of this machine, or of the one that recorded.`,
      ],
    };
  return head;
}

interface Collected extends Series {
  readonly points: PublishedDatum[];
  /** The number of its newest line, and the time at which that ends. */
  line: number;
  end: number;
}

/** Collects the lines after the first. */
class Reader {
  private readonly series = new Map<string, Collected>();
  /** The series of each statistic. */
  private readonly owners = new Map<string, string>();

  /** The number of values so far. */
  size = 0;

  constructor(private readonly head: Header) {}

  history(): History {
    const { environment, from, to, periodSeconds } = this.head;
    const series = [...this.series.values()].map(({ line: _, end: __, ...one }) => one);
    return { environment, from: Date.parse(from), to: Date.parse(to), periodSeconds, series };
  }

  /** @returns what is wrong with the line; then it is left out */
  read(text: string, number: number, cut: boolean): readonly string[] {
    if (text.length > LONGEST_LINE)
      return [`has ${text.length} characters: ${AGAIN}, or divide it into days.`];
    const value = json(text);
    if (value === undefined && cut)
      return [
        `is cut off: ${AGAIN}; or to use the rest, remove this line and set "lines" in line 1 to what is left.`,
      ];
    if (!isTable(value)) return [`is not a JSON object: ${AGAIN}, or remove the line.`];
    const flaws = flawed(seriesLine, value);
    if (flaws.length > 0) return flaws;
    const line = value as unknown as SeriesLine;
    const problem = this.misplaced(line);
    if (problem === undefined) this.add(line, number);
    return problem === undefined ? [] : [problem];
  }

  /** When a line ends, in milliseconds since the epoch. */
  private endOf({ from, values }: SeriesLine): number {
    return Date.parse(from) + values.length * this.head.periodSeconds * 1000;
  }

  /** What is wrong with the place of a line among the others. */
  private misplaced(line: SeriesLine): string | undefined {
    const { service, metric, statistics } = line;
    const [from, end] = [Date.parse(line.from), this.endOf(line)];
    const name = nameOf(line);
    const lastPeriod = end - this.head.periodSeconds * 1000;
    if (from < Date.parse(this.head.from) || lastPeriod >= Date.parse(this.head.to))
      return `has ${line.values.length} values of ${name} from ${line.from}, and the history is from ${this.head.from} to ${this.head.to}: ${AGAIN}, or remove the line.`;
    const owner = statistics
      .map((statistic) => this.owners.get(JSON.stringify([service, metric, statistic])))
      .find((other) => other !== undefined && other !== name);
    if (owner !== undefined)
      return `has values of ${name}, and there are some of ${owner}: remove one of the two.`;
    const known = this.series.get(name);
    if (known && from < known.end)
      return `has values of ${name} from ${line.from}, and line ${known.line} has them until ${iso(known.end)}: put the lines in the order of time, and remove what is there twice.`;
    return undefined;
  }

  private add(line: SeriesLine, number: number): void {
    const { service, metric, statistics, values } = line;
    const name = nameOf(line);
    const one = this.series.get(name) ?? { service, metric, statistics, points: [], line: number, end: 0 };
    Object.assign(one, { line: number, end: this.endOf(line) });
    this.series.set(name, one);
    for (const statistic of statistics) this.owners.set(JSON.stringify([service, metric, statistic]), name);
    this.size += values.length;
    const [from, stepMs] = [Date.parse(line.from), this.head.periodSeconds * 1000];
    for (const [i, value] of values.entries())
      if (value !== null) one.points.push({ at: from + i * stepMs, value });
  }
}

const nameOf = ({ service, metric, statistics }: SeriesLine): string =>
  `${service} ${metric} ${statistics.join(', ')}`;
