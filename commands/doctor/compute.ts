import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConcurrencyCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { logGroupName } from '../../model/names';
import type { Expected } from '../../reports/doctor/expected';
import type { FunctionFact, LogFact, RuleFact } from '../../reports/doctor/facts';
import type { Clients } from './clients';
import { asked } from './failure';
import { each, pages } from './pages';

/** The functions whose names begin with the project's. */
export async function readFunctions(
  { lambda }: Pick<Clients, 'lambda'>,
  expected: Expected,
): Promise<FunctionFact[]> {
  const { region, settings } = expected.environment;
  const all = await pages(async (Marker) => {
    const page = await asked({ action: 'lambda:ListFunctions', region }, () =>
      lambda.send(new ListFunctionsCommand({ Marker })),
    );
    return { items: page.Functions ?? [], next: page.NextMarker };
  });
  const ours = all.filter(({ FunctionName = '' }) => FunctionName.startsWith(`${settings.project}-`));
  return each(ours, async ({ FunctionName: name = '', FunctionArn = '', ...one }) => ({
    ...{ name, arn: FunctionArn, sha256: one.CodeSha256 ?? '', variables: one.Environment?.Variables ?? {} },
    ...{ handler: one.Handler ?? '', timeoutSeconds: one.Timeout ?? 0, memoryMegabytes: one.MemorySize ?? 0 },
    modified: one.LastModified === undefined ? undefined : new Date(one.LastModified),
    reserved: expected.functions.some((one) => one.name === name)
      ? await reservedOf(lambda, name, region)
      : undefined,
  }));
}

async function reservedOf(
  lambda: Clients['lambda'],
  FunctionName: string,
  region: string,
): Promise<number | undefined> {
  const { ReservedConcurrentExecutions } = await asked(
    { action: 'lambda:GetFunctionConcurrency', region },
    () => lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
  );
  return ReservedConcurrentExecutions;
}

/** The log groups of the functions whose names begin with the project's. */
export async function readLogs(
  { logs }: Pick<Clients, 'logs'>,
  { environment: { region, settings } }: Expected,
): Promise<LogFact[]> {
  const logGroupNamePrefix = logGroupName(`${settings.project}-`);
  const all = await pages(async (nextToken) => {
    const page = await asked({ action: 'logs:DescribeLogGroups', region }, () =>
      logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, nextToken })),
    );
    return { items: page.logGroups ?? [], next: page.nextToken };
  });
  return all.map(({ logGroupName: name = '', retentionInDays: days }) => ({ name, days }));
}

/** The rules of EventBridge whose names begin with the project's. */
export async function readRules(
  { events }: Pick<Clients, 'events'>,
  expected: Expected,
): Promise<RuleFact[]> {
  const { region, settings } = expected.environment;
  const all = await pages(async (NextToken) => {
    const page = await asked({ action: 'events:ListRules', region }, () =>
      events.send(new ListRulesCommand({ NamePrefix: `${settings.project}-`, NextToken })),
    );
    return { items: page.Rules ?? [], next: page.NextToken };
  });
  const wanted = new Set(expected.rules.map(({ name }) => name));
  return each(all, async ({ Name: name = '', State, ScheduleExpression: expression }) => ({
    ...{ name, expression, enabled: State !== 'DISABLED' },
    targets: wanted.has(name) ? await targetsOf(events, name, region) : [],
  }));
}

async function targetsOf(
  events: Clients['events'],
  Rule: string,
  region: string,
): Promise<RuleFact['targets']> {
  const all = await pages(async (NextToken) => {
    const page = await asked({ action: 'events:ListTargetsByRule', region }, () =>
      events.send(new ListTargetsByRuleCommand({ Rule, NextToken })),
    );
    return { items: page.Targets ?? [], next: page.NextToken };
  });
  return all.map(({ Arn: arn = '', InputTransformer, Input }) => ({
    arn,
    template: InputTransformer?.InputTemplate ?? Input,
  }));
}
