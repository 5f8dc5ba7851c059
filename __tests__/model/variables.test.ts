import { storedSecrets } from '../../model/variables';

const [always, sometimes] = [
  { variable: 'A', parameter: 'a', description: 'the one that is always there' },
  { variable: 'B', parameter: 'b', description: 'the one that needs a flag', needs: 'flag' },
];

test('a secret that needs a flag is there only if the flag is true; each has its full name', () => {
  const stored = (flag: boolean | undefined) =>
    storedSecrets([always, sometimes], { flag }, (parameter) => `/p/${parameter}`);
  expect(stored(true)).toEqual([
    { ...always, name: '/p/a' },
    { ...sometimes, name: '/p/b' },
  ]);
  for (const flag of [false, undefined]) expect(stored(flag)).toEqual([{ ...always, name: '/p/a' }]);
});
