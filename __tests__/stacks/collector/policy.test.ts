import { type Access, allows, leastPrivilege, type Statement } from '../../support/aws/policy';

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/t';
const read: Access = {
  action: 'dynamodb:GetItem',
  resource: TABLE,
  context: { 'dynamodb:LeadingKeys': ['neon/production'] },
};
const publish: Access = {
  action: 'cloudwatch:PutMetricData',
  resource: '*',
  context: { 'cloudwatch:namespace': ['Neon/Monitoring'] },
};
const keys = (values: string[]) => ({
  test: 'ForAllValues:StringEquals',
  variable: 'dynamodb:LeadingKeys',
  values,
});
const reading: Statement = {
  actions: ['dynamodb:GetItem'],
  resources: [TABLE],
  condition: [keys(['neon/production'])],
};
const publishing: Statement = {
  actions: ['cloudwatch:PutMetricData'],
  resources: ['*'],
  condition: [{ test: 'StringEquals', variable: 'cloudwatch:namespace', values: ['Neon/Monitoring'] }],
};
const logging: Statement = { actions: ['logs:PutLogEvents'], resources: ['arn:aws:logs:x:y:log-group:g:*'] };
const needed = [reading, publishing, logging];
const check = (statements: Statement[], accesses = [read, publish]) =>
  leastPrivilege(statements, accesses, ['logs:PutLogEvents']);

test('a policy that grants only what is used is least privilege', () => {
  expect(check(needed)).toEqual([]);
});

test.each<[string, Statement[], Access[], string]>([
  [
    'a call that nothing allows',
    [publishing, logging],
    [read, publish],
    `dynamodb:GetItem on ${TABLE} is not allowed`,
  ],
  ['another action', needed, [read, publish, { ...read, action: 'dynamodb:Query' }], 'dynamodb:Query on'],
  ['another table', needed, [read, publish, { ...read, resource: `${TABLE}2` }], 'table/t2 is not allowed'],
  [
    'another key',
    needed,
    [read, publish, { ...read, context: { 'dynamodb:LeadingKeys': ['upstash/production'] } }],
    'is not allowed',
  ],
  [
    'another namespace',
    needed,
    [read, { ...publish, context: { 'cloudwatch:namespace': ['Other'] } }],
    'PutMetricData on * is not allowed',
  ],
  ['no namespace', needed, [read, { ...publish, context: {} }], 'PutMetricData on * is not allowed'],
  [
    'an action that nobody uses',
    [{ ...reading, actions: ['dynamodb:GetItem', 'dynamodb:DeleteItem'] }, publishing, logging],
    [read, publish],
    'dynamodb:DeleteItem is granted and never used',
  ],
  [
    'a resource that nobody uses',
    [{ ...reading, resources: [TABLE, `${TABLE}2`] }, publishing, logging],
    [read, publish],
    'table/t2 is granted and never used',
  ],
  [
    'a pattern of actions',
    [{ ...reading, actions: ['dynamodb:*'] }, publishing, logging],
    [read, publish],
    'dynamodb:* is granted and never used',
  ],
  [
    'a pattern of resources',
    [{ ...reading, resources: [TABLE.replace(/t$/, '*')] }, publishing, logging],
    [read, publish],
    'table/* is granted and never used',
  ],
  ['an unused exception', [reading, publishing], [read, publish], 'logs:PutLogEvents is not granted'],
])('%s is found', (_, statements, accesses, problem) => {
  expect(check(statements, accesses).join('\n')).toContain(problem);
});

test('patterns work as in IAM', () => {
  const may = (statement: Partial<Statement>, access: Partial<Access> = {}) =>
    allows({ ...reading, ...statement }, { ...read, ...access });
  expect(may({ actions: ['DYNAMODB:get*'] })).toBe(true);
  expect(may({ actions: ['dynamodb:GetIte?'] })).toBe(true);
  expect(may({ actions: ['dynamodb:Get'] })).toBe(false);
  expect(may({ resources: [TABLE.toUpperCase()] })).toBe(false);
  expect(may({ resources: [TABLE.replaceAll(':', '.')] })).toBe(false);
  expect(may({ condition: [keys(['a', 'neon/production'])] })).toBe(true);
  expect(may({ condition: [keys(['neon/production']), keys([])] })).toBe(false);
  // An IAM pitfall: an empty set of values matches.
  expect(may({}, { context: {} })).toBe(true);
});

test('the matcher never silently allows what it does not support', () => {
  expect(() => allows({ ...reading, effect: 'Deny' } as Statement, read)).toThrow('does not support effect');
  const odd = { ...keys([]), test: 'StringLike' };
  expect(() => allows({ ...reading, condition: [odd] }, read)).toThrow(
    'does not support the condition operator',
  );
});
