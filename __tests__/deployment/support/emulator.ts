/** The content of the emulator, beyond Terraform's calls. */
export class Emulator {
  constructor(readonly url: string) {}

  /** An unsigned call; the emulator only looks at the service. */
  async ask(service: string, path: string, init: RequestInit = {}, region = 'us-east-1'): Promise<Response> {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request`;
    return fetch(this.url + path, { ...init, headers: { authorization, ...init.headers } });
  }

  /** A function in AWS's terms. */
  async lambda(
    name: string,
  ): Promise<{ CodeSha256: string; Environment: { Variables: Record<string, string> } }> {
    const answer = await this.ask('lambda', `/2015-03-31/functions/${name}/configuration`);
    return (await answer.json()) as never;
  }

  /** The targets of a rule of EventBridge. @throws {Error} if there is no such rule */
  async targets(rule: string): Promise<readonly Target[]> {
    const [, path, init] = json('events', 'AWSEvents.ListTargetsByRule');
    const answer = await this.ask('events', path, { ...init, body: JSON.stringify({ Rule: rule }) });
    if (!answer.ok) throw new Error(`events responded with ${answer.status} for the rule ${rule}`);
    return ((await answer.json()) as { readonly Targets: readonly Target[] }).Targets;
  }

  async object(bucket: string, key: string): Promise<string | undefined> {
    const answer = await this.ask('s3', `/${bucket}/${key}`);
    return answer.ok ? answer.text() : undefined;
  }

  async put(bucket: string, key: string, body: string): Promise<void> {
    await this.ask('s3', `/${bucket}/${key}`, { method: 'PUT', body });
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.ask('s3', `/${bucket}/${key}`, { method: 'DELETE' });
  }

  /** The names of everything that an environment has created in a region, by service. */
  async inventory(region?: string): Promise<string[]> {
    const found = await Promise.all(
      listings.map(async ([service, path, init]) => {
        const answer = await this.ask(service, path, init, region);
        if (!answer.ok) throw new Error(`${service} responded with ${answer.status} to a listing`);
        const names =
          (await answer.text()).match(/\b(macro-ai-)?(feature|staging|production)[-_][\w-]+/g) ?? [];
        return names.map((name) => `${service}: ${name}`);
      }),
    );
    return [...new Set(found.flat())].sort();
  }
}

/** What a rule of EventBridge calls, and with what. */
export interface Target {
  readonly Arn: string;
  /** What it always gets, in place of the event. */
  readonly Input?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

type Listing = readonly [service: string, path: string, init: RequestInit];
const query = (service: string, action: string, version: string): Listing => [
  service,
  '/',
  { method: 'POST', body: new URLSearchParams({ Action: action, Version: version }) },
];
const json = (service: string, target: string): Listing => [
  service,
  '/',
  {
    method: 'POST',
    body: '{}',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
  },
];
/** One listing per kind of resource in a stack. */
const listings: readonly Listing[] = [
  ['lambda', '/2015-03-31/functions/', {}],
  query('monitoring', 'DescribeAlarms', '2010-08-01'),
  query('monitoring', 'ListDashboards', '2010-08-01'),
  query('iam', 'ListRoles', '2010-05-08'),
  query('sns', 'ListTopics', '2010-03-31'),
  query('sns', 'ListSubscriptions', '2010-03-31'),
  json('logs', 'Logs_20140328.DescribeLogGroups'),
  json('events', 'AWSEvents.ListRules'),
  json('dynamodb', 'DynamoDB_20120810.ListTables'),
];
