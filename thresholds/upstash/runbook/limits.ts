import type { Command, Entry } from '../../runbook';
import { clientsByAddress } from './capacity';
import { info } from './keys';

const lastCommands: Command = {
  shows: 'What the clients did last: the commands that most of them repeat',
  shell: `redis-cli -u "$REDIS_URL" CLIENT LIST | grep -oE ' cmd=[^ ]*' | sort | uniq -c | sort -rn | head -n 20`,
};

export const clientsPercent: Entry = {
  impact: 'When the last connection is taken, new connections of the application are refused.',
  means:
    'Nearly all connections that the server allows are taken. When the last one is, it answers every new client with "max number of clients reached" (Upstash: "max concurrent connections exceeded"), the collector too.',
  cannotFire: 'when the server does not report maxclients.',
  look: [clientsByAddress, info('The number of clients, and the limit', 'connected_clients|maxclients')],
  causes: [
    {
      cause: 'An application opens a connection per request or per function instance, and does not close it.',
      remedy:
        'Create one client per process outside the handler, or use the REST API, which holds no connection. Restart the application to free what it has leaked.',
    },
    {
      cause: 'Clients that died without closing: the server drops them only after hours.',
      remedy:
        'On a Redis of your own: `CONFIG SET timeout 300` ends clients that are idle for five minutes. On Upstash: `CLIENT KILL ID <id>`.',
    },
    {
      cause: 'The application has grown, and needs these connections.',
      remedy: 'Raise the limit: `maxclients` on a Redis of your own, the plan at Upstash.',
    },
  ],
  harmless: 'During a deployment, while old and new instances overlap, if it ends with the deployment.',
};

export const throughputPercent: Entry = {
  impact: 'Above the commands per second of the plan, commands of the application wait.',
  means:
    'The database receives nearly as many commands per second as its plan allows. Upstash does not refuse those above the limit but lets them wait, so that the application gets slow, and its timeouts are reached.',
  cannotFire: 'when the server does not report max_ops_per_sec; only Upstash does.',
  look: [
    info(
      'Commands per second now, and the limit; run it a few times',
      'instantaneous_ops_per_sec|max_ops_per_sec',
    ),
    lastCommands,
    clientsByAddress,
  ],
  causes: [
    {
      cause: 'A loop without a pause: a queue that is polled, a retry without backoff.',
      remedy: 'Use the blocking command (`BLPOP`, `XREAD BLOCK`), or pause between two attempts.',
    },
    {
      cause: 'Many small commands where one would do.',
      remedy:
        'Read several keys at once (`MGET`, `HMGET`); keep what rarely changes in the process for a moment.',
    },
    {
      cause: 'More traffic than the plan has.',
      remedy: 'Upgrade the plan, or add a read region for reads from far away.',
    },
  ],
  harmless:
    'A burst that ends by itself, such as the warm-up of a cache, as long as the application has no timeouts.',
};

export const commandQuotaPercent: Entry = {
  impact: 'When the commands of the month are used up, every command of the application fails.',
  means:
    'The database has received most of the commands that its plan allows in a month. When none is left, Upstash answers every command with "max requests limit exceeded" until the month ends or the plan is raised; then [Up](#upstash-up) is 0 with a QuotaError.',
  cannotFire:
    'where `limits.monthlyCommands` is not set, and until a day was counted. It may fire late where members of a replicated database take turns.',
  look: [
    info(
      'Commands since the server started; run it twice, a minute apart: 12 a minute are 500,000 a month',
      'total_commands_processed|total_reads_processed|total_writes_processed|instantaneous_ops_per_sec',
    ),
    lastCommands,
    clientsByAddress,
  ],
  causes: [
    {
      cause:
        'Something polls: queue workers (BullMQ and others send commands also when there is no job), health checks, dashboards.',
      remedy: 'Poll less often, use blocking commands, and stop workers that have nothing to do.',
    },
    {
      cause: 'A loop or a retry without a pause since a deployment.',
      remedy: 'CommandsPerSecond shows since when: look at what was deployed then.',
    },
    {
      cause: 'The traffic has grown.',
      remedy:
        'Upgrade to pay as you go or to a fixed plan, which does not count commands; then set or remove `limits.monthlyCommands` in `environments.ts`.',
    },
  ],
  harmless:
    'In the last days of the month, if the rest lasts until it ends. The evidence in the log has the day on which the commands are used up at the present pace.',
};
