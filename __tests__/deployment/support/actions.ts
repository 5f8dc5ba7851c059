import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './terraform';

/** A call to AWS, as it is on the wire. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly target: string;
  /** Signature version 4: its scope names the service. */
  readonly authorization: string;
  readonly body: string;
}

/** IAM's names of services that sign under another one. */
const services: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** Services whose operation is in method and path: the first pattern that fits. */
const paths: Readonly<Record<string, readonly (readonly [pattern: RegExp, action: string])[]>> = {
  s3: [
    // Listing is also how one asks whether a bucket is there.
    [/^(GET|HEAD) \/[^/?]+\/?(\?|$)/, 'ListBucket'],
    [/^(GET|HEAD) /, 'GetObject'],
    [/^PUT /, 'PutObject'],
    [/^DELETE /, 'DeleteObject'],
  ],
  lambda: [
    [/^GET .*\/versions/, 'ListVersionsByFunction'],
    [/^GET .*\/code-signing-config/, 'GetFunctionCodeSigningConfig'],
    [/^GET .*\/policy/, 'GetPolicy'],
    [/^POST .*\/policy/, 'AddPermission'],
    [/^DELETE .*\/policy/, 'RemovePermission'],
    [/^GET .*\/event-invoke-config/, 'GetFunctionEventInvokeConfig'],
    [/^PUT .*\/event-invoke-config/, 'PutFunctionEventInvokeConfig'],
    [/^DELETE .*\/event-invoke-config/, 'DeleteFunctionEventInvokeConfig'],
    [/^GET .*\/functions\/[^/]+\/configuration/, 'GetFunctionConfiguration'],
    [/^GET .*\/functions\/[^/]+\/?$/, 'GetFunction'],
    [/^POST .*\/functions\/?$/, 'CreateFunction'],
    [/^DELETE .*\/functions\/[^/]+/, 'DeleteFunction'],
    [/^GET .*\/tags\//, 'ListTags'],
    [/^POST .*\/tags\//, 'TagResource'],
    [/^DELETE .*\/tags\//, 'UntagResource'],
  ],
  route53: [
    [/^GET .*\/tags\/healthcheck\//, 'ListTagsForResource'],
    [/^POST .*\/tags\/healthcheck\//, 'ChangeTagsForResource'],
    [/^POST .*\/healthcheck\/?$/, 'CreateHealthCheck'],
    [/^GET .*\/healthcheck\//, 'GetHealthCheck'],
    [/^POST .*\/healthcheck\//, 'UpdateHealthCheck'],
    [/^DELETE .*\/healthcheck\//, 'DeleteHealthCheck'],
  ],
};

/**
 * What a call requires from IAM, such as `sns:CreateTopic`.
 * @throws {Error} if it is not known
 */
export function actionOf({ method, path, target, authorization, body }: Call): string {
  const [, signed = ''] = /Credential=[^/]*\/[^/]*\/[^/]*\/([^/]+)\//.exec(authorization) ?? [];
  const service = services[signed] ?? signed;
  const [, operation] =
    /\.(\w+)$/.exec(target) ?? /\/operation\/(\w+)/.exec(path) ?? /(?:^|&)Action=(\w+)/.exec(body) ?? [];
  const call = `${method} ${path.replace(/\?.*$/s, service === 's3' ? '?' : '')}`;
  const named = operation ?? paths[service]?.find(([pattern]) => pattern.test(call))?.[1];
  if (!named) throw new Error(`It is not known what ${call} of ${service} requires from IAM.`);
  return `${service}:${named}`;
}

/** The actions that docs/github.md allows the deploying role. */
export function documentedActions(): string[] {
  const text = readFileSync(join(root, 'docs', 'github.md'), 'utf8');
  const [, json = ''] = /\*\*The deploying role\*\*[\s\S]*?```json\n([\s\S]*?)```/.exec(text) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: readonly { Action: string | readonly string[] }[] };
  return Statement.flatMap(({ Action }) => Action).sort();
}
