import { invoke, logs, schedule, warnings } from '../../common/runbook';
import type { Entry } from '../../runbook';

export const up: Entry = {
  impact: 'The database is down, or it is not monitored.',
  means:
    'The collector could not read the database, or has stopped reporting. Nothing is known about Upstash until it works again; the other alarms of this service stay quiet until then.',
  look: [
    invoke,
    logs,
    { shows: 'Whether Redis responds at all', shell: 'redis-cli -u "$REDIS_URL" PING' },
    schedule,
  ],
  causes: [
    {
      cause:
        '`AuthenticationError`: the token was reset, or is that of another user than the one in the URL (`default` if it names none).',
      remedy:
        'Store the new token, or the URL with the user, `https://<user>@<host>`: `npm run secrets -- <environment>`. The next run uses it.',
    },
    {
      cause: '`QuotaError`: the plan’s command limit is used up; the application is rejected too.',
      remedy:
        'Upgrade the plan, or wait for the next billing period. CommandsPerSecond shows when the commands are used.',
    },
    {
      cause: '`DnsError`: the database was deleted, or archived after 30 idle days (Free plan).',
      remedy: 'Restore it in the Upstash console, or store the URL and token of its successor.',
    },
    {
      cause: '`PermissionError`: the token may not run INFO; the read-only token may not.',
      remedy: "Use the database's own token, or grant it: `ACL SETUSER <user> +info +ping`.",
    },
    {
      cause: '`NetworkError`, `TlsError`: the function cannot reach Upstash.',
      remedy: 'See status.upstash.com. In a VPC, check that the function has egress on port 6379.',
    },
    {
      cause: 'The log has no lines at all: the schedule is disabled, or Lambda could not start the function.',
      remedy:
        'Enable the rule: `aws events enable-rule --name "$FUNCTION"`. Otherwise deploy again and check the function’s Errors and Throttles.',
    },
  ],
  harmless:
    'One failed run while Upstash moves or upgrades the database (a second or two): the warning clears with the next run.',
};

export const apiErrors: Entry = {
  impact: 'Readings may soon be missing, and problems go unnoticed.',
  means:
    'Runs mostly succeed, but calls to Upstash or AWS fail in run after run. Occasional failures today can become [Up](#upstash-up) alarms tomorrow.',
  look: [logs, warnings, invoke],
  causes: [
    {
      cause: 'Redis drops connections or responds late.',
      remedy: 'Compare with ConnectedClients and CommandsPerSecond: above the plan’s rate, commands wait.',
    },
    {
      cause: 'AWS throttles or denies PutMetricData, GetParameters or the state table.',
      remedy:
        'The warning names the call and the missing permission; if somebody edited the role by hand, deploy again.',
    },
  ],
  harmless: 'A known incident at Upstash or AWS: a later run sends the readings that could not be published.',
};
