import type { Entry, RemoteState } from './model/environment';

/** Part of every function name and of every state key. */
export const project = 'macro-ai';

/**
 * Where people read the runbook; every alarm's description ends in this and the row's anchor. As long as it is a
 * path in the repository, e-mails hold no link that can be clicked: name the file's URL at your Git host.
 */
export const runbookUrl = 'docs/runbook.md';

/** The bucket that holds the state of every stack. Names of buckets are unique in the whole of AWS: choose your own. */
export const remoteState: RemoteState = { bucket: `${project}-terraform-state`, region: 'us-east-1' };

/** What the environments share; each may say something else. docs/deploy.md explains every field. */
const common = {
  region: 'us-east-1',
  collectionMinutes: 5,
  namespace: 'shared',
  neonApi: true,
  subscriptions: [],
  overrides: {},
  limits: {},
  tags: {},
} as const satisfies Partial<Entry>;

export const environments: readonly Entry[] = [
  { ...common, name: 'feature', detailed: false, logRetentionDays: 7 },
  { ...common, name: 'staging', detailed: false, logRetentionDays: 14 },
  { ...common, name: 'production', detailed: true, logRetentionDays: 90 },
];
