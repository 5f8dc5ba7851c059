import {
  CostExplorerClient,
  type Expression,
  GetCostAndUsageCommand,
  type GetCostAndUsageResponse,
} from '@aws-sdk/client-cost-explorer';
import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import type { Answer } from '../../reports/cost/actual/answers';
import { type Question, questionsFor } from '../../reports/cost/actual/aws';
import type { Period } from '../../reports/cost/actual/period';
import { taggedServices } from '../../reports/cost/usage';
import { clientConfig } from '../secrets/client';

/** Cost Explorer has one endpoint for all regions. */
const REGION = 'us-east-1';
const ATTEMPT_MS = 60_000;
/** An account with more lines has other tools for them; a token that never ends would cost without end. */
const MOST_PAGES = 100;
/** List price of a request, of each page (Cost Explorer pricing). */
export const USD_PER_REQUEST = 0.01;

export const questions: readonly Question[] = questionsFor(taggedServices);

/** Cost Explorer's answers, and how many requests they took. */
export interface Explored {
  readonly answers: readonly Answer[];
  readonly requests: number;
}

/** The accounts of these environments, if each names its own; else the bill is that of the credentials. */
export function accountsOf(environments: readonly Environment[]): readonly string[] {
  const named = environments.flatMap(({ accountId }) => accountId ?? []);
  return named.length === environments.length ? [...new Set(named)] : [];
}

function filterOf(
  { service }: Question,
  project: string,
  accounts: readonly string[],
): Expression | undefined {
  const parts: Expression[] = [
    ...(accounts.length > 0
      ? [{ Dimensions: { Key: 'LINKED_ACCOUNT' as const, Values: [...accounts] } }]
      : []),
    ...(service === undefined
      ? []
      : [
          { Dimensions: { Key: 'SERVICE' as const, Values: [service] } },
          // Other projects may have environments of the same names.
          { Tags: { Key: 'Project', Values: [project] } },
        ]),
  ];
  return parts.length > 1 ? { And: parts } : parts[0];
}

/**
 * Asks Cost Explorer for the bill of these days, with the AWS credentials of this shell.
 * @returns undefined without credentials
 * @throws {UsageError} says what AWS rejected
 */
export async function explored(
  environments: readonly Environment[],
  period: Period,
  say: (text: string) => void,
): Promise<Explored | undefined> {
  const client = new CostExplorerClient(clientConfig(REGION, ATTEMPT_MS));
  try {
    if (!(await hasCredentials(client))) return undefined;
    say(
      `Asking Cost Explorer: at least ${questions.length} requests at $${USD_PER_REQUEST} each, and one more for each further page …`,
    );
    const project = environments[0]?.settings.project ?? '';
    const accounts = accountsOf(environments);
    const answers: Answer[] = [];
    for (const question of questions)
      answers.push(...(await pagesOf(client, question, filterOf(question, project, accounts), period)));
    return { answers, requests: answers.length };
  } finally {
    client.destroy();
  }
}

async function hasCredentials(client: CostExplorerClient): Promise<boolean> {
  try {
    await client.config.credentials();
    return true;
  } catch (thrown) {
    const { message } = thrown as Error;
    // Others, such as those of an expired session, are there and of no use.
    if (/^Could not load credentials from any providers/.test(message)) return false;
    throw new UsageError(`Signing in to AWS failed (${message}). Log in again, or set AWS_PROFILE.`);
  }
}

async function pagesOf(
  client: CostExplorerClient,
  { name, groups }: Question,
  filter: Expression | undefined,
  period: Period,
): Promise<Answer[]> {
  const pages: Answer[] = [];
  let token: string | undefined;
  do {
    if (pages.length >= MOST_PAGES)
      throw new UsageError(
        `Cost Explorer's answer has more than ${MOST_PAGES} pages: name fewer accounts (accountId).`,
      );
    const answer = await ask(client, {
      TimePeriod: { Start: period.from, End: period.to },
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      GroupBy: groups.map((group) => ({ ...group })),
      ...(filter && { Filter: filter }),
      ...(token !== undefined && { NextPageToken: token }),
    });
    token = answer.NextPageToken;
    const { GroupDefinitions, ResultsByTime, NextPageToken } = answer;
    pages.push({
      file: `${name}-${pages.length + 1}.json`,
      value: { GroupDefinitions, ResultsByTime, ...(NextPageToken && { NextPageToken }) },
    });
  } while (token);
  return pages;
}

const advice: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Allow ce:GetCostAndUsage, and enable Cost Explorer and the access of IAM to billing in the account.',
  DataUnavailableException: 'Cost Explorer has no data of these days: name an earlier month with --month.',
  LimitExceededException: 'Cost Explorer allows few requests at a time: try again in a minute.',
  ValidationException: 'Cost Explorer keeps 13 months: name a later month with --month.',
};

/** Throws a new error: the SDK's error contains the request. */
async function ask(
  client: CostExplorerClient,
  input: ConstructorParameters<typeof GetCostAndUsageCommand>[0],
): Promise<GetCostAndUsageResponse> {
  try {
    return await client.send(new GetCostAndUsageCommand(input));
  } catch (thrown) {
    const { name, message } = thrown as Error;
    throw new UsageError(
      `ce:GetCostAndUsage failed (${name}: ${message}). ${advice[name] ?? 'Check the credentials of AWS, and their permissions.'}`,
    );
  }
}
