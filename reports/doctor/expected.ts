import { type ApplicationWatch, applicationsOf } from '../../model/applications/application';
import { boardsIn } from '../../model/boards/board';
import { alarmsIn, type Collector } from '../../model/collector';
import { type Fleet, fleetsOf, watchedBy } from '../../model/databases/fleet';
import { rate } from '../../model/databases/schedule';
import { type Environment, scheduleMinutes } from '../../model/environment';
import { forecastAlarmsOf } from '../../model/forecast/alarms';
import { FORECAST, failureAlarmOf } from '../../model/forecast/failure';
import { DAILY, FORECAST_SIZE, forecastRules, forecastVariables } from '../../model/forecast/targets';
import {
  boardName,
  forecastName,
  HANDLER,
  logGroupName,
  remoteStateKey,
  stateTableName,
  topicName,
  uptimeTopicName,
} from '../../model/names';
import { PERIOD_SECONDS, uptimeAlarms } from '../../model/uptime/alarms';
import { UPTIME_REGION } from '../../model/uptime/check';
import type { ServiceName } from '../../thresholds/services';
import { applicationRows, type ExpectedRow, keyOf, placeOf, rowOf, subjectOf } from './expected-rows';

export interface ExpectedFunction {
  readonly name: string;
  /** Of this checkout's code, as in CodeSha256. */
  readonly sha256: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Seconds between two of its runs. */
  readonly everySeconds: number;
}
export interface ExpectedRule {
  readonly name: string;
  readonly function: string;
  readonly expression: string;
  readonly template: string | undefined;
}
export interface ExpectedAlarm {
  readonly name: string;
  readonly row: string;
  /** The key of its row; undefined if it watches many databases. */
  readonly rowKey: string | undefined;
  /** How long it looks back, in seconds. */
  readonly spanSeconds: number;
  /** Whether it has no data until CloudWatch has learnt what is usual. */
  readonly learns?: true;
  /** Of one without a row of its own: what to do while it has no data. */
  readonly silence?: string;
}

/** The alarms of uptime checks, and the topic that they tell. They are in us-east-1, wherever their environment is. */
export interface ExpectedUptime {
  readonly alarms: readonly ExpectedAlarm[];
  readonly topic: string;
}

/** What must be deployed of an environment, by the tables. Whatever else is deployed one day adds its entries here. */
export interface Expected {
  readonly environment: Environment;
  /** The names of the project's environments in the same region. */
  readonly neighbours: readonly string[];
  /** The names of all environments of the project. */
  readonly all: readonly string[];
  readonly functions: readonly ExpectedFunction[];
  readonly rules: readonly ExpectedRule[];
  readonly secrets: readonly { readonly subject: string; readonly variable: string; readonly name: string }[];
  readonly rows: readonly ExpectedRow[];
  /** The dimension sets of all that the project publishes, in each namespace, as text. */
  readonly published: ReadonlySet<string>;
  readonly alarms: readonly ExpectedAlarm[];
  /** What the names of all its alarms begin with. */
  readonly alarmPrefixes: readonly string[];
  readonly topic: string;
  /** The names of the topics of all environments, those of uptime checks included. */
  readonly topics: readonly string[];
  readonly uptime: ExpectedUptime | undefined;
  readonly dashboards: readonly string[];
  /** The names of the log groups. */
  readonly logs: readonly string[];
  readonly table: string;
  readonly states: readonly { readonly subject: string; readonly key: string }[];
  /** The names of all parameters that the environments of the region use. */
  readonly parameters: readonly string[];
  /** Of Terraform's state in the bucket. */
  readonly stateKey: string;
}

export type Code = Readonly<Record<ServiceName | 'forecast', { readonly sha256: string }>>;

const HOUR = 3600;
const DAY = 24 * HOUR;
/**
 * @param all environments of the project
 * @param code of this checkout
 */
