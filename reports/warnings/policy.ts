import { document, listOf } from '../changes/difference';
import { isObject, type Json, type JsonObject, text } from '../plan/json';

/** Who asks for what. */
interface Request {
  readonly action: string;
  /** Of a resource's policy, such as `cloudwatch.amazonaws.com`. In the policy of a role, it is the role that asks. */
  readonly service?: string;
  /** Twelve digits. */
  readonly account?: string | undefined;
}

/** Whether a policy permits a request. A condition that cannot be judged is taken to hold. */
export function permits(policy: Json | undefined, request: Request): boolean {
  const content = document(policy);
  const statements = isObject(content) ? listOf(content.Statement).filter(isObject) : [];
  const applies = (effect: string) =>
    statements.some((statement) => statement.Effect === effect && concerns(statement, request));
  return applies('Allow') && !applies('Deny');
}

function concerns(statement: JsonObject, { action, service, account }: Request): boolean {
  const { Action, NotAction, Principal, NotPrincipal, Condition } = statement;
  const acts = (patterns: Json | undefined) =>
    listOf(patterns).some((one) => matches((text(one) ?? '').toLowerCase(), action.toLowerCase()));
  const is = (who: Json | undefined) =>
    (isObject(who) ? Object.values(who) : [who])
      .flatMap(listOf)
      .some((one) => one === '*' || (service !== undefined && one === service));
  return (
    (NotAction === undefined ? acts(Action) : !acts(NotAction)) &&
    (service === undefined || (NotPrincipal === undefined ? is(Principal) : !is(NotPrincipal))) &&
    mayHold(Condition, account)
  );
}

/** Compares with a pattern of IAM, in time that is linear in its length. */
function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === action;
  if (!action.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = action.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return action.length - last.length >= at && action.endsWith(last);
}

/** False if a condition excludes the account, or asks for plain HTTP: services of AWS use TLS. */
function mayHold(condition: Json | undefined, account: string | undefined): boolean {
  if (!isObject(condition)) return true;
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).every(([key, values]) => {
      const known = judged(key.toLowerCase(), listOf(values), account);
      return known === undefined || known !== /Not/.test(operator);
    }),
  );
}

function judged(key: string, values: readonly Json[], account: string | undefined): boolean | undefined {
  if (key === 'aws:securetransport') return values.some((value) => String(value) === 'true');
  if (!/^aws:source(account|arn|owner)$/.test(key) || account === undefined) return undefined;
  return values.some((value) => {
    const [named = account] = /\b\d{12}\b/.exec(text(value) ?? '') ?? [];
    return named === account;
  });
}
