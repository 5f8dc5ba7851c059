import { createServer, type Server } from 'node:http';
import { type GitHub, gitHubOf, writeComment } from '../../reports/github';
import { listen } from '../support/servers/listen';

/** The comments of one pull request, with GitHub's paging. */
class FakeGitHub {
  readonly comments: { id: number; body: string; user?: object; author_association?: string }[] = [];
  readonly calls: string[] = [];
  status = 200;
  private readonly server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    this.calls.push(`${request.method} ${url.pathname}`);
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const good = request.headers.authorization === 'Bearer token-1';
      response.writeHead(good ? this.status : 401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          good && this.status === 200 ? this.answer(request.method, url, text) : { message: 'no' },
        ),
      );
    });
  });

  private answer(method: string | undefined, url: URL, text: string): unknown {
    if (method === 'GET') {
      const size = Number(url.searchParams.get('per_page'));
      const from = (Number(url.searchParams.get('page')) - 1) * size;
      return this.comments.slice(from, from + size);
    }
    const { body } = JSON.parse(text) as { body: string };
    const id = Number(url.pathname.split('/').at(-1));
    const existing = this.comments.find((comment) => comment.id === id);
    if (method === 'PATCH' && existing) existing.body = body;
    else this.comments.push({ id: this.comments.length + 1, body, user: { type: 'Bot' } });
    return {};
  }

  async start(): Promise<GitHub> {
    const port = await listen(this.server);
    return { api: `http://127.0.0.1:${port}`, repository: 'o/r', token: 'token-1' };
  }
  stop = () => new Promise((resolve) => this.server.close(resolve));
}

describe('the comment of a pull request', () => {
  let fake: FakeGitHub;
  let gitHub: GitHub;
  beforeEach(async () => {
    fake = new FakeGitHub();
    gitHub = await fake.start();
  });
  afterEach(() => fake.stop());

  test('is created once and then updated in place, however many other comments there are', async () => {
    for (let id = 1; id <= 100; id++) fake.comments.push({ id, body: `other ${id}, no <!-- m -->` });
    await expect(writeComment(gitHub, 7, '<!-- m -->', '<!-- m -->\none')).resolves.toBe(false);
    await expect(writeComment(gitHub, 7, '<!-- m -->', '<!-- m -->\ntwo')).resolves.toBe(true);
    expect(fake.comments).toHaveLength(101);
    expect(fake.comments[100]?.body).toBe('<!-- m -->\ntwo');
    expect(fake.calls.slice(-1)).toEqual(['PATCH /repos/o/r/issues/comments/101']);
  });

  test.each([
    ['a stranger', { user: { type: 'User' }, author_association: 'NONE' }, false],
    ['an occasional contributor', { user: { type: 'User' }, author_association: 'CONTRIBUTOR' }, false],
    ['somebody who is gone', { user: null }, false],
    ['a maintainer at a laptop', { user: { type: 'User' }, author_association: 'MEMBER' }, true],
  ])('with the marker, from %s: recognized as ours: %s', async (_, author, ours) => {
    fake.comments.push({ id: 1, body: '<!-- m -->\nmine', ...author } as (typeof fake.comments)[0]);
    await expect(writeComment(gitHub, 7, '<!-- m -->', '<!-- m -->\nthe report')).resolves.toBe(ours);
    expect(fake.comments.map(({ body }) => body)).toEqual(
      ours ? ['<!-- m -->\nthe report'] : ['<!-- m -->\nmine', '<!-- m -->\nthe report'],
    );
  });

  test.each([
    [403, 'The token needs the permission pull-requests: write.'],
    [404, 'Check the repository and the number of the pull request.'],
    [500, 'GitHub answered 500 to GET'],
  ])('a response %d says what to do, without the token', async (status, message) => {
    fake.status = status;
    const writing = writeComment(gitHub, 7, 'm', 'm');
    await expect(writing).rejects.toThrow(message);
    await expect(writing).rejects.not.toThrow('token-1');
  });

  test('a wrong token is refused', async () => {
    await expect(writeComment({ ...gitHub, token: 'x' }, 7, 'm', 'm')).rejects.toThrow('401');
  });
});

test('everything that is not set is named', () => {
  expect(() => gitHubOf({})).toThrow('GITHUB_REPOSITORY and GITHUB_TOKEN not set');
  expect(() => gitHubOf({ GITHUB_TOKEN: 't' })).toThrow('GITHUB_REPOSITORY not set');
  for (const unset of [{}, { GITHUB_API_URL: '' }])
    expect(gitHubOf({ GITHUB_TOKEN: 't', GITHUB_REPOSITORY: 'o/r', ...unset }).api).toBe(
      'https://api.github.com',
    );
});
