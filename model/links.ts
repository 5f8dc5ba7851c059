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

/**
 * The URL of a query in Logs Insights. AWS does not document its form, the console's own JSURL (github.com/Sage/jsurl); this is
 * what the console itself copies. No character in it has a meaning in Markdown's links.
 * @param hours how far it looks back
 */
export function logQueryLink(region: string, logGroup: string, query: string, hours: number): string {
  const form =
    `?queryDetail=~(end~0~start~-${hours * 3600}~timeType~'RELATIVE~unit~'seconds` +
    `~editorString~'${numbered(query)}~source~(~'${numbered(logGroup)}))`;
  return consoleLink(
    region,
    `logsV2:logs-insights${form.replace(/[?=~()']/g, (sign) => signs[sign] ?? sign)}`,
  );
}