export function expectedOf(environment: Environment, all: readonly Environment[], code: Code): Expected {
  const { name, region, settings } = environment;
  const environments = all.map((one) => (one.name === name ? environment : one));
  const fleets = fleetsOf(environment);
  // A region of many databases is many fleets: each environment's once.
  const fleetsIn = new Map(environments.map((one) => [one, one === environment ? fleets : fleetsOf(one)]));
  const collectors = fleets.flatMap((fleet) => fleet.collectors);
  const applications = applicationsOf(environment);
  const foreseen = forecastRules(environment);
  const forecast = forecastName(settings.project, name);
  return {
    environment,
    neighbours: environments.filter((one) => one.region === region).map((one) => one.name),
    all: environments.map((one) => one.name),
    functions: [
      ...fleets.map(({ main, size }) => ({
        ...{ name: main.functionName, sha256: code[main.service].sha256, variables: main.variables },
        ...{ handler: HANDLER, ...size, everySeconds: scheduleMinutes(environment) * 60 },
      })),
      ...(foreseen.length > 0
        ? [
            {
              ...{ name: forecast, sha256: code.forecast.sha256, variables: forecastVariables(environment) },
              ...{ handler: HANDLER, ...FORECAST_SIZE, everySeconds: DAY },
            },
          ]
        : []),
    ],
    rules: [
      ...fleets.flatMap(rulesOf),
      ...foreseen.map((rule) => ({
        ...{ name: rule.name, function: forecast, expression: DAILY },
        template: JSON.stringify(rule.payload),
      })),
    ],
    secrets: secretsOf(collectors),
    rows: [
      ...collectors.flatMap((one) => Object.entries(one.rows).map(([row, of]) => rowOf(one, row, of))),
      ...applications.flatMap(applicationRows),
    ],
    published: new Set(
      [...fleetsIn].flatMap(([one, own]) => [
        ...own.flatMap(placesOf),
        ...applicationsOf(one).flatMap(({ places }) =>
          Object.values(places).map(({ metric }) => placeOf(metric.namespace, metric.dimensions)),
        ),
      ]),
    ),
    alarms: [
      ...fleets.flatMap(alarmsOf),
      ...applications.flatMap(applicationAlarms),
      ...collectors.flatMap(forecastAlarms),
      ...failureAlarms(environment),
    ],
    alarmPrefixes: [
      ...fleets.map(({ main }) => main.service),
      ...applications.map(({ service }) => service),
      ...(foreseen.length > 0 ? [FORECAST] : []),
    ]
      .map((service) => `${name}-${service}-`)
      .concat(`${name}_uptime-`),
    topic: topicName(name),
    topics: environments.flatMap((one) => [
      ...(one.region === region ? [topicName(one.name)] : []),
      ...[uptimeOf(one)].flatMap((uptime) => uptime?.topic ?? []),
    ]),
    uptime: uptimeOf(environment),
    dashboards: [
      ...new Set(collectors.flatMap((one) => (one.dashboardLink === undefined ? [] : [one.dashboardName]))),
      ...applications.flatMap((one) => (one.dashboardLink === undefined ? [] : [one.dashboardName])),
      ...boardsIn(environment).map((board) => boardName(name, board.name)),
    ],
    logs: [...fleets.map(({ main }) => main.functionName), ...(foreseen.length > 0 ? [forecast] : [])].map(
      logGroupName,
    ),
    table: stateTableName(settings.project, name),
    states: collectors.map((one) => ({ subject: subjectOf(one), key: one.stateKey })),
    parameters: [...fleetsIn]
      .flatMap(([one, own]) => (one.region === region ? own : []))
      .flatMap((fleet) => secretsOf(fleet.collectors).map((secret) => secret.name)),
    stateKey: remoteStateKey(settings.project, name),
  };
}

/** Each once: what all databases have in common is stored for the unnamed one. */
function secretsOf(collectors: readonly Collector[]): Expected['secrets'] {
  const all = collectors.flatMap((one) =>
    one.secrets.map(({ variable, name, shared }) => ({
      ...{ subject: shared ? one.service : subjectOf(one), variable, name },
    })),
  );
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

const rulesOf = ({ main, rules }: Fleet): ExpectedRule[] =>
  rules.map(({ name, template }) => ({
    ...{ name, template, function: main.functionName },
    expression: rate(scheduleMinutes(main.environment)),
  }));

const placesOf = ({ collectors }: Fleet): string[] =>
  collectors.map((one) => placeOf(one.namespace, one.dimensions));

const applicationAlarms = ({ service, alarms }: ApplicationWatch): ExpectedAlarm[] =>
  alarms.map(({ name, row, periodMinutes, datapoints }) => ({
    ...{ name, row, rowKey: `${service} ${row}` },
    spanSeconds: periodMinutes * 60 * datapoints[1],
  }));

/** Of the days until a limit. */
const forecastAlarms = (one: Collector): ExpectedAlarm[] =>
  forecastAlarmsOf(one).map(({ name, row }) => ({
    ...{ name, row, rowKey: undefined, spanSeconds: DAY },
    silence: `A forecast may be absent for a reason: npm run forecast -- ${one.environment.name}`,
  }));

/** Of its function, which fails or does not: without failures, Lambda may publish nothing. */
function failureAlarms(environment: Environment): ExpectedAlarm[] {
  const failure = failureAlarmOf(environment);
  return failure
    ? [
        {
          ...{ name: failure.name, row: FORECAST, rowKey: undefined, spanSeconds: DAY },
          silence: `Lambda has said nothing of the function yet: npm run invoke -- ${environment.name} forecast`,
        },
      ]
    : [];
}

function uptimeOf(environment: Environment): ExpectedUptime | undefined {
  const alarms = uptimeAlarms(environment).map(
    ({ name, check, datapoints }): ExpectedAlarm => ({
      ...{ name, row: check.name, rowKey: undefined, spanSeconds: PERIOD_SECONDS * datapoints[1] },
      silence: 'Route 53 has not asked for the page yet, or its health check is gone: deploy, and look again',
    }),
  );
  if (alarms.length === 0) return undefined;
  const near = environment.region === UPTIME_REGION;
  return { alarms, topic: near ? topicName(environment.name) : uptimeTopicName(environment.name) };
}

const alarmsOf = (fleet: Fleet): ExpectedAlarm[] =>
  watchedBy(fleet).flatMap((one) =>
    alarmsIn(one).map((alarm) => ({
      ...{ name: alarm.name, row: alarm.row },
      rowKey: fleet.collectors.some(({ id }) => id === one.id) ? keyOf(one, alarm.row) : undefined,
      spanSeconds: alarm.periodMinutes * 60 * alarm.datapoints[1],
      ...(alarm.type === 'anomaly' && { learns: true }),
    })),
  );

/** The command that runs the collector of a database now, as its schedule would. */
export const invokeOf = ({ name }: Pick<Environment, 'name'>, subject: string): string =>
  `npm run invoke -- ${[name, ...subject.split('/')].join(' ')}`;
