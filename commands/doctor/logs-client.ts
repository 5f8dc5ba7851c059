import { SSMClient } from '@aws-sdk/client-ssm';
import { variableOf } from '../../model/variables';

interface Input {
  readonly logGroupNamePrefix: string;
  readonly nextToken?: string | undefined;
}
interface Answer {
  readonly logGroups?: readonly { readonly logGroupName?: string; readonly retentionInDays?: number }[];
  readonly nextToken?: string;
}

/** As the commands of the SDK, which has a package of its own for logs: one call needs no further dependency. */
export class DescribeLogGroupsCommand {
  constructor(readonly input: Input) {}
}

type Failure = Error & { readonly code?: string };
/** Errors after which a call is sent again. */
const PASSES = /^Throttl|^TooManyRequests|^ECONNRESET$|^EPIPE$|^TimeoutError$/;
/** Milliseconds before the first repetition of a call; each further one waits twice as long. */
const PAUSE_MS = 200;

/** Asks CloudWatch Logs, with the signature, the credentials and the connections of the SDK. */
export class LogsClient {
  private readonly sdk: SSMClient;

  /** @param attempts how often a call is sent that was throttled or failed at AWS */
  constructor(
    private readonly config: NonNullable<ConstructorParameters<typeof SSMClient>[0]> & {
      readonly region: string;
    },
    private readonly attempts: number,
  ) {
    this.sdk = new SSMClient(config);
  }

  /** @throws {Error} with the name of AWS's error, as the SDK throws it */
  async send({ input }: DescribeLogGroupsCommand): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const { status, text, error } = await this.answer(JSON.stringify(input));
      if (!error) return JSON.parse(text) as Answer;
      const mayPass = status >= 500 || PASSES.test(error.name) || PASSES.test(error.code ?? '');
      if (attempt >= this.attempts || !mayPass) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
    }
  }

  destroy(): void {
    this.sdk.destroy();
  }

  private async answer(body: string): Promise<{ status: number; text: string; error?: Failure }> {
    try {
      const { status, text } = await this.post(body);
      return { status, text, ...(status !== 200 && { error: errorIn(text, status) }) };
    } catch (error) {
      return { status: 0, text: '', error: error as Failure };
    }
  }

  private async post(body: string): Promise<{ readonly status: number; readonly text: string }> {
    const { region, endpoint = variableOf(process.env, 'AWS_ENDPOINT_URL') } = this.config;
    const { protocol, hostname, port, host } = new URL(
      String(endpoint ?? `https://logs.${region}.amazonaws.com`),
    );
    const scheme = { name: 'sigv4', signingName: 'logs', signingRegion: region, properties: {} };
    const signer = await this.sdk.config.signer(scheme);
    const signed = await signer.sign({
      ...{ method: 'POST', protocol, hostname, path: '/', query: {}, body },
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.DescribeLogGroups',
      },
    });
    const { response } = await this.sdk.config.requestHandler.handle(signed as never);
    const pieces: Buffer[] = [];
    for await (const piece of response.body) pieces.push(Buffer.from(piece));
    return { status: response.statusCode, text: Buffer.concat(pieces).toString() };
  }
}

/** The error in an answer: `com.amazonaws.logs#AccessDeniedException` and a message; or what is no answer of AWS. */
function errorIn(text: string, status: number): Error {
  const { __type: type, message, Message } = parsed(text);
  const name = String(type ?? (status >= 500 ? 'InternalFailure' : 'SyntaxError')).replace(/^.*#/, '');
  return Object.assign(new Error(String(message ?? Message ?? `HTTP ${status}`)), {
    ...{ name, $metadata: { httpStatusCode: status } },
  });
}
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
