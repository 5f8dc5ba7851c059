import { serviceNames } from '../../../thresholds/services';
import { invokeOf } from '../expected';
import { check, fault } from '../finding';
import { unknownAlarms } from './alarms';

/** Are the dashboards there? */
export const dashboards = check({
  title: 'Dashboards',
  needs: ['dashboards'],
  find: ({ environment, dashboards: expected }, { dashboards: found }) =>
    expected
      .filter((name) => !found.includes(name))
      .map((name) => fault(name, 'is not there', `Deploy it: npm run deploy -- ${environment.name}`)),
  fine: ({ dashboards: { length } }) => (length === 0 ? 'none is asked for' : `${length} there`),
});

/** Can runs remember, and has each database been visited once? */
export const state = check({
  title: 'State of the collectors',
  needs: ['state'],
  find: ({ environment, table, states }, { state: { tables, visited } }) => {
    if (!tables.includes(table))
      return [
        fault(
          table,
          'is not there: counters have nothing to compare with',
          `Deploy it: npm run deploy -- ${environment.name}`,
        ),
      ];
    return states
      .filter(({ key }) => !visited.has(key))
      .map(({ subject }) =>
        fault(
          subject,
          `has no item in ${table}: no visit has succeeded yet`,
          `Run its collector, and read what it says: ${invokeOf(environment, subject)}`,
        ),
      );
  },
  fine: ({ states: { length } }) => `the last visits of ${length} are kept`,
});

/** Does somebody hold Terraform's state? */
export const lock = check({
  title: "Terraform's state",
  needs: ['lock'],
  find: ({ environment: { name }, stateKey }, { lock: { hasState, lock: held } }) => [
    ...(held
      ? [
          fault(
            stateKey,
            `is locked by ${held.who} since ${held.since}: nobody else can deploy`,
            `Wait for that run to end. If it is dead: terraform -chdir=cdktf.out/stacks/${name} force-unlock ${held.id}`,
          ),
        ]
      : []),
    ...(hasState
      ? []
      : [
          fault(
            stateKey,
            'is not in the bucket: Terraform does not know what is deployed',
            'Put project and remoteState in environments.ts back as they were when it was deployed',
          ),
        ]),
  ],
  fine: () => 'there, and not locked',
});

const LEFT_ALONE = 'It runs on and costs money.';

/** Is there anything of this project that no table knows? */
export const strays = check({
  title: 'Nothing else',
  needs: ['functions', 'rules', 'alarms', 'topic', 'state', 'dashboards'],
  find: (expected, { functions, rules, alarms, topic, state: { tables }, dashboards: boards }) => {
    const { environment, neighbours } = expected;
    const { name, settings, region } = environment;
    const own = new Set([
      ...expected.functions.map((one) => one.name),
      ...expected.rules.map((one) => one.name),
    ]);
    const at = environmentIn(settings.project);
    const named = [...functions, ...rules].map((one) => one.name);
    const ofOthers = [
      ...[...named, ...tables].map((one) => [one, at(one)] as const),
      ...topic.others.map((one) => [one, one.replace(TOPIC, '')] as const),
    ].flatMap(([one, owner]) =>
      owner !== undefined && !neighbours.includes(owner) ? [[one, owner] as const] : [],
    );
    const ofOurs = [
      ...named.filter((one) => at(one) === name && !own.has(one)),
      ...unknownAlarms(expected, alarms),
      ...boards.filter((one) => isOurBoard(name, one) && !expected.dashboards.includes(one)),
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
    ];
  },
  fine: () => 'everything of this project that is deployed is in a table',
});

const TOPIC = /-monitoring-alerts$/;

/** The environment in the name of a function, a rule or a table of the project; undefined for other names. */
export function environmentIn(project: string): (name: string) => string | undefined {
  const services = serviceNames.join('|');
  const form = new RegExp(
    `^${project}-(?<environment>.+?)-(?:(?:${services})-monitoring(?:-\\d+)?|forecast(?:-\\d+)?|monitoring-state)$`,
  );
  return (name) => form.exec(name)?.groups?.environment;
}

/** A dashboard of a service. Anybody may have one whose name is like those that a table lists. */
const isOurBoard = (environment: string, name: string): boolean =>
  serviceNames.some(
    (service) => name.startsWith(`${environment}-${service}-`) && name.endsWith('-monitoring-dashboard'),
  );
