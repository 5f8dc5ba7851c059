import { type Effect, effects, everything, type FaultCase } from '../case';
import { asVariablesSay, onCall, onFirstConnection, onLink, onServer, refusing, together } from '../causes';
import { planted } from '../planted';
import type { System } from '../systems';

const refused = (...systems: System[]) =>
  together(...systems.map((system) => onLink(system, { is: 'refused' })));
const silent = (...systems: System[]) =>
  together(...systems.map((system) => onLink(system, { is: 'silent' })));
const nothing: Effect = { up: undefined, published: [], later: ['counts'] };

const combinations: readonly FaultCase[] = [
  {
    fault: 'Postgres and CloudWatch refuse the connection',
    service: 'neon',
    breaks: refused('postgres', 'cloudwatch'),
    sees: 'NetworkError',
    says: /Postgres at \{postgres\}: the connection was refused/,
    failedCalls: 3,
    effect: { up: 0, published: [], later: ['heartbeat', 'counts'] },
  },
  {
    fault: 'Postgres and DynamoDB refuse the connection',
    service: 'neon',
    breaks: refused('postgres', 'dynamodb'),
    sees: 'NetworkError',
    says: /Postgres at \{postgres\}: the connection was refused/,
    failedCalls: 3,
    effect: effects.notVisited,
  },
  {
    fault: 'Postgres, DynamoDB and CloudWatch refuse the connection',
    service: 'neon',
    breaks: refused('postgres', 'dynamodb', 'cloudwatch'),
    sees: 'NetworkError',
    says: /Postgres at \{postgres\}: the connection was refused/,
    failedCalls: 5,
    effect: { up: 0, published: [], later: ['heartbeat', 'counts'] },
  },
  {
    fault: 'Redis refuses the token, and SSM, asked for a newer one, denies',
    service: 'upstash',
    breaks: together(
      onServer(
        ({ redis: { admin } }) => admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>another'),
        ({ redis: { admin } }) => admin.call('ACL', 'SETUSER', 'default', 'resetpass', `>${planted.token}`),
      ),
      refusing('GetParameters', 'AccessDeniedException'),
    ),
    sees: 'AuthenticationError',
    says: /rejected the token/,
    failedCalls: 2,
    effect: effects.notVisited,
  },
  {
    fault: 'DynamoDB and CloudWatch refuse the connection',
    service: 'upstash',
    breaks: refused('dynamodb', 'cloudwatch'),
    sees: 'AwsError',
    says: /PutMetricData failed/,
    failedCalls: 4,
    effect: { up: 1, published: [], later: ['heartbeat', 'gauges', 'counts'] },
  },
  {
    fault: 'DynamoDB and CloudWatch refuse the connection, two runs long',
    service: 'upstash',
    runs: 2,
    breaks: refused('dynamodb', 'cloudwatch'),
    sees: 'AwsError',
    says: /PutMetricData failed/,
    failedCalls: 4,
    effect: { up: 1, published: [], later: ['heartbeat', 'gauges', 'counts'] },
  },
  {
    fault: 'DynamoDB cannot be written, and CloudWatch throttles',
    service: 'upstash',
    breaks: together(
      refusing('PutItem', 'AccessDeniedException'),
      refusing('PutMetricData', 'ThrottlingException'),
    ),
    sees: 'AwsError',
    says: /PutMetricData failed/,
    failedCalls: 3,
    effect: { up: 1, published: [], later: everything },
  },
  {
    fault: 'CloudWatch refuses the connection, two runs long',
    service: 'upstash',
    runs: 2,
    breaks: refused('cloudwatch'),
    sees: 'AwsError',
    says: /PutMetricData failed/,
    failedCalls: 2,
    effect: effects.undelivered,
  },
  {
    fault: 'Redis refuses the connection, two runs long',
    service: 'upstash',
    runs: 2,
    breaks: refused('redis'),
    sees: 'NetworkError',
    says: /the connection was refused/,
    failedCalls: 1,
    effect: effects.notVisited,
  },
  {
    fault: 'The Neon API and Postgres accept and never answer',
    service: 'neon',
    breaks: silent('neonApi', 'postgres'),
    sees: 'NetworkError',
    says: /Postgres at \{postgres\}: no answer in time/,
    failedCalls: 2,
    effect: effects.notVisited,
  },
  {
    fault: 'Nothing answers: DynamoDB, Neon API, Postgres, CloudWatch',
    service: 'neon',
    breaks: silent('dynamodb', 'neonApi', 'postgres', 'cloudwatch'),
    sees: 'NetworkError',
    says: /Postgres at \{postgres\}: no answer in time/,
    failedCalls: 6,
    effect: { up: 0, published: [], later: ['heartbeat', 'counts'] },
  },
  {
    fault: 'Nothing answers, and the function starts cold: SSM, DynamoDB, CloudWatch',
    service: 'neon',
    cold: true,
    breaks: silent('ssm', 'dynamodb', 'cloudwatch'),
    sees: 'AwsError',
    says: /SSM GetParameters failed \(no answer within … ms\)/,
    failedCalls: 6,
    effect: { up: 0, published: [], later: ['heartbeat', 'counts'] },
  },
  {
    fault: 'No certificate is trusted: SSM, DynamoDB, CloudWatch',
    service: 'upstash',
    tls: true,
    breaks: asVariablesSay,
    variables: () => ({ NODE_EXTRA_CA_CERTS: '' }),
    sees: 'AwsError',
    says: /SSM GetParameters failed, no trusted TLS connection .*NODE_EXTRA_CA_CERTS/,
    failedCalls: 3,
    effect: nothing,
  },
  {
    fault: 'DynamoDB answers 200 with nothing, as if there had been no run before',
    service: 'upstash',
    breaks: onCall('GetItem', (response) => response.end()),
    sees: 'success',
    says: /another run of this collector was faster/,
    failedCalls: 0,
    effect: nothing,
  },
  {
    fault: 'DynamoDB saves, and its answer is lost',
    service: 'upstash',
    breaks: onCall(
      'PutItem',
      (response, { aws }, { input: { Item: item } }) => {
        const saved = item as { target: { S: string } };
        aws.items.set(saved.target.S, saved);
        response.destroy();
      },
      1,
    ),
    sees: 'success',
    says: /AwsError: DynamoDB PutItem failed/,
    failedCalls: 1,
    effect: effects.none,
  },
].map((fault) => ({ system: 'two', ...fault }) as FaultCase);

/** Systems whose first connection of a run is reset, and the second is not. */
const healing: readonly FaultCase[] = (
  [
    ['postgres', 'neon'],
    ['neonApi', 'neon'],
    ['redis', 'upstash'],
    ['ssm', 'upstash'],
    ['dynamodb', 'upstash'],
    ['cloudwatch', 'upstash'],
  ] as const
).map(([system, service]) => ({
  system,
  fault: 'resets the first connection, not the second',
  service,
  ...(system === 'ssm' && { cold: true }),
  breaks: onFirstConnection(system, { is: 'resets', after: 0 }),
  sees: 'success',
  says: /closed before an answer|ECONNRESET/,
  failedCalls: 1,
  effect: effects.none,
  ...(system === 'cloudwatch' && { answerLost: true }),
}));

export const twoAtOnce: readonly FaultCase[] = [...healing, ...combinations];
