import type { Difference, Found } from './differences';
import type { Expected, Switch } from './switches';

/** The most lines of a unified diff that are shown. */
const MOST_LINES = 60;

type Versions = Readonly<Record<string, string>>;

/** What a switch does to the packages, one line each: `cdktf 0.21.0 → cdktn 0.24.0`. Equal versions are left out. */
export function packageLines({ packages, commands, replaced }: Switch, today: Versions): string[] {
  const fresh: Versions = { ...packages, ...commands };
  const moved = Object.entries(replaced).map(([name, to]) => `${name} ${today[name]} → ${to} ${fresh[to]}`);
  const updated = Object.entries(fresh)
    .filter(([name, version]) => !Object.values(replaced).includes(name) && today[name] !== version)
    .map(([name, version]) => `${name} ${today[name] ?? 'absent'} → ${version}`);
  return [...moved, ...updated];
}

const value = (json: unknown) => (json === undefined ? 'absent' : JSON.stringify(json));
const change = ({ from, to }: Difference) => `${value(from)} → ${value(to)}`;
const indented = (lines: readonly string[]) => lines.map((line) => `\n  ${line}`).join('');

function differenceLines(found: readonly Found[], expected: readonly Expected[]): string[] {
  return found.map((one) => {
    const why = expected.find(({ at }) => at === one.at)?.why;
    return `${one.at} ${change(one)} (${one.stacks.join(', ') || 'the whole project'})${why ? `\n      ${why}` : ''}`;
  });
}

/** The synthesis in words. */
export function differencesText(found: readonly Found[], expected: readonly Expected[]): string {
  if (found.length === 0) return 'Differences from the synthesis of today: none';
  return `Differences from the synthesis of today:${indented(differenceLines(found, expected))}`;
}

/** What is wrong with the differences, and what to do; undefined if all are as expected. */
export function surprisesText(
  name: string,
  { unexpected, missing }: { readonly unexpected: readonly Found[]; readonly missing: readonly Expected[] },
): string | undefined {
  if (unexpected.length + missing.length === 0) return undefined;
  return [
    ...(unexpected.length > 0 ? [`Not expected:${indented(differenceLines(unexpected, []))}`] : []),
    ...(missing.length > 0
      ? [`Expected, but not there:${indented(missing.map((one) => `${one.at} ${change(one)}`))}`]
      : []),
    `Correct the cause. If the difference is right, run "npm run next -- ${name} --write", write its reason into ` +
      `commands/next/${name}/differences.json, and commit that file.`,
  ].join('\n');
}

/** A unified diff as it is shown: without Git's own lines, and cut if it is long. */
export function shortDiff(diff: string): string {
  const lines = diff
    .trimEnd()
    .split('\n')
    .filter((line) => !/^(diff|index) /.test(line));
  const more = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`… and ${more} more lines`] : [])].join('\n');
}

/** What a person runs after the edits are made in the project itself. */
export function installCommands({ packages, commands, replaced }: Switch): string[] {
  const install = (flag: string, versions: Versions) => {
    const exact = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
    return exact.length > 0 ? [`npm install --save-exact ${flag}${exact.join(' ')}`] : [];
  };
  const old = Object.keys(replaced);
  return [
    ...(old.length > 0 ? [`npm uninstall ${old.join(' ')}`] : []),
    ...install('', packages),
    ...install('--save-dev ', commands),
    'npm run format && npm run docs && npm run check && npm test',
  ];
}
