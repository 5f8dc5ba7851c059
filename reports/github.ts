import { UsageError } from './program';

/** Where and as whom comments are written. GitHub Actions sets the variables of these names. */
export interface GitHub {
  /** GITHUB_API_URL, such as https://api.github.com. */
  readonly api: string;
  /** GITHUB_REPOSITORY, `owner/name`. */
  readonly repository: string;
  /** GITHUB_TOKEN; it may write pull requests. */
  readonly token: string;
}

/** @throws {UsageError} that names every variable that is missing */
export function gitHubOf(env: Readonly<Record<string, string | undefined>>): GitHub {
  const { GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY, GITHUB_TOKEN } = env;
  const missing = Object.entries({ GITHUB_REPOSITORY, GITHUB_TOKEN }).flatMap(([name, v]) =>
    v ? [] : [name],
  );
  if (!GITHUB_REPOSITORY || !GITHUB_TOKEN)
    throw new UsageError(
      `${missing.join(' and ')} not set. GitHub Actions sets GITHUB_REPOSITORY (owner/name); give GITHUB_TOKEN a token that may write pull requests.`,
    );
  return { api, repository: GITHUB_REPOSITORY, token: GITHUB_TOKEN };
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly type: string } | null;
  readonly author_association?: string;
}
/** Who may write to the repository; GitHub's own token is a bot and belongs to nobody. */
const OWN = ['OWNER', 'MEMBER', 'COLLABORATOR'];
const PAGE = 100;
const CALL_MS = 30_000;

/**
 * Writes the comment of a pull request that begins with the marker: the first time a new one, then the same again.
 * @returns whether it was there already
 * @throws {UsageError} with GitHub's answer
 */
export async function writeComment(
  gitHub: GitHub,
  pull: number,
  marker: string,
  body: string,
): Promise<boolean> {
  const comments = `/repos/${gitHub.repository}/issues/${pull}/comments`;
  const existing = await find(gitHub, comments, marker);
  if (existing)
    await call(gitHub, 'PATCH', `/repos/${gitHub.repository}/issues/comments/${existing.id}`, { body });
  else await call(gitHub, 'POST', comments, { body });
  return existing !== undefined;
}

async function find(gitHub: GitHub, comments: string, marker: string): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const batch = (await call(gitHub, 'GET', `${comments}?per_page=${PAGE}&page=${page}`)) as Comment[];
    const found = batch.find((comment) => comment.body?.startsWith(marker) && isOurs(comment));
    if (found || batch.length < PAGE) return found;
  }
}

/** A stranger's comment that begins with the marker stays theirs: they could change our report afterwards. */
function isOurs({ user, author_association: association = '' }: Comment): boolean {
  return user?.type === 'Bot' || OWN.includes(association);
}

async function call({ api, token }: GitHub, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_MS),
  });
  const answer = await response.text();
  if (response.ok) return JSON.parse(answer);
  const hint =
    response.status === 404
      ? ' Check the repository and the number of the pull request.'
      : response.status === 401 || response.status === 403
        ? ' The token needs the permission pull-requests: write.'
        : '';
  throw new UsageError(
    `GitHub answered ${response.status} to ${method} ${path}: ${answer.slice(0, 300)}${hint}`,
  );
}
