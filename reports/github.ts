import * as v from 'valibot';
import { urlOf } from '../model/aws/url';
import { UsageError } from '../model/usage-error';
import { type Env, variableOf } from '../model/variables';
import { printable } from './markdown';

/** Where and as whom comments are written. GitHub Actions sets the variables of these names. */
export interface GitHub {
  /** GITHUB_API_URL, such as https://api.github.com. */
  readonly api: string;
  /** GITHUB_REPOSITORY, `owner/name`. */
  readonly repository: string;
  /** GITHUB_TOKEN; it may write pull requests. */
  readonly token: string;
}

/** @throws {UsageError} that names every variable that is missing or malformed */
export function gitHubOf(env: Env): GitHub {
  const api = variableOf(env, 'GITHUB_API_URL') ?? 'https://api.github.com';
  const GITHUB_REPOSITORY = variableOf(env, 'GITHUB_REPOSITORY');
  const GITHUB_TOKEN = variableOf(env, 'GITHUB_TOKEN');
  const missing = Object.entries({ GITHUB_REPOSITORY, GITHUB_TOKEN }).flatMap(([name, v]) =>
    v ? [] : [name],
  );
  if (!GITHUB_REPOSITORY || !GITHUB_TOKEN)
    throw new UsageError(
      `${missing.join(' and ')} not set. GitHub Actions sets GITHUB_REPOSITORY (owner/name); give GITHUB_TOKEN a token that may write pull requests.`,
    );
  // The characters of a bearer token (RFC 6750). With any others, fetch would throw an error that quotes the token.
  if (!/^[\w.~+/=-]+$/.test(GITHUB_TOKEN))
    throw new UsageError(
      'GITHUB_TOKEN contains spaces, line breaks or characters that no token has: copy it again.',
    );
  if (!urlOf(api)) throw new UsageError('GITHUB_API_URL is not a URL, such as https://api.github.com.');
  return { api, repository: GITHUB_REPOSITORY, token: GITHUB_TOKEN };
}

/** A comment as GitHub lists it, as far as it matters here. */
const comment = v.object({
  id: v.pipe(v.number(), v.safeInteger()),
  body: v.nullish(v.string()),
  user: v.nullish(v.object({ type: v.string() })),
  author_association: v.optional(v.string()),
});
type Comment = v.InferOutput<typeof comment>;
/** The associations of people who may write to the repository. (GitHub's own token belongs to a bot, which has none.) */
const OWN = ['OWNER', 'MEMBER', 'COLLABORATOR'];
const PAGE = 100;
/** More pages than any pull request has, so that a server whose list never ends is not asked forever. */
const MOST_PAGES = 25;
const CALL_MS = 30_000;
const LONGEST_ANSWER = 300;

/**
 * Writes the comment of a pull request that begins with the marker: creates it, or updates it if it exists.
 * @returns whether it existed
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
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `${comments}?per_page=${PAGE}&page=${page}`;
    const read = v.safeParse(v.array(comment), await call(gitHub, 'GET', path));
    if (!read.success)
      throw new UsageError(`GitHub answered GET ${path} with something that is not a list of comments.`);
    const batch = read.output;
    const found = batch.find((one) => one.body?.startsWith(marker) && isOurs(one));
    if (found || batch.length < PAGE) return found;
  }
  return undefined;
}

/** A stranger's comment that begins with the marker is left alone: its author could change our report afterwards. */
function isOurs({ user, author_association: association = '' }: Comment): boolean {
  return user?.type === 'Bot' || OWN.includes(association);
}

async function call({ api, token }: GitHub, method: string, path: string, body?: object): Promise<unknown> {
  const clean = (text: string) => printable(text.replaceAll(token, '***')).slice(0, LONGEST_ANSWER);
  const { response, answer } = await exchange(api, path, clean, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_MS),
  });
  if (response.ok)
    try {
      return JSON.parse(answer);
    } catch {
      throw new UsageError(
        `GitHub answered ${method} ${path} with something that is not JSON: ${clean(answer)}`,
      );
    }
  const hint =
    response.status === 404
      ? ' Check the repository and the number of the pull request.'
      : response.status === 401 || response.status === 403
        ? ' The token needs the permission pull-requests: write.'
        : '';
  throw new UsageError(`GitHub answered ${response.status} to ${method} ${path}: ${clean(answer)}${hint}`);
}

/** @throws {UsageError} if there is no answer in time */
async function exchange(api: string, path: string, clean: (text: string) => string, request: RequestInit) {
  try {
    const response = await fetch(`${api}${path}`, request);
    return { response, answer: await response.text() };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    const why = clean([message, cause?.message].filter(Boolean).join(': '));
    throw new UsageError(
      `GitHub at ${new URL(api).host} cannot be reached (${why}). Check GITHUB_API_URL and the network.`,
    );
  }
}
