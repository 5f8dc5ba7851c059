/** What was read of something; or why it could not be. */
export type Read<T> = { readonly value: T } | { readonly unread: string };

export interface SecretFacts {
  /** The names of the parameters that are stored and could be read, with their SSM types, such as `SecureString`. */
  readonly stored: ReadonlyMap<string, string>;
  /** What the collector would say of the stored values, by the subject that has them. Never a value. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
}

export interface FunctionFact {
  readonly name: string;
  readonly arn: string;
  /** CodeSha256, in base64. */
  readonly sha256: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** When its code or settings were last changed. */
  readonly modified: Date | undefined;
  /** Of an expected one: the reserved concurrency, undefined if none is reserved. */
  readonly reserved: number | undefined;
}

export interface RuleFact {
  readonly name: string;
  readonly enabled: boolean;
  readonly expression: string | undefined;
  /** Of an expected one; the template is what it hands over in place of the event. */
  readonly targets: readonly { readonly arn: string; readonly template: string | undefined }[];
}

export interface AlarmFact {
  readonly name: string;
  readonly state: string;
  /** What CloudWatch says of the state. */
  readonly reason: string;
  readonly since: Date | undefined;
  /** When it was last created or changed. */
  readonly configured: Date | undefined;
  readonly actionsEnabled: boolean;
  /** The ARNs that it tells when it goes off. */
  readonly actions: readonly string[];
  /** The ARNs that it tells when it is over. */
  readonly oks: readonly string[];
  /** Of one that is in no table and may be of this project: its tags `Project` and `Environment`. */
  readonly owner?: { readonly project: string | undefined; readonly environment: string | undefined };
}

export interface TopicFacts {
  /** Of the environment's topic; undefined if it does not exist. */
  readonly arn: string | undefined;
  readonly subscriptions: readonly SubscriptionFact[];
  /** Its policy, as JSON; undefined if it does not exist. */
  readonly policy: string | undefined;
  /** The names of the other topics that have the form of ours and the project's tag. */
  readonly others: readonly string[];
}
/** Of the alarms of uptime checks and their topic, in us-east-1; empty where there are none. */
export interface UptimeFacts {
  readonly alarms: readonly AlarmFact[];
  readonly topic: Pick<TopicFacts, 'arn' | 'subscriptions' | 'policy'>;
}
export interface SubscriptionFact {
  readonly confirmed: boolean;
  readonly protocol: string;
  readonly endpoint: string;
}

export interface StateFacts {
  /** The names of the tables with the project's prefix. */
  readonly tables: readonly string[];
  /** The keys of the expected items that exist. */
  readonly visited: ReadonlySet<string>;
}

export interface LogFact {
  readonly name: string;
  /** How long its lines are kept; undefined if for ever. */
  readonly days: number | undefined;
}

export interface LockFacts {
  /** Whether Terraform has a state of the environment in the bucket. */
  readonly hasState: boolean;
  readonly lock: { readonly id: string; readonly who: string; readonly since: string } | undefined;
}

export interface Point {
  readonly value: number;
  readonly at: Date;
}
/** What CloudWatch has of one row of one database. */
export interface RowFact {
  /** In the row's window. */
  readonly newest: Point | undefined;
  readonly oldest: Date | undefined;
  /** Of a row without data in its window: the newest hour with data in the 15 days before; undefined if there is none. */
  readonly before: Date | undefined;
  /** Of a row that has no data at all: the dimension sets that no table has, under which its name has some in this namespace. */
  readonly elsewhere: readonly Readonly<Record<string, string>>[];
}

/** What Lambda counted, by period, newest first. */
export interface RunFact {
  readonly invocations: readonly Point[];
  readonly errors: readonly Point[];
  readonly throttles: readonly Point[];
}

/** What was read of a deployment. Each part is read by itself: what is refused hides nothing else. */
export interface Facts {
  readonly now: Date;
  /** Whether AWS is an emulator, which lacks chat. */
  readonly emulated: boolean;
  readonly secrets: Read<SecretFacts>;
  readonly functions: Read<readonly FunctionFact[]>;
  readonly rules: Read<readonly RuleFact[]>;
  readonly alarms: Read<readonly AlarmFact[]>;
  readonly topic: Read<TopicFacts>;
  readonly uptime: Read<UptimeFacts>;
  readonly dashboards: Read<readonly string[]>;
  readonly state: Read<StateFacts>;
  readonly lock: Read<LockFacts>;
  /** The names of the parameters of SSM in the project's path. */
  readonly parameters: Read<readonly string[]>;
  /** The log groups of the functions of the project. */
  readonly logs: Read<readonly LogFact[]>;
  /** By the row's key. */
  readonly rows: Read<ReadonlyMap<string, RowFact>>;
  /** By the function's name. */
  readonly runs: Read<ReadonlyMap<string, RunFact>>;
}
/** The parts that are read. */
export type Part = Exclude<keyof Facts, 'now' | 'emulated'>;
