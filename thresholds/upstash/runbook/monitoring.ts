import { invoke, logs, schedule, warnings } from '../../common/runbook';
import type { Entry } from '../../runbook';

export const up: Entry = {
  means:
    'The collector could not read the database, or has fallen silent. Nothing is known of Upstash until it works again; the other alarms of this service stay quiet meanwhile.',
  look: [
    invoke,
    logs,
    { shows: 'Whether Redis answers at all', shell: 'redis-cli -u "$REDIS_URL" PING' },
    schedule,
  ],
  causes: [
    {
      cause: '`AuthenticationError`: the token was reset.',
      remedy: 'Store the new one: `npm run secrets -- <environment>`. It is used within one run.',
    },
    {
      cause:
        '`QuotaError`: the number of commands of the plan is used up; the application is refused as well.',
      remedy: 'Raise the plan, or wait for the next billing period. See CommandsPerSecond for who uses them.',
    },
    {
      cause: '`DnsError`: the database was deleted, or archived after 30 idle days (Free plan).',
      remedy: 'Restore it in the Upstash console, or store the URL and token of its successor.',
    },
    {
      cause: '`PermissionError`: the token may not run INFO, as the read-only token.',
      remedy: "Use the database's own token, or allow it: `ACL SETUSER <user> +info +ping`.",
    },
    {
      cause: '`NetworkError`, `TlsError`: Upstash is unreachable from the function.',
      remedy: 'See status.upstash.com; in a VPC check that the function has a way out on port 6379.',
    },
    {
      cause: 'No line in the log at all: the schedule is disabled, or Lambda could not start the function.',
      remedy:
        'Enable the rule: `aws events enable-rule --name "$FUNCTION"`. Otherwise deploy again and look at the Errors and Throttles of the function.',
    },
  ],
  harmless:
    'One failed run while Upstash moves or upgrades the database (a second or two): the warning clears with the next run.',
};

export const apiErrors: Entry = {
  means:
    'Runs succeed or nearly so, but calls to Upstash or to AWS fail in run after run. What fails now and then today is [Up](#upstash-up) tomorrow.',
  look: [warnings, invoke],
  causes: [
    {
      cause: 'Redis drops connections or answers late.',
      remedy: 'Compare with ConnectedClients and CommandsPerSecond: beyond the plan’s rate commands wait.',
    },
    {
      cause: 'AWS throttles or refuses PutMetricData, GetParameters or the state table.',
      remedy:
        'The warning names the call and what the role lacks; deploy again when the role was edited by hand.',
    },
  ],
  harmless:
    'A known incident of Upstash or AWS: readings that could not be published are sent by a later run.',
};
