import { field, list, oneOf, shown, text, wrongField } from './guards';
import type { AbsentWidget, AlarmWidget, LogWidget, TextWidget } from './model';

/** CloudWatch's limits. */
const MOST_ALARMS = 100;
/** Longer than any text that somebody would read on a dashboard. */
const MOST_TEXT = 50_000;

export function textWidget(properties: unknown): TextWidget | AbsentWidget {
  const markdown = text(properties, 'markdown');
  if (markdown === undefined)
    return wrong('Text', `"markdown" must be a text, not ${shown(field(properties, 'markdown'))}.`);
  return {
    kind: 'text',
    title: headingOf(markdown),
    markdown: markdown.slice(0, MOST_TEXT),
    background: oneOf(properties, 'background', ['transparent']) ?? 'solid',
    notes: markdown.length > MOST_TEXT ? [`Only the first ${MOST_TEXT} characters are shown.`] : [],
  };
}

/** The first line of a text names it for people who cannot see it. */
function headingOf(markdown: string): string {
  const line = markdown
    .slice(0, 500)
    .split('\n')
    .find((one) => one.trim() !== '');
  return (
    line
      ?.replace(/[#*_`[\]]/g, '')
      .trim()
      .slice(0, 80) || 'Text'
  );
}

export function alarmWidget(properties: unknown, title: string): AlarmWidget | AbsentWidget {
  const all = list(properties, 'alarms');
  const arns = all.filter((arn) => typeof arn === 'string').slice(0, MOST_ALARMS);
  if (arns.length === 0) return wrong(title, '"alarms" must be a list of 1 to 100 ARNs.');
  const states = list(properties, 'states').filter((state) => typeof state === 'string');
  return {
    kind: 'alarm',
    title,
    arns,
    sortBy: oneOf(properties, 'sortBy', ['stateUpdatedTimestamp', 'timestamp']) ?? 'default',
    states: states.length > 0 ? states : undefined,
    notes: [
      ...(all.length > MOST_ALARMS
        ? [`Only the first ${MOST_ALARMS} of ${all.length} alarms are shown.`]
        : []),
      ...(arns.length < Math.min(all.length, MOST_ALARMS) ? ['An entry of "alarms" is not a text.'] : []),
    ],
  };
}

export function logWidget(properties: unknown, title: string): LogWidget | AbsentWidget {
  const query = text(properties, 'query');
  if (query === undefined)
    return wrong(title, `"query" must be a text, not ${shown(field(properties, 'query'))}.`);
  const view = field(properties, 'view') ?? 'table';
  const language = field(properties, 'queryLanguage') ?? 'CWLI';
  return {
    kind: 'log',
    title,
    query: query.slice(0, MOST_TEXT),
    groups: list(properties, 'logGroupNames').filter((group) => typeof group === 'string'),
    notes: [
      ...wrongField(properties, 'region', 'string'),
      ...(view === 'table'
        ? []
        : [`The view ${shown(view)} of a log is not simulated here: the lines are shown as a table.`]),
      ...(language === 'CWLI' ? [] : [`Queries in ${shown(language)} are not simulated here.`]),
      ...(text(properties, 'accountId') === undefined
        ? []
        : ['Logs of other accounts are not simulated here.']),
    ],
  };
}

/** Types that CloudWatch has and that cannot be simulated, with the reason. */
const others: Readonly<Record<string, string>> = {
  explorer: 'it finds resources by their tags in an AWS account, and there is none here.',
  custom: 'it shows what a Lambda function of an AWS account returns, and there is none here.',
  chart: 'it queries metrics by PromQL, which this preview does not have.',
  alarmsSummary: 'it counts all alarms of an AWS account, and there is none here.',
  logsSummary: 'it summarizes all logs of an AWS account, and there is none here.',
  trace: 'it shows traces of AWS X-Ray, which this project does not write.',
  serviceMap: 'it shows a map of AWS X-Ray, which this project does not write to.',
  inventory: 'it lists resources of an AWS account, and there is none here.',
};

export function otherWidget(type: unknown, title: string): AbsentWidget {
  const reason = typeof type === 'string' && Object.hasOwn(others, type) ? others[type] : undefined;
  const why =
    reason === undefined
      ? `"type" is ${shown(type)}, which is not a type that CloudWatch documents.`
      : `a widget of type ${shown(type)}: ${reason}`;
  return {
    kind: 'absent',
    title: title || 'Widget',
    notes: [reason === undefined ? `This widget is wrong: ${why}` : `Not simulated here: ${why}`],
  };
}

function wrong(title: string, why: string): AbsentWidget {
  return { kind: 'absent', title, notes: [`This widget is wrong: ${why}`] };
}
