import * as v from 'valibot';
import { COST_TAG } from '../../../model/notify/budget';
import { UsageError } from '../../../model/usage-error';
import { type Answer, amount, checked, words } from './answers';
import { type Exact, exact } from './money';
import type { Period } from './period';

/** A line of the bill. @see AwsAnswers */
export interface Cost {
  readonly service: string;
  readonly type: string;
  /** The value of the tag Environment; undefined where tags were not asked for, empty without the tag. */
  readonly environment?: string;
  readonly amount: Exact;
}

/** What Cost Explorer is asked for, in one question with its pages. */
export interface Question {
  /** The name of its files, without the number of the page. */
  readonly name: string;
  readonly groups: readonly { readonly Type: 'DIMENSION' | 'TAG'; readonly Key: string }[];
  /** The service whose tagged cost it is; undefined for the whole bill. */
  readonly service?: string;
}

const byType = { Type: 'DIMENSION', Key: 'USAGE_TYPE' } as const;
/** The whole bill, by service and usage type. */
const TOTAL: Question = { name: 'aws-total', groups: [{ Type: 'DIMENSION', Key: 'SERVICE' }, byType] };

/** One for the whole bill, and one for each service whose cost can have tags: an answer has two groups at most. */
export const questionsFor = (services: readonly string[]): readonly Question[] => [
  TOTAL,
  ...services.map((service) => ({
    name: `aws-${service.replace(/^(Amazon|AWS) ?/, '').toLowerCase()}`,
    groups: [byType, { Type: 'TAG' as const, Key: COST_TAG }],
    service,
  })),
];

const answer = v.object({
  GroupDefinitions: v.array(v.object({ Type: words, Key: words }), 'use the list of groups'),
  ResultsByTime: v.pipe(
    v.array(
      v.object({
        TimePeriod: v.object({ Start: words, End: words }),
        Estimated: v.optional(v.boolean('use true or false'), false),
        Groups: v.array(
          v.object({
            Keys: v.strictTuple([words, words], 'use two keys'),
            Metrics: v.object({ UnblendedCost: v.object({ Amount: amount, Unit: words }) }),
          }),
          'use a list of groups',
        ),
      }),
      'use a list of results',
    ),
    v.length(1, 'use one result, of granularity MONTHLY'),
  ),
  NextPageToken: v.nullish(v.string('use a text')),
});

export interface Costs {
  readonly costs: readonly Cost[];
  /** Whether AWS may still change these figures. */
  readonly estimated: boolean;
}

/**
 * The lines in the pages of one question.
 * @throws {UsageError} if a page is missing, or is not what was asked for
 */
export function costsOf(
  { name, groups, service }: Question,
  pages: readonly Answer[],
  period: Period,
): Costs {
  const parsed = pages.map((page) => ({ file: page.file, ...checked(page, answer) }));
  const last = parsed.at(-1);
  if (!last) throw new UsageError(`${name}-1.json is missing: record AWS's answers as a whole.`);
  const wanted = groups.map(({ Type, Key }) => `${Type} ${Key}`).join(', ');
  for (const page of parsed) mustFollow(page, page !== last, wanted);
  const results = parsed.flatMap(({ file, ResultsByTime }) =>
    ResultsByTime.map((result) => ({ file, ...result })),
  );
  for (const { file, TimePeriod } of results)
    if (TimePeriod.Start !== period.from || TimePeriod.End !== period.to)
      throw new UsageError(
        `${file}: TimePeriod: it is ${TimePeriod.Start} to ${TimePeriod.End}, and should be ${period.from} to ${period.to}.`,
      );
  mustBeOnce(results);
  return {
    costs: results.flatMap(({ file, Groups }) =>
      Groups.map(({ Keys, Metrics }) => costOf(file, Keys, Metrics.UnblendedCost, service)),
    ),
    estimated: results.some(({ Estimated }) => Estimated),
  };
}

type Page = v.InferOutput<typeof answer> & { readonly file: string };

/** @throws {UsageError} if the page says that another one follows and none does, or the other way round, or if it has other groups */
function mustFollow({ file, GroupDefinitions, NextPageToken }: Page, follows: boolean, wanted: string): void {
  if (follows && !NextPageToken)
    throw new UsageError(
      `${file}: NextPageToken: there is none, and another page follows. Record the pages of one question.`,
    );
  if (!follows && NextPageToken)
    throw new UsageError(`${file}: NextPageToken: the page after it is missing. Record all pages.`);
  const given = GroupDefinitions.map(({ Type, Key }) => `${Type} ${Key}`).join(', ');
  if (given !== wanted)
    throw new UsageError(`${file}: GroupDefinitions: it is grouped by ${given}, and should be by ${wanted}.`);
}

/** @throws {UsageError} if a group is there twice, as when a page was recorded twice: its cost would count twice */
function mustBeOnce(results: readonly (Page['ResultsByTime'][number] & { readonly file: string })[]): void {
  const seen = new Set<string>();
  for (const { file, Groups } of results)
    for (const { Keys } of Groups) {
      const key = JSON.stringify(Keys);
      if (seen.has(key))
        throw new UsageError(`${file}: Keys: ${Keys.join(', ')} is there twice. Record each page once.`);
      seen.add(key);
    }
}

function costOf(
  file: string,
  [first, second]: readonly [string, string],
  { Amount, Unit }: { readonly Amount: string; readonly Unit: string },
  service: string | undefined,
): Cost {
  if (Unit !== 'USD')
    throw new UsageError(
      `${file}: Unit: it is ${Unit}. Prices here are in USD, and cannot be compared with it.`,
    );
  if (service === undefined) return { service: first, type: second, amount: exact(Amount) };
  const prefix = `${COST_TAG}$`;
  if (!second.startsWith(prefix))
    throw new UsageError(`${file}: Keys: "${second}" does not begin with ${prefix}.`);
  return { service, type: first, environment: second.slice(prefix.length), amount: exact(Amount) };
}
