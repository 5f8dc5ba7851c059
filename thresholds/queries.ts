/**
 * A question that people ask the log of a collector. It is saved in CloudWatch, and links open it.
 *
 * Each run is one line of JSON (`handlers/driver/handler.ts`). Logs Insights finds only the first 200 fields of a line by itself
 * (docs.aws.amazon.com, CWL_AnalyzeLogData-discoverable-fields), which evidence and findings may exceed: what is inside them is read
 * with `jsonParse(@message)`, and lists with `unnest`, a record for each item, which have no such limit. What stands at the beginning of
 * every line (`level`, `message`, `service`, `errorType`) may be used by its name.
 */
export interface LogQuery {
  /** Its name in the console, and the text of its link: short. */
  readonly title: string;
  /**
   * The commands in the language of Logs Insights, without `|` between them. Strings in single quotes: double quotes do not survive
   * in cdktf's HCL. Short: the link in the text of an alarm has all of it.
   */
  readonly commands: readonly string[];
  /** The title of its table on the dashboard. Without it, it has none. */
  readonly table?: string;
  /** True for a table that needs more than half of the dashboard: it has many columns, or sentences in two of them. */
  readonly wide?: true;
  /** How many hours its links look back; 6 by default. */
  readonly hours?: number;
}
export type Queries = Readonly<Record<string, LogQuery>>;

/** The queries that every service has (`thresholds/common/queries.ts`). */
export type CommonQuery = 'errors' | 'warnings' | 'advice' | 'findings' | 'runs';

/** The query that an alarm links to if its row names none. */
export const DEFAULT_QUERY: CommonQuery = 'warnings';
