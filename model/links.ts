import { kebab } from './names';

/** The anchor of a row's entry in the runbook, as Git hosts derive it from the heading `<service> <row>`. */
export function runbookAnchor(service: string, row: string): string {
  return `${service}-${kebab(row)}`;
}

/** @param base URL or path of the runbook */
export function runbookLink(base: string, service: string, row: string): string {
  return `${base}#${runbookAnchor(service, row)}`;
}

/** The AWS partition of a region, as used in ARNs. */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

const consoles = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
} as const;

/** A page of CloudWatch in the console. It requires being signed in to the account. */
const consoleLink = (region: string, page: string): string =>
  `https://${consoles[partitionOf(region)]}/cloudwatch/home?region=${region}#${page}`;

/** The URL of a dashboard in the console. */
export function dashboardLink(region: string, dashboard: string): string {
  return consoleLink(region, `dashboards/dashboard/${dashboard}`);
}

/** How the console writes these in the part of a URL after `#`: as `encodeURIComponent` does, once or twice, with $ for %. */
const signs: Readonly<Record<string, string>> = {
  '?': '$3F',
  '=': '$3D',
  '~': '$257E',
  '(': '$2528',
  ')': '$2529',
  "'": '$2527',
};

/** Every other character of a text by its number. */
const numbered = (text: string): string =>
  text.replace(/[^A-Za-z0-9_.-]/g, (sign) => {
    const number = sign.charCodeAt(0);
    return number < 0x100
      ? `*${number.toString(16).padStart(2, '0')}`
      : `**${number.toString(16).padStart(4, '0')}`;
  });

/** A query as people read it: one command a line. */
export const queryText = (commands: readonly string[]): string => commands.join('\n| ');

/** How many hours a dashboard shows at first, and a link to the log looks back. */
export const HOURS = 6;

/** What a query in Logs Insights looks for. */
export interface LogSearch {
  readonly logGroup: string;
  readonly query: string;
  /** How far it looks back. */
  readonly hours: number;
}

/** AWS does not document this form, the console's own JSURL (github.com/Sage/jsurl). */
const jsurl = ({ logGroup, query, hours }: LogSearch): string =>
  `~(end~0~start~-${hours * 3600}~timeType~'RELATIVE~unit~'seconds` +
  `~editorString~'${numbered(query)}~source~(~'${numbered(logGroup)}))`;

const LOGS_INSIGHTS = 'logsV2:logs-insights';

/** The URL of a query in Logs Insights, as the console itself copies it. No character in it has a meaning in Markdown's links. */
export function logQueryLink(region: string, search: LogSearch): string {
  const form = `?queryDetail=${jsurl(search)}`;
  return consoleLink(region, LOGS_INSIGHTS + form.replace(/[?=~()']/g, (sign) => signs[sign] ?? sign));
}

/**
 * The same in a third fewer characters, for plain text: the console also reads values whose brackets, quotes and tildes are not
 * encoded, as it writes them itself in some links; and the query has no space that can be left out.
 */
export function shortLogQueryLink(region: string, { query, ...search }: LogSearch): string {
  const short = query.replaceAll('\n| ', '|').replaceAll(', ', ',');
  return consoleLink(region, `${LOGS_INSIGHTS}$3FqueryDetail$3D${jsurl({ ...search, query: short })}`);
}
