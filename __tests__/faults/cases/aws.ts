import type { ServerResponse } from 'node:http';
import { refuse } from '../../support/aws/fake-aws';
import { type Effect, effects, type FaultCase } from '../case';
import { onCall, refusing } from '../causes';
import { planted } from '../planted';
import type { System } from '../systems';
import type { World } from '../world';

/** A call that a run makes, and what its failure means for the run. */
interface Call {
  readonly system: System;
  readonly operation: string;
  readonly effect: Effect;
  readonly cold?: true;
}
const calls: readonly Call[] = [
  { system: 'ssm', operation: 'GetParameters', effect: effects.notVisited, cold: true },
  { system: 'dynamodb', operation: 'GetItem', effect: effects.stateUnread },
  { system: 'dynamodb', operation: 'PutItem', effect: effects.stateUnsaved },
  { system: 'cloudwatch', operation: 'PutMetricData', effect: effects.undelivered },
];

/** What AWS, or a proxy, returns, and what the collector reports. */
interface Answer {
  readonly fault: string;
  respond(response: ServerResponse, world: World): void;
  readonly says: RegExp;
  readonly failedCalls: number;
  readonly only?: System;
}

const html = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const send =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);
const error =
  (type: string, message = 'no', status = 400) =>
  (response: ServerResponse) =>
    refuse(response, status, type, message);

const answers: readonly Answer[] = [
  {
    fault: 'throttles (ThrottlingException)',
    respond: error('ThrottlingException', 'Rate exceeded'),
    says: /ThrottlingException: Rate exceeded.*request a higher quota/,
    failedCalls: 2,
  },
  {
    fault: 'throttles (ProvisionedThroughputExceededException)',
    respond: error('ProvisionedThroughputExceededException'),
    says: /ProvisionedThroughputExceededException.*request a higher quota/,
    failedCalls: 2,
    only: 'dynamodb',
  },
  {
    fault: 'throttles (the type in a header, no body)',
    respond: send(400, '', { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/' }),
    says: /ThrottlingException.*request a higher quota/,
    failedCalls: 2,
  },
  { fault: '429, no body', respond: send(429, ''), says: /429.*request a higher quota/, failedCalls: 2 },
  {
    fault: '500 (InternalServerError)',
    respond: error('InternalServerError', 'Internal server error', 500),
    says: /InternalServerError.*tries again/,
    failedCalls: 2,
  },
  { fault: '500, no body', respond: send(500, ''), says: /500.*tries again/, failedCalls: 2 },
  { fault: '502, HTML of a proxy', respond: send(502, html), says: /502.*tries again/, failedCalls: 2 },
  {
    fault: '503 (ServiceUnavailable)',
    respond: error('ServiceUnavailable', 'Service is unavailable', 503),
    says: /ServiceUnavailable.*tries again/,
    failedCalls: 2,
  },
  {
    fault: 'denies (AccessDeniedException)',
    respond: error('AccessDeniedException', 'User: arn:aws:sts::1:assumed-role/x is not authorized'),
    says: /AccessDeniedException.*allow this call in the function's role/,
    failedCalls: 1,
  },
  {
    fault: 'denies the key of the parameters (AccessDeniedException of KMS)',
    respond: error(
      'AccessDeniedException',
      'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/2',
    ),
    says: /AccessDeniedException.*allow kms:Decrypt on the parameter's KMS key.*Parameters: \/\S+/,
    failedCalls: 1,
    only: 'ssm',
  },
  {
    fault: 'the credentials have expired (ExpiredTokenException)',
    respond: error('ExpiredTokenException', 'The security token included in the request is expired'),
    says: /ExpiredTokenException.*check the AWS credentials/,
    failedCalls: 1,
  },
  {
    fault: 'the credentials are wrong (UnrecognizedClientException)',
    respond: error('UnrecognizedClientException', 'The security token included in the request is invalid.'),
    says: /UnrecognizedClientException.*check the AWS credentials/,
    failedCalls: 1,
  },
  {
    fault: 'the signature does not match; the answer quotes what was signed',
    respond: error(
      'InvalidSignatureException',
      `The Canonical String for this request should have been 'POST\\n/\\n\\nx-amz-security-token:${planted.sessionToken}\\n'`,
    ),
    says: /InvalidSignatureException.*x-amz-security-token:\*\*\*.*check the AWS credentials/,
    failedCalls: 1,
  },
  {
    fault: 'the table does not exist (ResourceNotFoundException)',
    respond: error('ResourceNotFoundException', 'Requested resource not found'),
    says: /ResourceNotFoundException.*check that the table exists/,
    failedCalls: 1,
    only: 'dynamodb',
  },
  {
    fault: '200 with JSON that breaks off',
    respond: send(200, `{"Parameters":[{"Name":"/upstash-token","Value":"${planted.token.slice(0, 12)}`),
    says: /200.*not a response of AWS/,
    failedCalls: 1,
  },
  {
    fault: '200 with a value without its quotation marks',
    respond: send(200, `{"Parameters":[{"Value":${planted.token}}]}`),
    says: /200.*not a response of AWS/,
    failedCalls: 1,
  },
  {
    fault: '200 with HTML of a proxy',
    respond: send(200, html),
    says: /200.*not a response of AWS/,
    failedCalls: 1,
  },
];

/** Each answer to each call. */
const each: readonly FaultCase[] = answers.flatMap(({ fault, respond, says, failedCalls, only }) =>
  calls
    .filter(({ system }) => only === undefined || only === system)
    .map(({ system, operation, effect, cold }): FaultCase => {
      const succeeds = effect.up === 1 && effect.published.length > 0;
      return {
        system,
        fault: `${operation}: ${fault}`,
        service: 'upstash',
        breaks: onCall(operation, respond),
        ...(cold && { cold }),
        sees: succeeds ? 'success' : 'AwsError',
        says: succeeds ? new RegExp(`AwsError: .*${operation} failed.*${says.source}`) : says,
        failedCalls,
        effect,
      };
    }),
);

/** A fault that is over before the second attempt. */
const healing: readonly FaultCase[] = calls.map(({ system, operation, cold }) => ({
  system,
  fault: `${operation}: throttles once`,
  service: 'upstash',
  breaks: refusing(operation, 'ThrottlingException', { times: 1 }),
  ...(cold && { cold }),
  sees: 'success',
  says: /ThrottlingException/,
  failedCalls: 1,
  effect: effects.none,
}));

export const awsAnswers: readonly FaultCase[] = [...each, ...healing];
