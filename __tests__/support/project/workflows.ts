/** A job of a workflow: its name and its lines. */
interface Job {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The jobs of a workflow: the entries under `jobs:`, indented by two. Our files have no other style. */
function jobsOf(lines: readonly string[]): Job[] {
  const from = lines.indexOf('jobs:');
  if (from < 0) return [];
  const jobs: { name: string; lines: string[] }[] = [];
  for (const line of lines.slice(from + 1)) {
    const [, name] = /^ {2}([\w-]+):$/.exec(line) ?? [];
    if (name) jobs.push({ name, lines: [] });
    else jobs.at(-1)?.lines.push(line);
  }
  return jobs;
}

/** The commands of a file: the text after `run:`, and the lines of a block after `run: |`. */
export function commandsOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    const [, indent = '', command] = /^( *)(?:- )?run: (.*)$/.exec(line) ?? [];
    if (command === undefined) return [];
    if (command !== '|') return [command];
    const end = lines.findIndex(
      (other, j) => j > i && other.trim() !== '' && !other.startsWith(`${indent}  `),
    );
    return [lines.slice(i + 1, end < 0 ? lines.length : end).join('\n')];
  });
}

/** Permissions only for jobs that run no code from the repository or its dependencies. */
const releasing: readonly string[] = ['attestations', 'contents'];
/** A signature needs both. */
const ATTESTING = 'attestations and id-token';
const own = (job: readonly string[]): boolean =>
  job.some((line) => /uses: (actions\/checkout@|\.\/)|\bnpm\b/.test(line));

/**
 * Security problems of a workflow or a composite action, one sentence each.
 * @param kind a composite action has neither permissions nor jobs
 */
export function workflowProblems(text: string, kind: 'workflow' | 'action' = 'workflow'): string[] {
  const lines = text.split('\n');
  const problems: string[] = [];
  const check = (good: boolean, problem: string) => good || problems.push(problem);

  lines.forEach((line, i) => {
    const [, action = ''] = /^ *(?:- )?uses: (.*)$/.exec(line) ?? [];
    if (!action) return;
    const pinned = /^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action);
    check(pinned || action.startsWith('./.github/'), `${action} is not pinned to a commit, with its version`);
    if (action.startsWith('actions/checkout@'))
      check(
        /persist-credentials: false/.test(lines.slice(i, i + 4).join('\n')),
        'the checkout keeps the token',
      );
  });
  for (const command of commandsOf(text))
    check(!command.includes('${{'), `the command "${command}" has an expression in it: pass it in env`);
  check(!/\$\{\{[^}]*\bsecrets\b/.test(text), 'it uses a stored secret');
  check(!/\b(pull_request_target|workflow_run)\b/.test(text), 'it runs untrusted code with write access');
  if (kind === 'action') return problems;

  check(lines.includes('permissions: {}'), 'it has not "permissions: {}" at the top');
  const jobs = jobsOf(lines);
  check(jobs.length > 0, 'it has no jobs');
  for (const { name, lines: job } of jobs) {
    check(job.includes('    permissions:'), `the job ${name} does not say its permissions`);
    const calls = job.some((line) => line.startsWith('    uses: '));
    check(
      calls || job.some((line) => line.startsWith('    timeout-minutes: ')),
      `the job ${name} has no timeout`,
    );
    const writes = job.flatMap((line) => /^ {6}([\w-]+): write/.exec(line)?.[1] ?? []);
    for (const right of writes)
      check(
        ['id-token', 'pull-requests'].includes(right) || (!own(job) && releasing.includes(right)),
        `the job ${name} may write ${right}`,
      );
    const together = writes.join(' and ');
    check(writes.length < 2 || together === ATTESTING, `the job ${name} may write ${together}: split it`);
  }
  return problems;
}
