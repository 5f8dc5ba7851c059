import { findings } from '../../common/runbook';
import type { Chapter } from '../../runbook';
import type { upstashRows } from '../rows';
import { connectedClients, memoryUsagePercent } from './capacity';
import { clientsPercent, commandQuotaPercent, throughputPercent } from './limits';
import { apiErrors, up } from './monitoring';
import { cacheHitRate, evictedKeys } from './performance';

export const upstashRunbook: Chapter<typeof upstashRows> = {
  hint: 'Upstash bills every command, including those below. A user with `+info +ping` only may not run CLIENT LIST and scans: use the database’s own token for those.',
  // Without quotes, `redis-cli`, `NAME=` and `Bearer`. The host is behind the last @. User and password as the collector reads them: those of the URL, or else `default` and the token. Every byte of the
  // token is percent-encoded, because it may contain what has a meaning in URLs. Without a port, redis-cli takes 6379;
  // 443 is that of the REST API.
  prepare: ({ function: name, parameter }) => `FUNCTION="${name}"
secret() { aws ssm get-parameter --name "${parameter('$1')}" --with-decryption --query Parameter.Value --output text; }
url="$(secret upstash-rest-url | sed -E \\
  -e "s,^[^:]*[ ='\\"]([A-Za-z]+://),\\1," -e "s,^['\\"],," \\
  -e ':at' -e 's,^([A-Za-z]+://[^/?#]*)@([^/?#]*@),\\1%40\\2,' -e 'tat')"
token="$(secret upstash-rest-token | sed -E -e 's,^(export +)?[A-Z][A-Z0-9_]*_TOKEN *= *,,' -e "s,^(['\\"])(.*)\\1$,\\2," \\
  -e 's,^([Aa]uthorization: *)?[Bb]earer +,,' -e "s,^(['\\"])(.*)\\1$,\\2," | tr -d '\\n' | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g')"
login="$(printf %s "$url" | sed -nE 's|^[A-Za-z]+://([^/?#]*)@.*|\\1|p')"
host="$(printf %s "$url" | sed -E "s|^[A-Za-z]+://([^/?#]*@)?([^/?# '\\"]*).*|\\2|")"
case "$url" in [Hh][Tt][Tt][Pp][Ss]:*) host="\${host%:443}";; esac
user="\${login%%:*}"
password="\${login#"$user"}"
password="\${password#:}"
REDIS_URL="rediss://\${user:-default}:\${password:-$token}@$host"`,
  entries: {
    ConnectedClients: connectedClients,
    MemoryUsagePercent: memoryUsagePercent,
    CacheHitRate: cacheHitRate,
    EvictedKeys: evictedKeys,
    ClientsPercent: clientsPercent,
    ThroughputPercent: throughputPercent,
    CommandQuotaPercent: commandQuotaPercent,
    Up: up,
    ApiErrors: apiErrors,
    Findings: findings,
  },
};
