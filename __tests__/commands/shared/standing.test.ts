import { lockIn, resourcesIn, standingWords, stateOf, taintedIn } from '../../../commands/shared/standing';

const broken = (step: string, output: string, completed = false) => ({ step, output, completed });
const free = { lock: undefined, tainted: [] };
const words = (
  ...[one, standing = free]: [ReturnType<typeof broken>, (typeof free | Parameters<typeof standingWords>[1])?]
) => standingWords(one, standing, 'cdktf.out/stacks/production');

const begun = '\u001b[1maws_sns_topic.a: Creating...\u001b[0m\naws_sns_topic.b: Creating...\n';
const done = `${begun}aws_sns_topic.a: Creation complete after 1s [id=a]\n`;

test.each([
  ['a plan', broken('plan', 'Refreshing…'), 'Nothing was changed.\nThe state is not locked.'],
  [
    'an apply that asked',
    broken('apply', 'Enter a value:'),
    'Nothing was changed.\nThe state is not locked.',
  ],
  [
    'an apply in its middle',
    broken('apply', done),
    'It is partly done: 1 change is in place. 1 change is begun: whether AWS made all of it is not known.',
  ],
  [
    'an apply that had ended',
    broken('apply', done, true),
    'terraform apply had come to its end: everything is done.',
  ],
  ['an apply without changes', broken('apply', 'No changes.', true), 'terraform apply had come to its end.'],
])('%s says how far it came', (_, one, said) => expect(words(one)).toContain(said));

test('a lock that is left is named with the command that releases it', () => {
  const text = words(broken('apply', done), {
    lock: { id: '8a1f', who: 'ann@laptop', since: '2026-01-02' },
    tainted: ['aws_sns_topic.b'],
  });
  expect(text).toContain('The state is locked by ann@laptop since 2026-01-02.');
  expect(text).toContain("  terraform -chdir='cdktf.out/stacks/production' force-unlock 8a1f");
  expect(text).toContain('the next run replaces them: aws_sns_topic.b.');
  expect(standingWords(broken('apply', ''), undefined, 'x')).toContain('could not be found out');
});

test('the lock is read from what Terraform says of it', () => {
  expect(
    lockIn(
      '│ Error: Error acquiring the state lock\n│ Lock Info:\n│   ID:        0b9c\n│   Who:       a@b\n',
    ),
  ).toEqual({
    id: '0b9c',
    who: 'a@b',
    since: 'unknown',
  });
  expect(lockIn('No such resource instance')).toBeUndefined();
});

test('a state tells its resources, and which of them are tainted', () => {
  const state = stateOf(
    JSON.stringify({
      lineage: 'l',
      resources: [
        { mode: 'data', type: 'aws_caller_identity', name: 'c', instances: [{ attributes: { id: '1' } }] },
        {
          mode: 'managed',
          type: 'aws_sns_topic',
          name: 'a',
          instances: [
            { status: 'tainted', attributes: { id: 'a' } },
            { index_key: 'k', status: 'tainted', attributes: { id: 'b' } },
            { index_key: 0, attributes: { id: 'c' } },
          ],
        },
      ],
    }),
  );
  expect(taintedIn(state ?? {})).toEqual(['aws_sns_topic.a', 'aws_sns_topic.a["k"]']);
  expect(resourcesIn(state ?? {})).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  for (const none of ['', '{', '{}', '[]', '{"resources":[]}']) expect(stateOf(none)).toBeUndefined();
});
