import type { Table } from '../row';

/** What breaks a Redis database, from the same INFO. */
export const extendedRows = {
  ClientsPercent: {
    kind: 'gauge',
    unit: 'Percent',
    level: 'extended',
    panel: { section: 'connections', graph: 'Clients, share of the limit' },
    forecast: { to: { value: 100 } },
    meaning: 'How many of the connections that the server allows are taken.',
    counted:
      'connected_clients, including the collector’s own connection, ÷ maxclients; absent without maxclients.',
    alarm: {
      category: 'capacity',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 80 },
      critical: { value: 90 },
      periodMinutes: 3,
      datapoints: { warning: [2, 3], critical: [2, 3] },
      missingData: 'notBreaching',
      firstStep: 'List the clients by address, and close those that an application has leaked.',
      query: 'clients',
    },
  },
  ThroughputPercent: {
    kind: 'counter',
    published: 'rate',
    unit: 'Percent',
    level: 'extended',
    panel: { section: 'performance', graph: 'Commands, share of the limit' },
    meaning: 'How close the commands per second are to what the plan allows; above it, commands wait.',
    counted:
      'Δ total_commands_processed ÷ seconds ÷ max_ops_per_sec; absent without max_ops_per_sec. A mean over the interval: a short burst may reach the limit while this is low.',
    alarm: {
      category: 'capacity',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 70 },
      critical: { value: 90 },
      periodMinutes: 5,
      datapoints: { warning: [2, 3], critical: [2, 3] },
      missingData: 'notBreaching',
      firstStep:
        'Find out which application sends more commands than usual; upgrade the plan if all of them are needed.',
      query: 'clients',
    },
  },
  CommandQuotaPercent: {
    kind: 'gauge',
    unit: 'Percent',
    level: 'extended',
    needsLimit: 'monthlyCommands',
    panel: { section: 'performance', graph: 'Commands of the month, share of the limit' },
    forecast: 'quota',
    meaning: 'How much of the month’s commands is used; at 100 % the server refuses every command.',
    counted:
      'Commands that were counted this calendar month (UTC), scaled to all of its time so far, ÷ limits.monthlyCommands; absent until a day was counted. Where the members of a replicated database take turns, a lower bound: each counts its own commands.',
    alarm: {
      category: 'capacity',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 70 },
      critical: { value: 90 },
      periodMinutes: 5,
      // It only grows until the month ends: one value is certain.
      datapoints: { warning: [1, 1], critical: [1, 1] },
      // When the commands are used up the run fails, and Up says so. Nothing has got better until then.
      missingData: 'ignore',
      firstStep:
        'Find out what sends the commands. If the rest of the month needs more than is left, upgrade the plan.',
      query: 'clients',
    },
  },
  ConnectTime: {
    kind: 'gauge',
    unit: 'Milliseconds',
    level: 'extended',
    panel: { section: 'performance', graph: 'Time to connect' },
    meaning: 'How long a new connection takes until the server is ready for a command.',
    counted:
      'From the first byte sent, which over TLS is that of the handshake, to the first reply (to AUTH).',
    alarm: { none: 'It depends on the distance to the database; Up alarms when no connection is made.' },
  },
} as const satisfies Table;
