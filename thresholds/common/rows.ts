import type { Table } from '../row';

/** The rows that the driver itself provides for every service: does the monitoring work? */
export const commonRows = {
  Up: {
    kind: 'gauge',
    unit: 'Count',
    level: 'core',
    panel: { section: 'collector health', graph: 'Heartbeat', tile: true },
    meaning: 'Whether monitoring works: 1 when the database answered or is known to be asleep, 0 when not.',
    counted: 'One value per run. A failing run publishes 0 before it throws.',
    alarm: {
      category: 'error',
      breaches: 'below',
      statistic: 'Minimum',
      warning: { value: 1 },
      critical: { value: 1 },
      periodMinutes: 'interval',
      datapoints: { warning: [1, 1], critical: [3, 3] },
      // This is the heartbeat: a silent collector has failed.
      missingData: 'breaching',
      firstStep:
        'Invoke the function with the payload {} and read the error: it names the cause and what to do.',
      query: 'errors',
    },
  },
  ApiErrors: {
    kind: 'gauge',
    unit: 'Count',
    level: 'core',
    panel: { section: 'collector health', graph: 'Failed calls' },
    meaning: 'Calls of this run that failed, to the database, Neon, Upstash or AWS.',
    counted: 'Every failed attempt counts, even if a retry succeeded; 0 in a good run.',
    alarm: {
      category: 'error',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 0 },
      critical: { value: 0 },
      periodMinutes: 'interval',
      datapoints: { warning: [2, 3], critical: [3, 3] },
      missingData: 'notBreaching',
      firstStep: "Read the warnings in the function's log: each failed call is listed with its cause.",
    },
  },
  Findings: {
    kind: 'gauge',
    unit: 'Count',
    level: 'core',
    daily: true,
    panel: { section: 'collector health', graph: 'Findings' },
    meaning: 'How many things the daily check-up found that need somebody.',
    counted:
      'Findings of severity warning or critical; one value a day, from a visit that connects anyway. Notices are in the log only.',
    alarm: {
      category: 'error',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 0 },
      periodMinutes: 'interval',
      datapoints: { warning: [1, 1] },
      // Until the next check-up nothing is known to have changed.
      missingData: 'ignore',
      firstStep: 'Read what was found, and follow the advice of each finding, the critical ones first.',
      query: 'findings',
    },
  },
} as const satisfies Table;

export type CommonRow = keyof typeof commonRows;
