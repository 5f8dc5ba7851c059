import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Environment } from '../../model/environment';
import { stateTableName } from '../../model/names';

/**
 * The state that one run of a collector leaves for the next. Losing it costs one interval of counters, so there is no
 * point-in-time recovery. DynamoDB encrypts it with its own key (a customer managed key would cost more than the table).
 */
export class StateTable extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, { environment }: { readonly environment: Environment }) {
    super(scope, id);
    this.table = new DynamodbTable(this, 'table', {
      name: stateTableName(environment.settings.project, environment.name),
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'target',
      attribute: [{ name: 'target', type: 'S' }],
      ttl: { attributeName: 'expiresAt', enabled: true },
      pointInTimeRecovery: { enabled: false },
    });
  }
}
