import { invoke, logs, schedule, warnings } from '../../common/runbook';
import type { Entry } from '../../runbook';

export const up: Entry = {
  means:
    'The collector could not read the database, or has fallen silent. Nothing is known of Neon until it works again; the other alarms of this service stay quiet meanwhile.',
  look: [invoke, logs, schedule],
  causes: [
    {
      cause: '`AuthenticationError`: the password changed, or the role is missing on this branch.',
      remedy:
        'Store the connection string anew: `npm run secrets -- <environment>`. It is used within one run.',
    },
    {
      cause:
        '`QuotaError`: the compute hours of the plan are used up; the database is down for the application, too.',
      remedy:
        'Raise the plan or wait for the next period. Store a Neon API key so that the collector lets the compute sleep.',
    },
    {
      cause: '`TooManyConnectionsError`: no slot is left, and the application is refused as well.',
      remedy: 'Follow [ActiveConnections](#neon-active-connections).',
    },
    {
      cause: '`ConfigurationError`: the endpoint was deleted or disabled, or a secret is not stored.',
      remedy: 'Do what the message says. After a new branch or endpoint store its connection string.',
    },
    {
      cause: '`NetworkError`, `DnsError`, `TlsError`: Neon is unreachable from the function.',
      remedy: 'See neonstatus.com; with IP Allow check the egress address of the function.',
    },
    {
      cause: 'No line in the log at all: the schedule is disabled, or Lambda could not start the function.',
      remedy:
        'Enable the rule: `aws events enable-rule --name "$FUNCTION"`. Otherwise deploy again and look at the Errors and Throttles of the function.',
    },
  ],
  harmless:
    'One failed run during maintenance or a restart of the compute: the warning clears with the next run. A sleeping compute is not a failure; `Up` stays 1.',
};

export const apiErrors: Entry = {
  means:
    'Runs succeed or nearly so, but calls to Neon, to the database or to AWS fail in run after run. What fails now and then today is [Up](#neon-up) tomorrow.',
  look: [warnings, invoke],
  causes: [
    {
      cause:
        'The Neon API refuses the key or cannot be reached; the collector then connects and keeps the compute awake.',
      remedy:
        'Check the key and the project id, store them anew with `npm run secrets -- <environment>`. While it fails, compute hours are used.',
    },
    {
      cause: 'The first connection after a start of the compute times out and the retry succeeds.',
      remedy: 'Nothing at night; where it repeats by day, raise the minimum size.',
    },
    {
      cause: 'AWS throttles or refuses PutMetricData, GetParameters or the state table.',
      remedy:
        'The warning names the call and what the role lacks; deploy again when the role was edited by hand.',
    },
  ],
  harmless: 'A known incident of Neon or AWS: readings that could not be published are sent by a later run.',
};
