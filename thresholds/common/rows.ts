import type { Table } from '../row';

/** The rows that the driver itself delivers for every service: is the monitoring alive and well? */
export const commonRows = {
  Up: {
    kind: 'gauge',
    unit: 'Count',
    level: 'core',
    panel: { section: 'collector health', graph: 'Heartbeat' },
    meaning: 'Whether monitoring works: 1 when the database answered or is known to be asleep, 0 when not.',
    counted: 'One value a run. A run that fails publishes 0 before it throws.',
    alarm: {
      category: 'error',
      breaches: 'below',
      statistic: 'Minimum',
      warning: { value: 1 },
      critical: { value: 1 },
      periodMinutes: 5,
      datapoints: { warning: [1, 1], critical: [3, 3] },
      // The heartbeat: a collector that is silent is a collector that failed.
      missingData: 'breaching',
      firstStep:
        'Invoke the function with the payload {} and read the error: it names the cause and what to do.',
    },
  },
  ApiErrors: {
    kind: 'gauge',
    unit: 'Count',
    level: 'core',
    panel: { section: 'collector health', graph: 'Failed calls' },
    meaning: 'Calls of this run that failed, to the database, Neon, Upstash or AWS.',
    counted: 'Every failed attempt counts, also one that a retry repaired; 0 in a good run.',
    alarm: {
      category: 'error',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 0 },
      critical: { value: 0 },
      periodMinutes: 5,
      datapoints: { warning: [2, 3], critical: [3, 3] },
      missingData: 'notBreaching',
      firstStep: "Read the warnings in the function's log: each failed call is listed with its cause.",
    },
  },
} as const satisfies Table;

export type CommonRow = keyof typeof commonRows;
