import { databasesOf, textsOf } from '../../model/databases/table';
import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import { type Env, variableOf } from '../../model/variables';
import type { Answer } from '../../reports/cost/actual/answers';
import {
  consumptionOf,
  isFree,
  metricNames,
  type NeonProject,
  planOf,
  projectOf,
} from '../../reports/cost/actual/neon';
import { isCurrent, type Period } from '../../reports/cost/actual/period';
import { apiAt, getJson } from './http';

/** What a vendor answered, or why it was not asked, in words that follow a comma. */
export type Asked = { readonly answers: readonly Answer[] } | { readonly absent: string };

/** Ids of Neon's projects and of Upstash's databases. */
const ID = /^[A-Za-z0-9-]{1,80}$/;
const PROJECTS_PER_PAGE = 100;
/** Neon keeps days so long, and months longer. */
const DAYS_KEPT = 59;
const DAY_MS = 86_400_000;

function idsIn(variable: string, env: Env): readonly string[] {
  const ids = (variableOf(env, variable) ?? '').split(/[\s,]+/).filter(Boolean);
  if (!ids.every((id) => ID.test(id)))
    throw new UsageError(`${variable} must be ids of letters, digits and hyphens, with commas between them.`);
  return [...new Set(ids)];
}

/**
 * What the projects of these environments used: those of `NEON_PROJECT_ID`, and those that databases name. No compute is woken.
 * @throws {UsageError} if Neon refuses
 */
export async function askNeon(
  environments: readonly Environment[],
  period: Period,
  env: Env,
  now: number,
): Promise<Asked> {
  const key = variableOf(env, 'NEON_API_KEY');
  if (key === undefined) return { absent: 'NEON_API_KEY is not set' };
  const named = environments
    .flatMap((environment) => databasesOf(environment, 'neon'))
    .flatMap((database) => textsOf(database, 'neon').NEON_PROJECT_ID ?? []);
  const ids = [...new Set([...idsIn('NEON_PROJECT_ID', env), ...named])];
  if (ids.length === 0)
    throw new UsageError(
      'NEON_API_KEY is set, and NEON_PROJECT_ID is not: set the ids of the projects, with commas between them, or unset both.',
    );
  const api = apiAt('NEON_API_URL', variableOf(env, 'NEON_API_URL') ?? 'https://console.neon.tech/api/v2');
  const ask = (path: string) => getJson('The Neon API', `${api}${path}`, `Bearer ${key}`);
  const projects: Answer[] = [];
  for (const id of ids)
    projects.push({ file: `neon-project-${projects.length + 1}.json`, value: await ask(`/projects/${id}`) });
  const paid = projects.map(projectOf).filter((project) => !isFree(project));
  return { answers: [...projects, ...(await consumed(paid, period, ask, now))] };
}

async function consumed(
  projects: readonly NeonProject[],
  { from, to }: Period,
  ask: (path: string) => Promise<unknown>,
  now: number,
): Promise<Answer[]> {
  // Before anything is asked that has no price.
  for (const project of projects) planOf(project);
  const daily = now - Date.parse(from) < DAYS_KEPT * DAY_MS;
  const answers: Answer[] = [];
  for (const org of new Set(projects.map(({ org_id }) => org_id))) {
    const ids = projects.filter(({ org_id }) => org_id === org).map(({ id }) => id);
    if (org === undefined)
      throw new UsageError(
        `The Neon project ${ids[0]} has no organization, of which the use of a paid plan is asked: move it into one.`,
      );
    for (let i = 0; i < ids.length; i += PROJECTS_PER_PAGE) {
      const query = new URLSearchParams({
        ...{ org_id: org, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` },
        ...{ granularity: daily ? 'daily' : 'monthly', metrics: metricNames.join(',') },
        ...{ project_ids: ids.slice(i, i + PROJECTS_PER_PAGE).join(','), limit: String(PROJECTS_PER_PAGE) },
      });
      const answer = {
        file: `neon-consumption-${answers.length + 1}.json`,
        value: await ask(`/consumption_history/v2/projects?${query}`),
      };
      // All projects fit into one page: what is not in it was not measured.
      consumptionOf(answer);
      answers.push(answer);
    }
  }
  return answers;
}

/**
 * The statistics of the databases of `UPSTASH_DATABASE_ID`.
 * @throws {UsageError} if Upstash refuses
 */
export async function askUpstash(period: Period, env: Env, now: number): Promise<Asked> {
  const [email, key] = ['UPSTASH_EMAIL', 'UPSTASH_API_KEY'].map((name) => variableOf(env, name));
  if (email === undefined && key === undefined)
    return { absent: 'UPSTASH_EMAIL and UPSTASH_API_KEY are not set' };
  if (email === undefined || key === undefined)
    throw new UsageError(
      `UPSTASH_EMAIL and UPSTASH_API_KEY belong together: set ${email === undefined ? 'UPSTASH_EMAIL' : 'UPSTASH_API_KEY'}, too.`,
    );
  if (!isCurrent(period, now))
    return {
      absent: 'Upstash’s API knows the current month only; a folder that was recorded in that month has it',
    };
  const ids = idsIn('UPSTASH_DATABASE_ID', env);
  if (ids.length === 0)
    throw new UsageError(
      'UPSTASH_API_KEY is set, and UPSTASH_DATABASE_ID is not: set the ids of the databases, with commas between them.',
    );
  const api = apiAt('UPSTASH_API_URL', variableOf(env, 'UPSTASH_API_URL') ?? 'https://api.upstash.com/v2');
  const authorization = `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}`;
  const answers: Answer[] = [];
  for (const id of ids)
    answers.push({
      file: `upstash-${answers.length + 1}.json`,
      value: await getJson('The Upstash API', `${api}/redis/stats/${id}`, authorization),
    });
  return { answers };
}
