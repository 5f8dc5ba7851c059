import { invoke, logs, schedule, warnings } from '../../common/runbook';
import type { Entry } from '../../runbook';

export const up: Entry = {
  impact: 'The database is down, or it is not monitored.',
  means:
    'The collector could not read the database, or has stopped reporting. Nothing is known about Neon until it works again; the other alarms of this service stay quiet until then.',
  look: [invoke, logs, schedule],
  causes: [
    {
      cause: '`AuthenticationError`: the password changed, or the role is missing on this branch.',
      remedy: 'Store the connection string again: `npm run secrets -- <environment>`. The next run uses it.',
    },
    {
      cause:
        '`QuotaError`: the compute hours or the transfer of the plan are used up; the database is down for the application too.',
      remedy:
        'Upgrade the plan or wait for the next billing period. Store a Neon API key so that the collector lets the compute sleep.',
    },
    {
      cause: '`TooManyConnectionsError`: no connection slot is free, so the application is rejected too.',
      remedy: 'Follow [ActiveConnections](#neon-active-connections).',
    },
    {
      cause: '`ConfigurationError`: the endpoint was deleted or disabled, or a secret is not stored.',
      remedy: 'Do what the message says. For a new branch or endpoint, store its connection string.',
    },
    {
      cause: '`NetworkError`, `DnsError`, `TlsError`: the function cannot reach Neon.',
      remedy: 'See neonstatus.com. If IP Allow is enabled, check the function’s egress address.',
    },
    {
      cause: 'The log has no lines at all: the schedule is disabled, or Lambda could not start the function.',
      remedy:
        'Enable the rule: `aws events enable-rule --name "$FUNCTION"`. Otherwise deploy again and check the function’s Errors and Throttles.',
    },
  ],
  harmless:
    'One failed run during maintenance or a compute restart: the warning clears with the next run. A sleeping compute is not a failure; `Up` stays 1.',
};

export const apiErrors: Entry = {
  impact: 'Readings may soon be missing, and problems go unnoticed.',
  means:
    'Runs mostly succeed, but calls to Neon, the database or AWS fail in run after run. Occasional failures today can become [Up](#neon-up) alarms tomorrow.',
  look: [logs, warnings, invoke],
  causes: [
    {
      cause:
        'The Neon API rejects the key or is unreachable; the collector then connects and keeps the compute awake.',
      remedy:
        'Check the key and the project id, and store them again with `npm run secrets -- <environment>`. Until then, monitoring uses compute hours.',
    },
    {
      cause: 'The first connection after a compute start times out, and the retry succeeds.',
      remedy: 'At night, do nothing; if it repeats during the day, raise the minimum size.',
    },
    {
      cause: 'AWS throttles or denies PutMetricData, GetParameters or the state table.',
      remedy:
        'The warning names the call and the missing permission; if somebody edited the role by hand, deploy again.',
    },
  ],
  harmless: 'A known incident at Neon or AWS: a later run sends the readings that could not be published.',
};
