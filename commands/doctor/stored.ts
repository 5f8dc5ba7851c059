import { BatchGetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DescribeParametersCommand, GetParametersCommand } from '@aws-sdk/client-ssm';
import { secretProblems } from '../../handlers/secrets';
import type { Expected } from '../../reports/doctor/expected';
import type { LockFacts, SecretFacts, StateFacts } from '../../reports/doctor/facts';
import type { Clients } from './clients';
import { asked } from './failure';
import { chunks, each, pages } from './pages';

/** SSM: parameters of one call. */
const MOST_PARAMETERS = 10;
/** DynamoDB: items of one batch. */
const MOST_ITEMS = 100;

/**
 * Which secrets are stored, and what the collectors would say of them. They are decrypted, as the functions do it: only so is it
 * known that they can be. No value leaves this function.
 */
export async function readSecrets({ ssm }: Pick<Clients, 'ssm'>, expected: Expected): Promise<SecretFacts> {
  const { region } = expected.environment;
  const names = [...new Set(expected.secrets.map(({ name }) => name))];
  const found = await each(chunks(names, MOST_PARAMETERS), async (Names) => {
    const { Parameters = [] } = await asked({ action: 'ssm:GetParameters', region }, () =>
      ssm.send(new GetParametersCommand({ Names, WithDecryption: true })),
    );
    return Parameters;
  });
  const parameters = new Map(found.flat().map((one) => [one.Name ?? '', one]));
  const subjects = [...new Set(expected.secrets.map(({ subject }) => subject))];
  const problems = await each(subjects, async (subject) => {
    const own = expected.secrets.filter((one) => one.subject === subject && parameters.has(one.name));
    const values = own.map(({ variable, name }) => [variable, parameters.get(name)?.Value] as const);
    const said = (await secretProblems(Object.fromEntries(values))).map(({ text }) => text);
    return [subject, said] as const;
  });
  return {
    stored: new Map([...parameters].map(([name, { Type = 'unknown' }]) => [name, Type])),
    problems: new Map(problems.filter(([, said]) => said.length > 0)),
  };
}

/** The names of the parameters in the project's path, without their values. */
export async function readParameters(
  { ssm }: Pick<Clients, 'ssm'>,
  { environment: { region, settings } }: Expected,
): Promise<string[]> {
  const inPath = { Key: 'Path', Option: 'Recursive', Values: [`/${settings.project}/`] };
  const all = await pages(async (NextToken) => {
    const page = await asked({ action: 'ssm:DescribeParameters', region }, () =>
      ssm.send(new DescribeParametersCommand({ ParameterFilters: [inPath], MaxResults: 50, NextToken })),
    );
    return { items: page.Parameters ?? [], next: page.NextToken };
  });
  return all.map(({ Name = '' }) => Name);
}

/** Whether the table is there, and which databases have an item in it. No state is read. */
export async function readState(
  { dynamodb }: Pick<Clients, 'dynamodb'>,
  expected: Expected,
): Promise<StateFacts> {
  const { table, environment } = expected;
  const { region, settings } = environment;
  const all = await pages(async (ExclusiveStartTableName) => {
    const page = await asked({ action: 'dynamodb:ListTables', region }, () =>
      dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName })),
    );
    return { items: page.TableNames ?? [], next: page.LastEvaluatedTableName };
  });
  const tables = all.filter((name) => name.startsWith(`${settings.project}-`));
  if (!tables.includes(table)) return { tables, visited: new Set() };
  const keys = expected.states.map(({ key }) => ({ target: { S: key } }));
  const found = await each(chunks(keys, MOST_ITEMS), (some) => existing(dynamodb, table, some, region));
  return { tables, visited: new Set(found.flat()) };
}

type Key = { readonly target: { readonly S: string } };
/** How often DynamoDB may leave some keys out before we give up. */
const MOST_ROUNDS = 10;

/** Those of the keys that have an item. */
async function existing(
  dynamodb: Clients['dynamodb'],
  table: string,
  keys: readonly Key[],
  region: string,
): Promise<string[]> {
  const found: string[] = [];
  let pending = [...keys];
  for (let round = 0; pending.length > 0 && round < MOST_ROUNDS; round++) {
    const request = {
      Keys: pending.map(({ target }) => ({ target: { S: target.S } })),
      ProjectionExpression: 'target',
    };
    const answer = await asked({ action: 'dynamodb:BatchGetItem', region }, () =>
      dynamodb.send(new BatchGetItemCommand({ RequestItems: { [table]: request } })),
    );
    found.push(...(answer.Responses?.[table] ?? []).flatMap(({ target }) => target?.S ?? []));
    pending = (answer.UnprocessedKeys?.[table]?.Keys ?? []).flatMap(({ target }) =>
      target?.S === undefined ? [] : [{ target: { S: target.S } }],
    );
  }
  return found;
}

/** Whether there is a state, and who holds its lock. The state itself, which has more in it than this needs, is not read. */
export async function readLock({ s3 }: Pick<Clients, 's3'>, expected: Expected): Promise<LockFacts> {
  const { stateKey: key, environment } = expected;
  const { bucket: Bucket, region } = environment.settings.remoteState;
  const { Contents = [] } = await asked({ action: 's3:ListBucket', region }, () =>
    s3.send(new ListObjectsV2Command({ Bucket, Prefix: key })),
  );
  const keys = Contents.map(({ Key }) => Key);
  const lockKey = `${key}.tflock`;
  if (!keys.includes(lockKey)) return { hasState: keys.includes(key), lock: undefined };
  const { Body } = await asked({ action: 's3:GetObject', region }, () =>
    s3.send(new GetObjectCommand({ Bucket, Key: lockKey })),
  );
  return { hasState: keys.includes(key), lock: lockIn((await Body?.transformToString()) ?? '') };
}

/** What Terraform writes into its lock: JSON with ID, Who and Created. */
function lockIn(text: string): NonNullable<LockFacts['lock']> {
  const unknown = { id: 'unknown', who: 'unknown', since: 'unknown' };
  try {
    const { ID: id, Who: who, Created: since } = JSON.parse(text) as Record<string, string | undefined>;
    return { id: id ?? unknown.id, who: who ?? unknown.who, since: since ?? unknown.since };
  } catch {
    return unknown;
  }
}
