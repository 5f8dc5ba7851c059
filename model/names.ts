import type { AlarmType, Severity } from '../thresholds/row';

/**
 * The names of everything that is deployed. They must stay stable: people type them, and other tools look them up.
 * AWS limits: functions and IAM roles 64 characters, EventBridge rules 64, topics 256, tables 255.
 */
export const LONGEST_FUNCTION_NAME = 64;

/** The form of the names of projects, environments and databases, which become part of many AWS names. */
export const NAME_FORM = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** What stands for the unnamed database where a name is needed: in what the schedule sends, in results, on command lines. */
export const UNNAMED = 'default';
/** What stands in the place of a database in the names of alarms that watch all named databases of a service. */
export const ALL_NAMED = 'fleet';

/** `PascalCase` to `kebab-case`: `CacheHitRate` → `cache-hit-rate`. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

const joined = (separator: string, ...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(separator);

/** One of the databases that an environment watches for a service; without a name, the unnamed one. */
export interface Watched {
  readonly environment: string;
  readonly service: string;
  readonly database?: string | undefined;
}

/** What tells a database from all others of its environment: `neon`, `neon-analytics`. */
export function databaseId({ service, database }: Omit<Watched, 'environment'>): string {
  return joined('-', service, database);
}

/** The name of the function, its role and its schedule. */
export function functionName(project: string, environment: string, service: string): string {
  return `${project}-${environment}-${service}-monitoring`;
}

/** The name of the function that makes the forecasts, its role and its schedule. */
export function forecastName(project: string, environment: string): string {
  return `${project}-${environment}-forecast`;
}

/** The name of a rule of the schedule: the first has the function's name. EventBridge: at most 64 characters. */
export function shardName(functionNamed: string, index: number): string {
  return index === 0 ? functionNamed : `${functionNamed}-${index + 1}`;
}

/** What Lambda calls in the archive of each function: the export `handler` of index.js. */
export const HANDLER = 'index.handler';

/** Lambda's default log group. */
export function logGroupName(functionNamed: string): string {
  return `/aws/lambda/${functionNamed}`;
}

export function topicName(environment: string): string {
  return `${environment}-monitoring-alerts`;
}

/** The name of the role that the chat app uses, which may only read CloudWatch. */
export function chatRoleName(project: string, environment: string): string {
  return `${project}-${environment}-chat`;
}

/** The name of a channel's configuration: `macro-ai-production-slack`. AWS: letters, digits, dash and underscore, at most 128. */
export function chatName(project: string, environment: string, app: string): string {
  return `${project}-${environment}-${app}`;
}

/** The name of a budget. AWS Budgets: unique in the account, no colon or backslash, at most 100 characters. */
export function budgetName(project: string, environment: string): string {
  return `${project}-${environment}-monitoring`;
}

/** The table of the state that one run leaves for the next. */
export function stateTableName(project: string, environment: string): string {
  return `${project}-${environment}-monitoring-state`;
}

/** Where Terraform keeps a stack's state in the remote state bucket. */
export function remoteStateKey(project: string, stack: string): string {
  return `${project}/${stack}/terraform.tfstate`;
}

/** The full name of a secret's SSM parameter. */
export function parameterName(
  project: string,
  { environment, database }: Omit<Watched, 'service'>,
  secret: string,
): string {
  return `/${joined('/', project, environment, database, secret)}`;
}

/** The name of a row's alarm. CloudWatch: unique per account and region, at most 255 characters. */
export function alarmName({ environment, service, database }: Watched, row: string, type: AlarmType): string {
  return joined('-', environment, service, database, kebab(row), type);
}

/** The name of an alarm on the forecast of a row, at most as long as its other alarms and a word. */
export function forecastAlarmName(watched: Watched, row: string, severity: Severity): string {
  return alarmName(watched, `${row}Forecast`, severity);
}

/** The name of the alarm on the function of the forecast. */
export function forecastFailureName(environment: string): string {
  return `${environment}-forecast-failed-warning`;
}

/**
 * The name of a service's dashboard: one for the unnamed database, and one for all that have a name. CloudWatch: letters, digits,
 * dash and underscore, at most 255 characters.
 */
export function dashboardName({ environment, service, database }: Watched): string {
  return joined('-', environment, service, database && 'databases', 'monitoring-dashboard');
}

/** The name of a dashboard of one's own. No other name has an underscore in it, so that it is no other dashboard's. */
export function boardName(environment: string, board: string): string {
  return `${environment}_${board}`;
}

/** The name of a saved query of the log. In the console, slashes make folders. CloudWatch Logs: at most 255 characters. */
export function queryName(
  project: string,
  { environment, service, database }: Watched,
  title: string,
): string {
  return joined('/', project, environment, service, database, title);
}

/** The key of a collector's item in the state table, and the only key that its role may write. */
export function stateKey({ environment, service, database }: Watched): string {
  return joined('/', service, environment, database);
}

/** What names in us-east-1 that belong to uptime checks have in them, and no other. */
const UPTIME = 'uptime';

/** The topic for the alarms of uptime checks, which are in us-east-1, of an environment that is elsewhere. */
export function uptimeTopicName(environment: string): string {
  return `${environment}-${UPTIME}-alerts`;
}

/** The environment in the name of a topic, or of one of uptime checks; undefined for other names. */
export function environmentOfTopic(name: string): string | undefined {
  return /^(.*)-(?:monitoring|uptime)-alerts$/.exec(name)?.[1];
}

/** What a health check is called in the console: its tag `Name`. The underscore keeps it apart from that of another environment. */
export function healthCheckName(project: string, environment: string, check: string): string {
  return `${project}-${environment}_${check}`;
}

/** The name of an alarm of an uptime check. No other alarm has an underscore in its name, so that it is no other alarm's. */
export function uptimeAlarmName(environment: string, check: string, kind: string, severity: string): string {
  return `${environment}_${UPTIME}-${check}-${kind}-${severity}`;
}

/** The check of such an alarm; undefined for any other. */
export function checkOfAlarm(alarm: string): string | undefined {
  return /^[a-z0-9-]+_uptime-(.+)-(?:down|slow)-(?:critical|warning)$/.exec(alarm)?.[1];
}

/** Whether an ARN is that of a topic, a subscription or an alarm of uptime checks: they are in us-east-1, wherever their environment is. */
export function isOfUptime(arn: string): boolean {
  return /:(?:alarm:[a-z0-9-]+_uptime-.*|[a-z0-9-]+-uptime-alerts(?::.*)?)$/.test(arn);
}
