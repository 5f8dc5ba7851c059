import { CloudwatchQueryDefinition } from '@cdktf/provider-aws/lib/cloudwatch-query-definition';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import type { FunctionLogs } from './logs';

export interface SavedQueriesConfig {
  /** Of the unnamed database: what is saved looks at all that write into this log. */
  readonly collector: Collector;
  readonly logs: FunctionLogs;
}

/** What people ask the function's log, saved in the console in a folder for each service. They cost nothing until somebody runs them. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { collector, logs }: SavedQueriesConfig) {
    super(scope, id);
    for (const { key, name } of collector.queries)
      new CloudwatchQueryDefinition(this, key, {
        name,
        // Terraform joins the lines: cdktf's HCL writer turns a text of several lines into a heredoc, with one more line break.
        queryString: Fn.join('\n| ', [...(collector.about.queries[key]?.commands ?? [])]),
        logGroupNames: [logs.group.name],
      });
  }
}
