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

/** The URL of a dashboard in the console. It requires being signed in to the account. */
export function dashboardLink(region: string, dashboard: string): string {
  const host = consoles[partitionOf(region)];
  return `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard}`;
}
