import type { Severity } from '../thresholds/row';

/** `PascalCase` to `kebab-case`: `CacheHitRate` → `cache-hit-rate`. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** The name of a row's alarm. CloudWatch: unique per account and region, at most 255 characters. */
export function alarmName(environment: string, service: string, row: string, severity: Severity): string {
  return `${environment}-${service}-${kebab(row)}-${severity}`;
}

/** The name of a service's dashboard. CloudWatch: letters, digits, dash and underscore, at most 255 characters. */
export function dashboardName(environment: string, service: string): string {
  return `${environment}-${service}-monitoring-dashboard`;
}

/** The key of a collector's item in the state table: what it writes, and all that its role lets it write. */
export function stateKey(environment: string, service: string): string {
  return `${service}/${environment}`;
}
