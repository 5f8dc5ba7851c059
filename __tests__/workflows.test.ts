import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scripts } from '../package.json';
import { commandsOf, workflowProblems } from './support/project/workflows';

const root = join(__dirname, '..', '.github');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const workflows = readdirSync(join(root, 'workflows')).sort();
const texts = workflows.map((file) => read('workflows', file));
const setup = read('actions', 'setup', 'action.yml');

test('there are workflows for checks, plan, comment, deployment and release', () => {
  expect(workflows).toEqual(['ci.yml', 'deploy.yml', 'plan.yml', 'pull-request.yml', 'release.yml']);
});

test.each(workflows)('%s is safe', (file) => expect(workflowProblems(read('workflows', file))).toEqual([]));
test('the shared setup is safe', () => expect(workflowProblems(setup, 'action')).toEqual([]));

test('every step is a command that runs on a laptop too', () => {
  const commands = [...texts, setup].flatMap(commandsOf);
  const own = /npm run (?:--silent )?([\w-]+)/;
  for (const command of commands) {
    const [, script] = own.exec(command) ?? [];
    if (script) expect(Object.keys(scripts)).toContain(script);
    else
      expect(command).toMatch(
        /^(npm ci|npm audit( signatures| --audit-level=critical)|\.ci\/run|gh release create .*|pipx install '[\w[\]=.]+'|sudo apt-get update && sudo apt-get install .*)$/,
      );
  }
  expect(commands.filter((command) => own.test(command)).length).toBeGreaterThan(4);
});

test('only the jobs that need a token get one, and only the comment may write to the pull request', () => {
  const count = (text: string, right: string) => text.split(`${right}: write`).length - 1;
  const counts = (right: string) => texts.map((text) => count(text, right));
  expect(counts('id-token')).toEqual([0, 2, 1, 1, 1]);
  expect(counts('pull-requests')).toEqual([0, 0, 0, 1, 0]);
  expect(counts('attestations')).toEqual([0, 0, 0, 0, 1]);
  expect(counts('contents')).toEqual([0, 0, 0, 0, 1]);
  const pull = texts[workflows.indexOf('pull-request.yml')];
  expect(pull).toContain('head.repo.full_name == github.repository');
});

describe('the guard finds', () => {
  const expression = '$'.concat('{{ github.head_ref }}');
  const good = read('workflows', 'deploy.yml');
  const release = read('workflows', 'release.yml');
  const pin = /actions\/checkout@[0-9a-f]{40} # v6\.0\.2/;

  test.each<[string, string, string]>([
    ['an action by tag', good.replace(pin, 'actions/checkout@v6'), 'actions/checkout@v6 is not pinned'],
    ['a commit without its version', good.replace(' # v6.0.2', ''), 'is not pinned'],
    ['a short commit', good.replace(pin, 'actions/checkout@de0fac2 # v6.0.2'), 'is not pinned'],
    ['no permissions at the top', good.replace('permissions: {}', ''), 'it has not "permissions: {}"'],
    [
      'a job without permissions',
      good.replace(/ {4}permissions:\n {6}contents: read\n {6}id-token: write\n {4}steps/, '    steps'),
      'the job deploy does not say its permissions',
    ],
    [
      'an unneeded permission',
      good.replace(/id-token: write\n {4}steps/, 'contents: write\n    steps'),
      'may write contents',
    ],
    ['a job without a timeout', good.replace(/ {4}timeout.*\n/, ''), 'the job deploy has no timeout'],
    ['a stored secret', `${good}          K: \${{ secrets.AWS_KEY }}\n`, 'it uses a stored secret'],
    ['an expression in a command', good.replace('"$ENVIRONMENT"', expression), 'has an expression in it'],
    [
      'an expression in a longer command',
      good.replace(/run: (exec npm run deploy.*)/, `run: |\n          true\n          echo ${expression}`),
      'has an expression in it',
    ],
    [
      'a checkout that keeps the token',
      good.replace('persist-credentials: false', 'fetch-depth: 1'),
      'keeps the token',
    ],
    ['untrusted code', good.replace('workflow_dispatch', 'pull_request_target'), 'runs untrusted code'],
    ['no jobs', good.replace('jobs:', 'tasks:'), 'it has no jobs'],
    [
      'release permissions in a job that runs our code',
      release.replace(/ {4}steps:\n {6}- uses: actions\/download/, '    steps:\n      - run: npm ci\n$&'),
      'the job attest may write attestations',
    ],
    [
      'release permissions in a job that checks out the code',
      release.replace(/contents: read\n {4}steps/, 'contents: write\n    steps'),
      'the job build may write contents',
    ],
    [
      'two permissions in one job',
      release.replace('contents: write', 'contents: write\n      id-token: write'),
      'may write contents and id-token: split it',
    ],
  ])('%s', (_, text, problem) => {
    expect([good, release]).not.toContain(text);
    expect(workflowProblems(text).join('\n')).toContain(problem);
  });
});
