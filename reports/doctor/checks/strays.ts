import { environmentOfTopic, logGroupName } from '../../../model/names';
import { serviceNames } from '../../../thresholds/services';
import type { Expected } from '../expected';
import type { AlarmFact, FunctionFact, LogFact } from '../facts';
import { check, type Finding, fault, note } from '../finding';

const LEFT_ALONE = 'It runs on and costs money.';

/** Is there anything of this project that no table knows? */
export const strays = check({
  title: 'Nothing else',
  needs: ['functions', 'rules', 'alarms', 'uptime', 'topic', 'state', 'dashboards', 'parameters', 'logs'],
  find: (
    expected,
    { functions, rules, alarms, uptime, topic, state: { tables }, dashboards, parameters, logs },
  ) => {
    const { environment, neighbours } = expected;
    const { name, settings, region } = environment;
    const own = new Set([...expected.functions, ...expected.rules].map((one) => one.name));
    const at = environmentIn(settings.project, neighbours, functions);
    const named = [...functions, ...rules].map((one) => one.name);
    const topics = topic.others.map((one) => [one, environmentOfTopic(one)] as const);
    const found = unknownAlarms(expected, [...alarms, ...uptime.alarms]);
    const ofOthers = [
      ...[...named, ...tables].map((one) => [one, at(one)] as const),
      ...topics,
      ...found,
    ].flatMap(([one, owner]) =>
      owner !== undefined && !neighbours.includes(owner) ? [[one, owner] as const] : [],
    );
    const ofOurs = [
      ...named.filter((one) => at(one) === name && !own.has(one)),
      ...[...topics, ...found].filter(([, owner]) => owner === name).map(([one]) => one),
      ...dashboards.filter((one) => isOurBoard(name, one) && !expected.dashboards.includes(one)),
    ];
    return [
      ...[...new Map(ofOthers)].map(([one, owner]) =>
        fault(
          one,
          `belongs to ${owner}, which environments.ts does not have in ${region}`,
          `${LEFT_ALONE} Destroy it: npm run deploy -- ${owner} destroy; or put it back into the table`,
        ),
      ),
      ...[...new Set(ofOurs)].map((one) =>
        fault(
          one,
          'is deployed, and no table has it',
          `${LEFT_ALONE} See what a deployment removes: npm run deploy -- ${name} plan. What it does not remove, nobody manages: delete it`,
        ),
      ),
      ...strangeLogs(expected, at, logs),
      ...strangeBoards(expected, dashboards),
      ...unusedParameters(expected, parameters),
    ];
  },
  fine: () => 'everything of this project that is deployed is in a table',
});

/** How the names of the log groups of functions begin. */
const LAMBDA = logGroupName('');

/**
 * The environment in the name of a function, a rule or a table of the project; undefined for other names. The name of another project may
 * begin with that of this one: the functions know whose they are.
 * @param known the environments of this project
 */
export function environmentIn(
  project: string,
  known: readonly string[] = [],
  functions: readonly Pick<FunctionFact, 'name' | 'variables'>[] = [],
): (name: string) => string | undefined {
  const services = serviceNames.join('|');
  const form = new RegExp(
    `^${project}-(?<environment>.+?)-(?:(?:${services})-monitoring(?:-\\d+)?|forecast(?:-\\d+)?|monitoring-state)$`,
  );
  const named = (name: string) => form.exec(name)?.groups?.environment;
  const foreign = new Set(
    functions
      .filter(({ name, variables: { ENVIRONMENT: own } }) => own !== undefined && own !== named(name))
      .map(({ name }) => named(name)),
  );
  return (name) => {
    const environment = named(name);
    return environment !== undefined && (known.includes(environment) || !foreign.has(environment))
      ? environment
      : undefined;
  };
}

/** The alarms that no table has, each with its environment. Those whose tags name another project are not ours. */
function unknownAlarms(
  { environment, alarms, uptime, alarmPrefixes }: Expected,
  found: readonly AlarmFact[],
): (readonly [alarm: string, environment: string])[] {
  const names = new Set([...alarms, ...(uptime?.alarms ?? [])].map(({ name }) => name));
  return found
    .filter(({ name }) => !names.has(name))
    .flatMap(({ name, owner }) => {
      if (owner?.project === environment.settings.project)
        return [[name, owner.environment ?? environment.name] as const];
      // One that somebody made by hand has no tags.
      const isOurs = owner?.project === undefined && alarmPrefixes.some((prefix) => name.startsWith(prefix));
      return isOurs ? [[name, environment.name] as const] : [];
    });
}

/** A dashboard of a service. Anybody may have one whose name is like those that a table lists. */
const isOurBoard = (environment: string, name: string): boolean =>
  serviceNames.some(
    (service) => name.startsWith(`${environment}-${service}-`) && name.endsWith('-monitoring-dashboard'),
  );

/** The logs of functions that no table has: Lambda makes one again if a function runs after its log was destroyed. */
function strangeLogs(
  { environment: { name, region }, neighbours, logs }: Expected,
  at: (name: string) => string | undefined,
  found: readonly LogFact[],
): Finding[] {
  return found.flatMap(({ name: one }) => {
    const owner = at(one.replace(LAMBDA, ''));
    const isOfAnother = owner !== name && neighbours.includes(owner ?? '');
    if (owner === undefined || isOfAnother || logs.includes(one)) return [];
    return fault(
      one,
      'is the log of a function that no table has',
      `Its lines cost money. If the function is destroyed: aws logs delete-log-group --region ${region} --log-group-name ${one}`,
    );
  });
}

/** Dashboards with names of ours, of which nothing says whether they are: they have no tags, and are in no region. */
function strangeBoards(
  { environment: { name }, all, dashboards }: Expected,
  found: readonly string[],
): Finding[] {
  const services = serviceNames.join('|');
  const form = new RegExp(`^(?<environment>.+?)-(?:${services})-(?:databases-)?monitoring-dashboard$`);
  return found
    .filter((one) => !dashboards.includes(one) && !isOurBoard(name, one))
    .filter((one) => {
      const owner = form.exec(one)?.groups?.environment;
      if (owner !== undefined) return !all.includes(owner);
      const isNear = one.endsWith('-monitoring-dashboard') && one.startsWith(`${name}-`);
      // That of an application of another environment, whose name begins with the same word.
      return isNear && !all.some((other) => other.length > name.length && one.startsWith(`${other}-`));
    })
    .map((one) =>
      note(
        one,
        'has the name of a dashboard of this product, and no table has it',
        'If it is left of an environment or an application that was removed, it costs $3 a month: delete it',
      ),
    );
}

/** Secrets stay when an environment is destroyed. */
const unusedParameters = (
  { environment: { region }, parameters: used }: Expected,
  found: readonly string[],
): Finding[] =>
  found
    .filter((one) => !used.includes(one))
    .map((one) =>
      note(
        one,
        'is a secret that no table uses',
        `If nothing else uses it: aws ssm delete-parameter --region ${region} --name ${one}; and take back what it gives access to`,
      ),
    );
