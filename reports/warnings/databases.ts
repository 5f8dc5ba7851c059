import { stateKey } from '../../model/names';
import { serviceOf } from '../../thresholds/services';
import { code, name as safe } from '../markdown';
import { namedIn, variablesOf } from '../plan/inventory';
import { text } from '../plan/json';
import type { Plan } from '../plan/parse';

/** A database of the schedule, and the function that visits it. */
type ScheduledDatabase = ReturnType<typeof namedIn>[number];

/** So many databases of a service are named with their commands; two services have room for them in a box. */
const MOST_NAMED = 4;

/**
 * What databases that are removed from the table leave in AWS, one line each, with the commands that delete it: their secrets, which
 * Terraform never had, and their state. Of a service that is removed as a whole, docs/deploy.md says how to remove the secrets.
 */
export function leftByDatabases({ changes }: Pick<Plan, 'changes'>): string[] {
  const after = namedIn(changes, 'after');
  const functions = new Set(
    changes.flatMap(({ type, after: values }) =>
      type === 'aws_lambda_function' ? (text(values?.function_name) ?? []) : [],
    ),
  );
  const key = ({ service, database }: ScheduledDatabase) => `${service} ${database}`;
  const kept = new Set(after.map(key));
  const removed = namedIn(changes, 'before').filter(
    (one) => !kept.has(key(one)) && functions.has(text(one.lambda.function_name) ?? ''),
  );
  const groups = new Map<string, ScheduledDatabase[]>();
  for (const one of removed) {
    const group = groups.get(one.service ?? '') ?? [];
    groups.set(one.service ?? '', [...group, one]);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = group.sort((a, b) => (a.database < b.database ? -1 : 1));
    return [...sorted.slice(0, MOST_NAMED).map(line), ...others(sorted.slice(MOST_NAMED))];
  });
}

/** Where a database keeps something. */
interface Places {
  readonly parameters: readonly string[];
  readonly table: string | undefined;
  readonly key: string;
  /** ` --region …`, if it is known. */
  readonly region: string;
}

function placesOf({ service, database, lambda }: ScheduledDatabase): Places {
  const variables = variablesOf(lambda);
  const secrets = service ? serviceOf(service).secrets : [];
  const region = /^arn:[^:]*:lambda:([a-z0-9-]+):/.exec(text(lambda.arn) ?? '')?.[1];
  return {
    parameters: secrets.flatMap(({ variable, shared }) => {
      // `ssm:/project/environment/secret`, perhaps with a version.
      const [, path, secret] = /^ssm:(\/[^:]*)\/([^/:]+)/.exec(text(variables[variable]) ?? '') ?? [];
      return shared || path === undefined ? [] : [`${path}/${database}/${secret}`];
    }),
    table: text(variables.STATE_TABLE),
    key: stateKey({ environment: text(variables.ENVIRONMENT) ?? '', service: service ?? '', database }),
    region: region === undefined ? '' : ` --region ${region}`,
  };
}

function line(one: ScheduledDatabase): string {
  const { parameters, table, key, region } = placesOf(one);
  const commands = [
    ...(parameters.length > 0 ? [`aws ssm delete-parameters --names ${parameters.join(' ')}${region}`] : []),
    ...(table === undefined
      ? []
      : [`aws dynamodb delete-item --table-name ${table} --key '{"target":{"S":"${key}"}}'${region}`]),
  ];
  const left = [
    ...(parameters.length > 0 ? [`its secrets (${parameters.map(code).join(', ')})`] : []),
    ...(table === undefined ? [] : [`its state (${code(key)} in ${code(table)})`]),
  ];
  if (left.length === 0) return `database ${safe(one.database)} is removed; its history **stays**`;
  return `database ${safe(one.database)} is removed; its history, ${left.join(' and ')} **stay**. If it does not come back: ${commands.map(code).join(' and ')}`;
}

/** The names of all others follow from the pattern. */
function others(rest: readonly ScheduledDatabase[]): string[] {
  const [first] = rest;
  if (!first) return [];
  const { parameters, key } = placesOf({ ...first, database: '<database>' });
  const where = [...parameters, key].map(code).join(', ');
  return [
    `${rest.length} more databases of ${safe(first.service ?? '')} are removed, and leave the same: ${where}`,
  ];
}
