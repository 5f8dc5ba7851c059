import type { Entry, RemoteState } from './model/environment';

/**
 * Part of every function name and of every state key. Destroy every environment before you change it or the bucket below:
 * Terraform would not find again what is deployed.
 */
export const project = 'macro-ai';

/**
 * Where people read the runbook. Every alarm description links to it, with the row's anchor. A path in the repository
 * is not clickable in e-mails: use the file's URL at your Git host instead.
 */
export const runbookUrl = 'docs/runbook.md';

/** The bucket that holds the state of every stack. Bucket names are unique across all of AWS: choose your own. */
export const remoteState: RemoteState = { bucket: `${project}-terraform-state`, region: 'us-east-1' };

/** Defaults that every environment can change. docs/deploy.md explains every field. */
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
  { ...common, name: 'feature', level: 'core', logRetentionDays: 7 },
  { ...common, name: 'staging', level: 'core', logRetentionDays: 14 },
  { ...common, name: 'production', level: 'extended', logRetentionDays: 90 },
];
