import type { CommonQuery, LogQuery } from '../queries';

/** What people ask the log of any collector. */
export const commonQueries = {
  errors: {
    title: 'errors',
    table: 'Errors in the log',
    // The collector's own, and runs that Lambda ended.
    commands: [
      'fields @timestamp, errorType, message',
      "filter level in ['ERROR', 'FATAL'] or record.status in ['timeout', 'error', 'failure']",
      'sort @timestamp desc',
      'limit 20',
    ],
  },
  warnings: {
    title: 'warnings',
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.warnings into warning',
      'filter ispresent(warning)',
      'sort @timestamp desc',
      'display @timestamp, warning',
    ],
  },
  advice: {
    title: 'advice',
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence.advice into advice',
      'filter ispresent(advice)',
      'sort @timestamp desc',
      'display @timestamp, advice',
    ],
  },
  findings: {
    title: 'findings',
    table: 'Findings of the daily check-up (set the time range to 1 day or more)',
    wide: true,
    // There is one check-up a day, and it may wait for a compute to be awake.
    hours: 48,
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.findings into found',
      'filter ispresent(found.check)',
      'sort @timestamp desc',
      'display @timestamp, found.severity, found.check, found.object, found.advice, found.statement',
    ],
  },
  /** One line for each run; what else is in the log does not name a service. */
  runs: {
    title: 'runs',
    commands: [
      'fields @timestamp, level, durationMs, published, warnings.0, errorType, message',
      'filter ispresent(service)',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
} as const satisfies Readonly<Record<CommonQuery, LogQuery>>;
