import { commonQueries } from '../common/queries';
import type { Queries } from '../queries';

export const neonQueries = {
  statements: {
    title: 'top statements',
    table: 'What was slow',
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence.statements into sql',
      'filter ispresent(sql.id)',
      'stats sum(sql.totalMs) as totalMs, sum(sql.calls) as calls, max(sql.meanMs) as worstMeanMs by sql.text',
      'sort totalMs desc',
    ],
  },
  blockers: {
    title: 'blockers',
    table: 'Who blocked whom',
    wide: true,
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence.rootBlockers into root',
      'filter ispresent(root.pid)',
      'sort @timestamp desc',
      'display @timestamp, root.pid, root.user, root.application, root.state, root.transactionSeconds, root.blocks',
    ],
  },
  /** Run by run, beside the load; why it is not known, where the role may not see it. */
  waits: {
    title: 'waits',
    table: 'What active sessions waited for',
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence.waits into waits',
      'filter ispresent(waits)',
      'sort @timestamp desc',
      'display @timestamp, r.metrics.AverageActiveSessions.value, waits',
    ],
  },
  /** Postgres ends a deadlock within seconds: a run counts those since the run before, and rarely sees one. */
  deadlocks: {
    title: 'deadlocks',
    commands: [
      'fields jsonParse(@message) as r',
      'filter r.metrics.Deadlocks.value > 0 or ispresent(r.evidence.deadlocked)',
      'sort @timestamp desc',
      'display @timestamp, r.metrics.Deadlocks.value, r.evidence.deadlocked, r.evidence.blocked',
    ],
  },
  transactions: {
    title: 'long transactions',
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence.longest into tx',
      'filter ispresent(tx.pid)',
      'sort @timestamp desc',
      'display @timestamp, tx.seconds, tx.pid, tx.user, tx.application, tx.state, tx.statement',
    ],
  },
  wakers: {
    title: 'who keeps the compute awake',
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence.keepsAwake into who',
      'filter ispresent(who.sessions)',
      'stats max(who.sessions) as sessions, min(who.secondsAgo) as secondsAgo by who.user, who.application',
      'sort sessions desc',
    ],
  },
  ...commonQueries,
} as const satisfies Queries;
