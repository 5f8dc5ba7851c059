import fc from 'fast-check';
import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/neon';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { json, secret, text } from '../../support/fuzz/arbitraries';
import { fuzzRuns } from '../../support/fuzz/fuzz';
import { damaged, jsonText, mutated, written } from '../../support/fuzz/mutations';
import { ended, everything, expectSoundRun, logged } from '../../support/fuzz/runs';
import { endpointListing, laterSample, postgresSample } from '../../support/fuzz/samples';
import { httpScript, type OddServer, postgresScript, startOddServer } from '../../support/servers/odd-server';
import {
  authenticationCleartext,
  errorResponse,
  greeting,
  message,
  oneRow,
} from '../../support/servers/wire';

let aws: FakeAws;
let postgres: OddServer;
let api: OddServer;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  [postgres, api] = await Promise.all([startOddServer(), startOddServer()]);
});
afterAll(async () => {
  await Promise.all([postgres.stop(), api.stop()]);
  await aws.stop();
});

const latin = (bytes: string) => Buffer.from(bytes, 'latin1');
const damagedBytes = (good: Buffer) => damaged(good.toString('latin1')).map(latin);
const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all));

const errorFields = fc.dictionary(fc.constantFrom('S', 'V', 'C', 'M', 'D', 'H', 'P', 'L', 'x'), text);
const usual = fc.constantFrom(
  ...['42P01', '42703', '42883', '55000', '0A000', '42501', '28P01', '53300', 'XX000'].map((C) => ({
    S: 'ERROR',
    C,
    M: 'no',
  })),
);
const failure = fc.oneof(usual, errorFields).map(errorResponse);
const sample = fc.oneof(
  mutated(postgresSample).map(written),
  damaged(JSON.stringify(laterSample)),
  jsonText(JSON.parse(String(postgresSample.statements))).map((statements) =>
    written({ ...postgresSample, statements }),
  ),
  json.map(written),
);
/** Any message of the protocol where the answer should stand, with any content. */
const odd = fc
  .tuple(
    fc.constantFrom(...'123nsAIDTCESKGHWdcNRZtVvfpX'),
    fc.oneof(
      bytes,
      text.map((said) => Buffer.from(said)),
    ),
  )
  .map(([type, content]) => message(type, content));
const answer = fc.oneof(
  { weight: 5, arbitrary: sample.map(oneRow) },
  { weight: 3, arbitrary: damagedBytes(oneRow(JSON.stringify(laterSample))) },
  { weight: 2, arbitrary: failure },
  { weight: 3, arbitrary: fc.array(odd, { minLength: 1, maxLength: 3 }).map((all) => Buffer.concat(all)) },
  { weight: 1, arbitrary: bytes },
);
const hello = fc.oneof(
  { weight: 12, arbitrary: fc.constant(greeting) },
  { weight: 2, arbitrary: damagedBytes(greeting) },
  { weight: 1, arbitrary: failure },
  {
    weight: 2,
    arbitrary: fc.array(odd, { minLength: 1, maxLength: 3 }).map((all) => Buffer.concat([...all, greeting])),
  },
  { weight: 1, arbitrary: bytes },
);

const collector = (password: string, withApi: boolean) =>
  logged((log) =>
    createHandler(
      service,
      {
        ENVIRONMENT: 'test',
        ENABLE_DETAILED_MONITORING: 'true',
        STATE_TABLE: 'state',
        SLOW_QUERY_MS: '10',
        NEON_CONNECTION_STRING: `postgresql://monitor:${encodeURIComponent(password)}@127.0.0.1:${postgres.port}/neondb`,
        ...(withApi && {
          NEON_API_URL: `http://127.0.0.1:${api.port}`,
          NEON_API_KEY: password.replace(/[^\x21-\x7e]/g, ''),
          NEON_PROJECT_ID: 'quiet-sun-1',
        }),
      },
      log,
    ),
  );

test('whatever responds on the port, a run ends with a result or a known error, and reports whether the database is up', () =>
  fuzzRuns(
    [fc.array(fc.tuple(hello, answer), { minLength: 1, maxLength: 2 })],
    async (visits) => {
      aws.items.clear();
      // The second run compares with what the first one left.
      for (const [said, answered] of visits) {
        postgres.script = postgresScript(said, answered, said === greeting);
        expectSoundRun(await ended(collector('password', false), aws), aws);
      }
    },
    8,
  ));

