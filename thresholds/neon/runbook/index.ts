import { findings } from '../../common/runbook';
import type { Chapter } from '../../runbook';
import type { neonRows } from '../rows';
import { activeConnections, databaseSize, totalConnections } from './capacity';
import { averageActiveSessions, blockedSessions, deadlocks, oldestTransactionAge } from './extended';
import { apiErrors, up } from './monitoring';
import { lockWaitTime, slowQueries } from './performance';
import { computeQuotaPercent } from './plan';

export const neonRunbook: Chapter<typeof neonRows> = {
  hint: `Run the SQL in psql, connected to the monitored database. Connecting wakes a sleeping compute. psql encrypts the connection; it verifies the server only with \`?sslmode=verify-full&sslrootcert=system\` (version 16 or later).

The collector's role sees everything below, but may not cancel statements or end sessions of others. Either give it the right once, as the owner: \`GRANT pg_signal_backend TO cw_monitor;\` (it may then end the sessions of every role that is not a superuser); or connect as the owner, with the connection string that Neon's console shows under Connect.`,
  // Without the `psql '…'` that Neon shows around it, or `NAME=`. The host is behind the last @.
  // The direct host, as in the collector: in the host, before the password and in the options, and nowhere else, because a password may have "-pooler" in it. psql rejects the
  // parameters of other clients, such as Prisma's, and for verify-full wants a file of CAs that nobody has.
  prepare: ({ function: name, parameter }) => `FUNCTION="${name}"
url="$(aws ssm get-parameter --name "${parameter('neon-connection-string')}" \\
  --with-decryption --query Parameter.Value --output text | sed -E \\
  -e "s,^[^:'\\"]*[ =]([a-z]+://),\\1," -e "s,^[^:']*'([^']*)'.*,\\1," -e 's,^[^:"]*"([^"]*)".*,\\1,' -e 's, .*,,' \\
  -e ':at' -e 's,^([A-Za-z]+://[^/?#]*)@([^/?#]*@),\\1%40\\2,' -e 'tat' \\
  -e 's,^([a-z]+://[^/?#]*@[^/?#.@:]*)-(pooler|POOLER)([.:/?]|$),\\1\\3,' \\
  -e 's,^([a-z]+://[^/?#:]*:(endpoint|project)(=|%3[Dd])[^/?#%;$@]*)-pooler([;$]|%3[Bb]|%24),\\1\\4,' \\
  -e 's,^([a-z]+://[^/?#:]*:)(endpoint|project)(=|%3[Dd])([^/?#%;$@]*)([;$]|%3[Bb]|%24)([^/?#]*@\\4[.]),\\1\\6,' \\
  -e 's,([?&]options=([^&]*%20)?(endpoint|project)(=|%3[Dd])(%27|%22)?[^&%]*)-pooler,\\1,')"
options="$(printf %s "$url" | grep -oE '[?&](sslmode|channel_binding|options)=[^&]*' | sed -E 's/=verify-(ca|full)/=require/' | tr -d '\\n')"
DATABASE_URL="\${url%%\\?*}?\${options#?}"
psql "$DATABASE_URL"`,
  entries: {
    ActiveConnections: activeConnections,
    TotalConnections: totalConnections,
    DatabaseSize: databaseSize,
    SlowQueries: slowQueries,
    LockWaitTime: lockWaitTime,
    BlockedSessions: blockedSessions,
    OldestTransactionAge: oldestTransactionAge,
    AverageActiveSessions: averageActiveSessions,
    Deadlocks: deadlocks,
    ComputeQuotaPercent: computeQuotaPercent,
    Up: up,
    ApiErrors: apiErrors,
    Findings: findings,
  },
};
