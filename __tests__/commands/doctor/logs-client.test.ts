import { createServer, type IncomingHttpHeaders } from 'node:http';
import { failureWords } from '../../../commands/doctor/failure';
import { DescribeLogGroupsCommand, LogsClient } from '../../../commands/doctor/logs-client';
import { listen } from '../../support/servers/listen';

const GROUPS = { logGroups: [{ logGroupName: '/aws/lambda/p-x', retentionInDays: 7 }], nextToken: 'more' };

/** What the client makes of these answers, in their order, and what it has sent. */
async function asked(answers: readonly (readonly [status: number, body: string])[], attempts = 4) {
  const sent: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const [status, text] = answers[sent.length] ?? [500, ''];
    sent.push({ headers: request.headers, body });
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status).end(text);
  });
  const port = await listen(server);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'session' };
  const config = { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials };
  const client = new LogsClient(config, attempts);
  try {
    const answer = await client
      .send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/p-' }))
      .catch((error: Error) => error);
    return { answer, sent };
  } finally {
    client.destroy();
    server.close();
  }
}

test('a call is signed for logs in its region, and its answer is read', async () => {
  const { answer, sent } = await asked([[200, JSON.stringify(GROUPS)]]);
  expect(answer).toEqual(GROUPS);
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ logGroupNamePrefix: '/aws/lambda/p-' });
  expect(sent[0]?.headers).toMatchObject({
    'x-amz-target': 'Logs_20140328.DescribeLogGroups',
    'x-amz-security-token': 'session',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/logs\/aws4_request, /,
    ),
  });
});

test('a call that is throttled, or fails at AWS, is sent again', async () => {
  const { answer, sent } = await asked([
    [400, '{"__type":"ThrottlingException"}'],
    [503, 'no'],
    [0, 'a connection that is reset'],
    [200, JSON.stringify(GROUPS)],
  ]);
  expect([answer, sent.length]).toEqual([GROUPS, 4]);
});

test.each([
  [
    '{"__type":"com.amazonaws.logs#AccessDeniedException","Message":"no"}',
    3,
    /do not allow logs:DescribeLogGroups/,
  ],
  ['{"__type":"UnrecognizedClientException","message":"no"}', 3, /rejected the credentials/],
  ['{"__type":"ThrottlingException"}', 1, /throttles logs:DescribeLogGroups/],
  ['<html>', 3, /is not AWS, or it is broken/],
])('the error in %s is said in words', async (body, attempts, words) => {
  const { answer, sent } = await asked([[400, body]], attempts);
  expect(sent).toHaveLength(1);
  expect(failureWords(answer, { action: 'logs:DescribeLogGroups', region: 'eu-west-1' })).toMatch(words);
});
