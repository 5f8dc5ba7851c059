import { invoke } from '../../common/runbook';
import type { Entry } from '../../runbook';

export const computeQuotaPercent: Entry = {
  impact: 'When the compute time of the plan is used up, the database is off until the period ends.',
  means:
    'The project has used most of the compute time that its plan or its own quota allows in this billing period. When nothing is left, Neon suspends all computes of the project and refuses every connection; then [Up](#neon-up) is 0 with a QuotaError.',
  cannotFire:
    'when the project has no quota: on a paid plan without one of its own, what is used is billed and nothing is switched off.',
  look: [
    {
      shows: 'Who keeps the compute awake: the newest activity of each application',
      sql: `SELECT usename, application_name, count(*) AS sessions, now() - max(state_change) AS last_active_ago
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
 GROUP BY usename, application_name
 ORDER BY max(state_change) DESC NULLS LAST;`,
    },
    invoke,
  ],
  causes: [
    {
      cause:
        'The compute never sleeps: a health check, a pool with keep-alive queries, a cron job or a dashboard asks it every few minutes.',
      remedy:
        'Stop what asks without need, or ask less often than the suspend timeout of the compute (5 minutes by default).',
    },
    {
      cause: 'The compute scales up: an hour at 2 compute units counts as two hours.',
      remedy:
        'Make slow statements faster ([SlowQueries](#neon-slow-queries)), or lower the largest size of the compute in Neon.',
    },
    {
      cause: 'Branches nobody needs any more have computes of their own, which count as well.',
      remedy: 'Delete these branches, or suspend their computes in Neon’s console.',
    },
    {
      cause: 'The project needs more than its plan has.',
      remedy: 'Upgrade the plan, or raise the quota of the project, before it is used up.',
    },
  ],
  harmless:
    'In the last days of the period, if the rest lasts until it ends. The alarm ends when the new period begins.',
};
