import type { ServiceName } from '../../thresholds/services';

/** The systems that a collector depends on, with their headings in the table. */
export const systems = {
  postgres: 'Postgres',
  redis: 'Redis',
  neonApi: 'Neon API',
  ssm: 'SSM Parameter Store',
  dynamodb: 'DynamoDB',
  cloudwatch: 'CloudWatch',
} as const;
export type System = keyof typeof systems;

/** What must be there for a fault to be brought about. */
export interface Needs {
  readonly service: ServiceName;
  /** All links use TLS. */
  readonly tls?: true;
  /** A database of its own, or a server with few slots; else all share one. */
  readonly needs?: 'a database' | 'few slots';
}
