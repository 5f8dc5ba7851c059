import { repeated } from '../../../model/checks/finding';
import { collectorsOf } from '../../../model/collector';
import type { Environment } from '../../../model/environment';
import { UsageError } from '../../../model/usage-error';
import { taggedServices } from '../usage';
import type { Answer } from './answers';
import { type AwsBill, attributed, knowsTags } from './attribute';
import { costsOf, questionsFor } from './aws';
import { expectedElsewhere, expectedOf } from './expected';
import type { BillLine, VendorBill } from './line';
import { isFree, neonLines, projectOf } from './neon';
import { measuredIn } from './neon-days';
import type { Period } from './period';
import { upstashLines } from './upstash';

/** What is compared: these environments in these days. */
export interface Compared {
  readonly environments: readonly Environment[];
  readonly period: Period;
}

/**
 * The answers whose file has this name and a number, in the order of the numbers.
 * @throws {UsageError} if one between them is missing
 */
export function pagesOf(name: string, answers: readonly Answer[]): Answer[] {
  const form = new RegExp(`^(?:.*/)?${name}-(\\d+)\\.json$`);
  const found = answers
    .flatMap((answer) => {
      const [, page] = form.exec(answer.file) ?? [];
      return page === undefined ? [] : [{ answer, page: Number(page) }];
    })
    .sort((a, b) => a.page - b.page);
  const missing = found.findIndex(({ page }, i) => page !== i + 1);
  if (missing >= 0) throw new UsageError(`${name}-${missing + 1}.json is missing: record all pages.`);
  return found.map(({ answer }) => answer);
}

/** @throws {UsageError} if an answer is missing, or has another form */
export function awsBill({ environments, period }: Compared, answers: readonly Answer[]): VendorBill {
  const [all, ...tagged] = questionsFor(taggedServices).map((question) =>
    costsOf(question, pagesOf(question.name, answers), period),
  );
  const bill = { all: all?.costs ?? [], tagged: tagged.flatMap(({ costs }) => costs) };
  mustBeOnBill(bill);
  const names = environments.map(({ name }) => name);
  const lines = attributed(bill, expectedOf(environments, period), names);
  const estimated = [all, ...tagged].some((one) => one?.estimated);
  return {
    title: 'AWS',
    lines,
    notes: [
      ...(estimated
        ? ['AWS calls these figures estimated: it may still change them, and the last days may be missing.']
        : []),
      ...(knowsTags(bill)
        ? []
        : [
            'No cost has the tags Project and Environment: all of it is told by the estimate. They must be activated as cost allocation tags in the management account, and count from then on.',
          ]),
      ...overTagged(lines),
      ...(bill.all.length === 0
        ? ['The answer has no line: the credentials may be of another account.']
        : []),
      'The estimate is after the free tier, as if nothing else used it, at the list prices of us-east-1; credits and discounts lower what is billed.',
    ],
  };
}

/** @throws {UsageError} if something with a tag is not on the bill: the answers are then of different questions */
function mustBeOnBill({ all, tagged }: AwsBill): void {
  const known = new Set(all.map(({ service, type }) => `${service} ${type}`));
  const strange = tagged.find(
    ({ service, type, amount }) => amount !== 0n && !known.has(`${service} ${type}`),
  );
  if (strange)
    throw new UsageError(
      `The usage type ${strange.type} is in the answer about the tags of ${strange.service}, and not on its bill (aws-total). Record all answers of AWS together, each under its own name.`,
    );
}

/** That more has a tag than was billed. */
function overTagged(lines: readonly BillLine[]): string[] {
  const labels = lines.flatMap((line) => (line.toldBy === 'tag' && line.rest < 0n ? [line.label] : []));
  if (labels.length === 0) return [];
  return [
    `More is ours by tag than was billed for ${labels.join(', ')}, so that the remainder is negative: credits and discounts have no tags.`,
  ];
}

/** @throws {UsageError} if an answer is missing, or has another form */
export function neonBill({ environments, period }: Compared, answers: readonly Answer[]): VendorBill {
  const projects = pagesOf('neon-project', answers).map(projectOf);
  const consumed = pagesOf('neon-consumption', answers);
  if (projects.length === 0)
    throw new UsageError('neon-project-1.json is missing: record what Neon says of each project.');
  const [twice] = repeated(projects.map(({ id }) => id));
  if (twice !== undefined)
    throw new UsageError(
      `The answer about the Neon project ${twice} is there twice: record each project once.`,
    );
  if (consumed.length === 0 && !projects.every(isFree))
    throw new UsageError(
      'neon-consumption-1.json is missing: record what Neon says of the use of its paid plans.',
    );
  const measured = measuredIn(period, projects, consumed);
  return {
    title: 'Neon',
    lines: neonLines(projects, measured.answers, (plan) =>
      expectedElsewhere(environments, 'neon', plan, period),
    ),
    notes: [
      'Neon’s API has no dollars: this is what was used, at list prices, before minimum, credits and taxes. The invoice may differ. The first 100 GB of public transfer are taken as free for these projects.',
      ...measured.notes,
    ],
  };
}

/** @throws {UsageError} if an answer has another form */
export function upstashBill({ environments, period }: Compared, answers: readonly Answer[]): VendorBill {
  return {
    title: 'Upstash',
    lines: upstashLines(answers, expectedElsewhere(environments, 'upstash', 'payg', period)),
    notes: [
      'Upstash bills a database as a whole, and until now: the current day is in it. What is ours is the estimate of pay as you go; on a fixed plan, commands add nothing to its price.',
      ...mismatch(answers.length, environments),
    ],
  };
}

function mismatch(asked: number, environments: readonly Environment[]): string[] {
  const watched = environments.flatMap(collectorsOf).filter(({ service }) => service === 'upstash').length;
  if (asked === watched) return [];
  const bill = asked === 1 ? '1 database' : `${asked} databases`;
  return [`The bill is of ${bill}, and the estimate of the ${watched} that these environments watch.`];
}
