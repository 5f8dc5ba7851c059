import {
  differencesOf,
  expectationOf,
  mostChanged,
  type Output,
  surprises,
} from '../../../commands/next/differences';

const output = (files: Readonly<Record<string, unknown>>): Output =>
  new Map(
    Object.entries(files).map(([file, content]) => [
      file,
      Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    ]),
  );
const stack = (name: string, content: unknown) => ({ [`stacks/${name}/cdk.tf.json`]: content });
const lambda = (name: string, runtime: string) => ({
  resource: { aws_lambda_function: { [name]: { runtime } } },
});

test('the same difference is one, whatever stacks and resources are called', () => {
  const [before, after] = ['22', '24'].map((runtime) =>
    output({
      ...stack('staging', lambda('a', runtime)),
      ...stack('production', {
        resource: { aws_lambda_function: { a: { runtime }, b: { runtime } } },
        terraform: { backend: 's3' },
      }),
    }),
  );
  expect(differencesOf(before as Output, after as Output)).toEqual([
    {
      at: 'cdk.tf.json: resource.aws_lambda_function.*.runtime',
      from: '22',
      to: '24',
      stacks: ['production', 'staging'],
    },
  ]);
});

test.each<[string, unknown, unknown, object]>([
  [
    'a key that is new',
    { terraform: {} },
    { terraform: { x: 1 } },
    { at: 'terraform.x', from: undefined, to: 1 },
  ],
  ['a key that is gone', { data: { t: { n: {} } } }, { data: { t: {} } }, { at: 'data.t.*', from: {} }],
  ['an item of a list', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, { at: 'a.*.b', from: 2, to: 3 }],
  ['a list of another length', { a: [1] }, { a: [1, 2] }, { at: 'a', from: [1], to: [1, 2] }],
  ['a list in place of an object', { a: [] }, { a: {} }, { at: 'a', from: [], to: {} }],
  ['null in place of nothing', {}, { a: null }, { at: 'a', to: null }],
  ['an output', { output: { x: 1 } }, { output: { x: 2 } }, { at: 'output.*', from: 1, to: 2 }],
])('%s', (_, from, to, difference) => {
  const found = differencesOf(output(stack('s', from)), output(stack('s', to)));
  const { at, ...values } = difference as { at: string };
  expect(found).toEqual([{ at: `cdk.tf.json: ${at}`, ...values, stacks: ['s'] }]);
});

test('white space and the order of keys are no difference', () => {
  const [a, b] = [{ x: 1, y: [] }, '{ "y": [\n ], "x": 1 }'];
  expect(differencesOf(output({ 'manifest.json': a }), output({ 'manifest.json': b }))).toEqual([]);
});

test('files are compared too; the hashes in their paths are left out', () => {
  const path = (stack: string, hash: string) => `stacks/${stack}/assets/body_1/${hash}/template.json`;
  const before = output({
    [path('a', '1')]: '{}',
    [path('b', '1')]: 'one',
    'manifest.json': '{"version":"1"}',
  });
  const after = output({
    [path('a', '2')]: '{}',
    [path('b', '1')]: 'two',
    'manifest.json': '{"version":"2"}',
  });
  expect(differencesOf(before, after)).toEqual([
    { at: 'manifest.json: version', from: '1', to: '2', stacks: [] },
    { at: 'assets/*/template.json', from: 'a file', stacks: ['a'] },
    { at: 'assets/*/template.json', to: 'a file', stacks: ['a'] },
    { at: 'assets/*/template.json', from: 'a file', to: 'another content', stacks: ['b'] },
  ]);
});

const found = { at: 'a', from: 1, to: 2, stacks: ['feature', 'staging'] };

test('a stack with most differences is shown', () => {
  expect(mostChanged([{ ...found, stacks: [] }])).toBeUndefined();
  expect(mostChanged([found, { ...found, at: 'b', stacks: ['feature'] }])).toBe('feature');
  expect(mostChanged([found])).toBe('staging');
});

test('what is found must be what is expected, with the same values', () => {
  const expected = { at: 'a', from: 1, to: 2, why: 'it is right' };
  expect(surprises([found], [expected])).toEqual({ unexpected: [], missing: [] });
  expect(surprises([], [expected])).toEqual({ unexpected: [], missing: [expected] });
  const other = { ...found, to: 3 };
  expect(surprises([other], [expected])).toEqual({ unexpected: [other], missing: [expected] });
  expect(surprises([{ ...found, to: undefined }], [{ at: 'a', from: 1, why: '' }]).unexpected).toEqual([]);
});

test('a recorded expectation keeps the reasons that are known, and has none for what is new', () => {
  const known = [{ at: 'a', from: 0, to: 1, why: 'it is right' }];
  expect(expectationOf([found, { ...found, at: 'b' }], known)).toEqual([
    { at: 'a', from: 1, to: 2, why: 'it is right' },
    { at: 'b', from: 1, to: 2, why: '' },
  ]);
});
