import { argumentsOf, optionProblems } from '../../../commands/shared/arguments';

const known = { from: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
const problemsOf = (...args: string[]) => optionProblems(argumentsOf(args, known).tokens, known);

test.each([
  [['a', 'b'], []],
  [['--from', 'x', '--dry-run', 'a'], []],
  [['--from'], ['--from takes a value.']],
  [['--from='], ['--from takes a value.']],
  [['--dry-run=yes'], ['--dry-run takes no value.']],
  [['--from', 'x', '--from', 'y'], ['--from is given more than once: give it once.']],
  [['--dry-run', '--dry-run'], []],
  [['--form', 'x'], ['There is no option --form.']],
  [['--constructor'], ['There is no option --constructor.']],
  [
    ['-x', '--from'],
    ['There is no option -x.', '--from takes a value.'],
  ],
])('%j', (args, problems) => {
  expect(problemsOf(...args)).toEqual(problems);
});

test('what is said of an option that does not exist is up to the command', () => {
  const { tokens } = argumentsOf(['--password'], known);
  expect(optionProblems(tokens, known, ({ name }) => `${name.length} letters`)).toEqual(['8 letters']);
});
