import { UsageError } from '../../../model/usage-error';
import type { Answer } from './answers';
import { type Consumption, consumptionOf, isFree, type NeonProject } from './neon';
import type { Period } from './period';

type Frame = Consumption['projects'][number]['periods'][number]['consumption'][number];

/** What Neon measured in some days, and what to know of it: whole sentences. */
export interface Measured {
  readonly answers: readonly Answer[];
  readonly notes: readonly string[];
}

/**
 * The answers about consumption without what is of other days: Neon rounds the times that it is asked for.
 * @throws {UsageError} if an answer is of other days as a whole, or if it has something twice
 */
export function measuredIn(
  period: Period,
  projects: readonly NeonProject[],
  answers: readonly Answer[],
): Measured {
  const seen = new Set<string>();
  const kept = answers.map((answer) => {
    const all = consumptionOf(answer);
    const frames = framesOf(all);
    for (const { project, frame } of frames) mustBeOnce(answer.file, project, frame, seen);
    const own = frames.filter(({ frame }) => isIn(frame, period));
    const [first] = frames;
    if (first && own.length === 0)
      throw new UsageError(
        `${answer.file}: timeframe_start: it is ${first.frame.timeframe_start}, and should be from ${period.from} to ${period.to}. Record the answer for these days.`,
      );
    return { file: answer.file, value: without(all, period), left: frames.length - own.length };
  });
  const left = kept.reduce((sum, one) => sum + one.left, 0);
  const measured = new Set(kept.flatMap(({ value }) => framesOf(value).map(({ project }) => project)));
  const missing = projects.filter((one) => !isFree(one) && !measured.has(one.id)).map(({ id }) => id);
  return {
    answers: kept.map(({ file, value }) => ({ file, value })),
    notes: [
      ...(left > 0 ? [`What Neon measured outside these days is left out (time frames: ${left}).`] : []),
      ...(missing.length > 0
        ? [`Of ${missing.join(', ')}, Neon says no use in these days: nothing is billed for it here.`]
        : []),
    ],
  };
}

const framesOf = ({ projects }: Consumption): { readonly project: string; readonly frame: Frame }[] =>
  projects.flatMap(({ project_id: project, periods }) =>
    periods.flatMap(({ consumption }) => consumption.map((frame) => ({ project, frame }))),
  );

const isIn = ({ timeframe_start: start }: Frame, { from, to }: Period): boolean =>
  Date.parse(start) >= Date.parse(from) && Date.parse(start) < Date.parse(to);

const without = ({ projects }: Consumption, period: Period): Consumption => ({
  projects: projects.map((project) => ({
    ...project,
    periods: project.periods.map(({ consumption }) => ({
      consumption: consumption.filter((frame) => isIn(frame, period)),
    })),
  })),
});

/** @throws {UsageError} if it ends before it begins, or if one of its metrics was there before */
function mustBeOnce(file: string, project: string, frame: Frame, seen: Set<string>): void {
  const { timeframe_start: start, timeframe_end: end, metrics } = frame;
  if (Date.parse(end) <= Date.parse(start))
    throw new UsageError(`${file}: timeframe_end: ${end} is not after ${start}. Record the answer again.`);
  for (const { metric_name: metric } of metrics) {
    const key = `${project} ${metric} ${Date.parse(start)}`;
    if (seen.has(key))
      throw new UsageError(
        `${file}: ${metric} of ${project} from ${start} is there twice. Record each answer once.`,
      );
    seen.add(key);
  }
}
