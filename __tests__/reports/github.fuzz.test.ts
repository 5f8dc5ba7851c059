import fc from 'fast-check';
import { gitHubOf, writeComment } from '../../reports/github';
import { json, secret, text } from '../support/fuzz/arbitraries';
import { fuzzRuns } from '../support/fuzz/fuzz';
import { damaged, jsonText, written } from '../support/fuzz/mutations';
import { httpScript, type OddServer, startOddServer } from '../support/servers/odd-server';

let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.stop());

const response = (status: number, body: string) =>
  Buffer.from(
    `HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
const comments = [
  { id: 1, body: '<!-- m -->\nold' },
  { id: 2, body: 'other', user: { login: 'x' } },
];
const page = fc.constant(Array.from({ length: 100 }, (_, id) => ({ id, body: 'other' })));
const body = fc.oneof(jsonText(comments), json.map(written), page.map(written), text);
const status = fc.oneof(
  { weight: 4, arbitrary: fc.constant(200) },
  fc.constantFrom(201, 204, 301, 304, 401, 403, 404, 422, 429, 500, 999),
);
const answer = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(status, body).map(([code, said]) => response(code, said)) },
  {
    weight: 2,
    arbitrary: damaged(response(200, JSON.stringify(comments)).toString('latin1')).map((bytes) =>
      Buffer.from(bytes, 'latin1'),
    ),
  },
);

/** Ends with whether the comment was there, or with an error whose message is all that a person needs. */
async function write(token: string): Promise<boolean | undefined> {
  const env = {
    GITHUB_API_URL: `http://127.0.0.1:${server.port}`,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_TOKEN: token,
  };
  try {
    return await writeComment(gitHubOf(env), 7, '<!-- m -->', '<!-- m -->\nnew');
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    if (name !== 'UsageError') throw error;
    expect(message.length).toBeLessThan(1_000);
    expect(message + stack).not.toContain(token.slice(-12));
    return undefined;
  }
}

test('whatever GitHub responds, the comment is written, or the problem is reported', () =>
  fuzzRuns(
    [answer],
    async (bytes) => {
      server.script = httpScript(bytes);
      await write('ghp_canarytoken');
    },
    8,
  ));

test('the token is never shown, even if GitHub repeats it', () =>
  fuzzRuns(
    [secret, fc.constantFrom(200, 401, 500)],
    async (token, code) => {
      server.script = httpScript(response(code, `Bad token ${token}, ${JSON.stringify({ token })}`));
      await write(token);
    },
    8,
  ));

describe('found by fuzzing', () => {
  test('a list of comments that never ends', async () => {
    server.script = httpScript(response(200, JSON.stringify(Array(100).fill({ id: 1, body: 'other' }))));
    await expect(write('ghp_canarytoken')).resolves.toBe(false);
  });

  test('a line break in the token, for which fetch would quote it', () => {
    const token = 'ghp_canary\ntoken';
    expect(() => gitHubOf({ GITHUB_REPOSITORY: 'o/r', GITHUB_TOKEN: token })).toThrow(
      /^GITHUB_TOKEN contains spaces, line breaks/,
    );
  });

  test.each(['[null]', '{}', '<html>'])('%s in place of comments', async (body) => {
    server.script = httpScript(response(200, body));
    await expect(write('ghp_canarytoken')).resolves.toBeUndefined();
  });
});