const httpResponse = (status: number, body: string) =>
  Buffer.from(
    `HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
const status = fc.oneof(
  fc.constantFrom(100, 101, 102, 103, 200, 204, 301, 304, 401, 403, 404, 423, 429, 500, 503, 999),
  fc.nat(1000),
);
const listing = jsonText(endpointListing);
const overHttp = fc.oneof(
  { weight: 4, arbitrary: listing.map((body) => httpResponse(200, body)) },
  { weight: 3, arbitrary: fc.tuple(status, listing).map(([code, body]) => httpResponse(code, body)) },
  { weight: 3, arbitrary: damagedBytes(httpResponse(200, JSON.stringify(endpointListing))) },
  { weight: 1, arbitrary: bytes },
);

test('whatever the Neon API returns, a run ends, and the database is not reported as down', () =>
  fuzzRuns(
    [overHttp],
    async (answered) => {
      aws.items.clear();
      api.script = httpScript(answered);
      postgres.script = postgresScript(greeting, oneRow(JSON.stringify(postgresSample)));
      expectSoundRun(await ended(collector('password', true), aws), aws);
      expect(aws.values('Up')).toEqual([1]);
    },
    8,
  ));

test('servers that repeat password and key in all their texts do not get them into anything that people see', () => {
  const telling = (password: string) => {
    const spiked = {
      ...postgresSample,
      role: password,
      running: [{ pid: 1, usename: password, seconds: 5 }],
    };
    return fc.record({
      password: fc.constant(password),
      greeted: fc.constantFrom(
        greeting,
        authenticationCleartext,
        errorResponse({ S: 'FATAL', C: '28P01', M: `password authentication failed for "${password}"` }),
      ),
      answered: fc.constantFrom(
        errorResponse({ S: 'FATAL', C: 'XX000', M: `wrong: ${password}`, D: password, H: password }),
        // Statistics that cannot be read: the text becomes the reason of absent readings.
        errorResponse({ S: 'ERROR', C: '42501', M: `permission denied for schema ${password}` }),
        oneRow(JSON.stringify(spiked)),
        oneRow(JSON.stringify({ ...spiked, seesAll: false, statements: null })),
        oneRow(JSON.stringify({ ...spiked, started: password })),
        oneRow(`{"${password}`),
      ),
      listed: fc.constantFrom(
        httpResponse(200, JSON.stringify({ endpoints: [{ ...endpointListing.endpoints[0], id: password }] })),
        httpResponse(500, password),
        latin(`HTTP/1.1 ${password}\r\n\r\n`),
      ),
    });
  };
  return fuzzRuns(
    // A connection string holds whole characters only.
    [secret.map((planted) => Buffer.from(planted).toString()).chain(telling)],
    async ({ password, greeted, answered, listed }) => {
      aws.items.clear();
      postgres.script = postgresScript(greeted, answered);
      api.script = httpScript(listed);
      const run = await ended(collector(password, true), aws);
      expectSoundRun(run, aws);
      expect(everything(run, aws)).not.toContain(password.slice(-12));
    },
    16,
  );
});

describe('found by fuzzing', () => {
  const ending = async (answered: Buffer, listed?: Buffer, password = 'password') => {
    aws.items.clear();
    postgres.script = postgresScript(greeting, answered);
    if (listed) api.script = httpScript(listed);
    const run = await ended(collector(password, listed !== undefined), aws);
    expectSoundRun(run, aws);
    return run;
  };

  test.each([
    // pg would look for the end forever, and block the process.
    ['a notice without an end', message('N', 'Mhello')],
    ['an error without an end', message('E', 'Mhello\0')],
    // pg throws in the socket's event handler: the process would end.
    ['a row that is shorter than it says', message('D', '\0\x02\0\0')],
    ['an authentication that does not exist', message('R', '\0\0\0\x63')],
    ['a message of two gigabytes', latin('D\x7f\xff\xff\xff')],
  ])('%s', async (_, answered) => {
    const { error } = await ending(answered);
    expect(error).toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('is not PostgreSQL'),
    });
  });

  test('a refusal that takes patterns quadratic time', async () => {
    const started = performance.now();
    await ending(errorResponse({ S: 'FATAL', C: 'XX000', M: 'role '.repeat(200_000) }));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('an API that switches protocols: neither answer nor error, and the run would wait forever', async () => {
    const { result } = await ending(
      oneRow(JSON.stringify(postgresSample)),
      latin('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
    expect(result?.metrics.ComputeActive).toEqual({
      absent: 'the Neon API could not be queried (NetworkError)',
    });
  });

  test('a password with a quote, as the name of the role: the statements that we suggest double the quote', async () => {
    const sample = { ...postgresSample, seesAll: false, role: 'canary"password' };
    const run = await ending(oneRow(JSON.stringify(sample)), undefined, 'canary"password');
    expect(run.result?.metrics.ActiveConnections).toEqual({ absent: expect.stringContaining('TO "***"') });
  });

  test('a password in the error about unreadable statistics: it was shown as the reason for absent readings', async () => {
    const M = 'permission denied for schema canary-password';
    const run = await ending(errorResponse({ S: 'ERROR', C: '42501', M }), undefined, 'canary-password');
    expect(everything(run, aws)).not.toContain('canary-password');
  });
});
