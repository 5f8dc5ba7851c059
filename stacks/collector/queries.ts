import { CloudwatchQueryDefinition } from '@cdktf/provider-aws/lib/cloudwatch-query-definition';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Fleet } from '../../model/databases/fleet';
import { withDatabase } from '../../model/databases/log';
import type { FunctionLogs } from './logs';

export interface SavedQueriesConfig {
  /** What is saved looks at all databases that write into this log. */
  readonly fleet: Pick<Fleet, 'main' | 'hasNamed'>;
  readonly logs: FunctionLogs;
}

/** What people ask the function's log, saved in the console in a folder for each service. They cost nothing until somebody runs them. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { fleet: { main, hasNamed }, logs }: SavedQueriesConfig) {
    super(scope, id);
    for (const { key, name } of main.queries) {
      const commands = main.about.queries[key]?.commands ?? [];
      new CloudwatchQueryDefinition(this, key, {
        name,
        // Terraform joins the lines: cdktf's HCL writer turns a text of several lines into a heredoc, with one more line break.
        queryString: Fn.join('\n| ', hasNamed ? withDatabase(commands) : [...commands]),
        logGroupNames: [logs.group.name],
      });
    }
  }
}
