/** A request to IAM: an action on a resource, with the condition keys that AWS sets for it. */
export interface Access {
  readonly action: string;
  /** An ARN; `*` for actions that do not support resources. */
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** A statement of a synthesized policy document, with all Terraform references resolved. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly Condition[];
}
interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

/** IAM's patterns: `*` for any text, `?` for one character. */
function fits(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}

/** The condition operators that our policies use. */
const operators: Readonly<Record<string, (asked: readonly string[], allowed: readonly string[]) => boolean>> =
  {
    StringEquals: (asked, allowed) => asked.length === 1 && allowed.includes(asked[0] as string),
    // As in IAM, this also matches if the key is missing.
    'ForAllValues:StringEquals': (asked, allowed) => asked.every((value) => allowed.includes(value)),
  };

function holds({ test, variable, values }: Condition, { context }: Access): boolean {
  const operator = operators[test];
  if (!operator) throw new Error(`This matcher does not support the condition operator ${test}.`);
  return operator(context[variable] ?? [], values);
}

const known = new Set(['sid', 'actions', 'resources', 'condition']);

/** Whether a statement allows an access. Our statements only allow: any other attribute is an error here. */
export function allows(statement: Statement, access: Access): boolean {
  const strange = Object.keys(statement).filter((attribute) => !known.has(attribute));
  if (strange.length > 0)
    throw new Error(`This matcher does not support ${strange.join(', ')} in a statement.`);
  return (
    statement.actions.some((action) => fits(action, access.action, 'i')) &&
    statement.resources.some((resource) => fits(resource, access.resource)) &&
    (statement.condition ?? []).every((condition) => holds(condition, access))
  );
}

/**
 * Why a policy is not exactly what its accesses need, one sentence each: an access that it does not allow, or an action
 * or resource that it grants but no access used literally (a pattern is wider than its use).
 * @param others actions that somebody else uses with the same rights
 */
export function leastPrivilege(
  statements: readonly Statement[],
  accesses: readonly Access[],
  others: readonly string[] = [],
): string[] {
  const refused = accesses.filter((access) => !statements.some((statement) => allows(statement, access)));
  const idle = statements.flatMap((statement) => {
    const { actions, resources } = statement;
    const used = accesses.filter((access) => allows(statement, access));
    const unused = actions.filter(
      (action) => !others.includes(action) && !used.some((access) => access.action === action),
    );
    const foreign = actions.every((action) => others.includes(action));
    const untouched = resources.filter((resource) => !used.some((access) => access.resource === resource));
    return [
      ...unused.map((action) => `${action} is granted and never used`),
      ...(foreign ? [] : untouched.map((resource) => `${actions} on ${resource} is granted and never used`)),
    ];
  });
  const granted = statements.flatMap(({ actions }) => actions);
  return [
    ...new Set(refused.map(({ action, resource }) => `${action} on ${resource} is not allowed`)),
    ...idle,
    ...others.filter((action) => !granted.includes(action)).map((action) => `${action} is not granted`),
  ];
}
