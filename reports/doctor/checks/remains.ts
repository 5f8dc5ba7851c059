import { invokeOf } from '../expected';
import { check, fault } from '../finding';

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
