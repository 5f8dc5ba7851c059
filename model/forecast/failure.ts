import type { Environment } from '../environment';
import { runbookLink } from '../links';
import { forecastFailureName, forecastName, logGroupName } from '../names';
import { forecastRules } from './targets';

/** Its place in the runbook: as if the forecast were a service, and this one of its rows. */
export const FORECAST = 'forecast';
export const FAILED = 'Failed';

/** What Lambda publishes of a function: events that it gave up, after all attempts or after the longest time. */
const NAMESPACE = 'AWS/Lambda';
const METRIC = 'AsyncEventsDropped';

/** What stands in place of a row where alarms are listed. */
export const FUNCTION_ROW = 'forecast function';
/** Whether an alarm is the one on the function of a forecast. @param metric what it watches */
export const isFailureAlarm = (name: string, metric: string): boolean =>
  metric === METRIC && name.endsWith(forecastFailureName(''));

/** The alarm on the function of the forecast: that it said nothing on a day. */
export interface FailureAlarm {
  readonly name: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly description: string;
}

/** What whoever is told does first; a sentence, with a command. */
export const failureStep = (functionName: string, region: string): string =>
  `Read why: aws logs tail ${logGroupName(functionName)} --since 1d --region ${region}`;

/**
 * The alarm of an environment whose forecasts fail; undefined where nothing is forecast. A forecast that fails changes no other alarm:
 * without this one, a limit would come near in silence.
 */
export function failureAlarmOf(environment: Environment): FailureAlarm | undefined {
  if (forecastRules(environment).length === 0) return undefined;
  const { name, region, settings } = environment;
  const functionName = forecastName(settings.project, name);
  return {
    name: forecastFailureName(name),
    namespace: NAMESPACE,
    metric: METRIC,
    dimensions: { FunctionName: functionName },
    description: [
      'No alarm tells any more that a limit comes near: the alarms on forecasts stay as they are.',
      `WARNING when a day's forecasts of ${name} failed three times, or could not start for six hours.`,
      `Do first: ${failureStep(functionName, region)}`,
      `Run it again: npm run invoke -- ${name} forecast`,
      `Runbook: ${runbookLink(settings.runbookUrl, FORECAST, FAILED)}`,
    ].join(' | '),
  };
}
