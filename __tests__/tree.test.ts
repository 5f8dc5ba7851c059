import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
const MOST_FILES = 14;
const MOST_LINES = 300;

interface Source {
  readonly path: string;
  readonly lines: number;
}

/** The project's own source files, tests included. */
function sources(): Source[] {
  const listed = execFileSync('git', ['ls-files', '-z', '*.ts', '*.mjs'], { cwd: root, encoding: 'utf8' });
  return (
    listed
      .split('\0')
      // A deleted file stays listed until the deletion is committed.
      .filter((path) => path && existsSync(join(root, path)))
      .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
  );
}

/** Folders of production code with too many files, and files with too many lines. */
function oversized(files: readonly Source[]): string[] {
  const production = files.map(({ path }) => path).filter((path) => !path.startsWith('__tests__/'));
  const folders = [...new Set(production.map((path) => dirname(path)))].filter((folder) => folder !== '.');
  return [
    ...folders
      .map((folder) => [folder, production.filter((path) => dirname(path) === folder).length] as const)
      .flatMap(([folder, n]) => (n > MOST_FILES ? [`${folder} has ${n} files: at most ${MOST_FILES}`] : [])),
    ...files.flatMap(({ path, lines }) =>
      lines > MOST_LINES ? [`${path} has ${lines} lines: at most ${MOST_LINES}`] : [],
    ),
  ];
}

test('no folder and no file is too large to read at once', () => {
  expect(oversized(sources())).toEqual([]);
});

test('what is too large is named', () => {
  const many = Array.from({ length: MOST_FILES + 1 }, (_, i) => ({ path: `model/f${i}.ts`, lines: 1 }));
  expect(oversized([...many, { path: '__tests__/long.ts', lines: 301 }])).toEqual([
    'model has 15 files: at most 14',
    '__tests__/long.ts has 301 lines: at most 300',
  ]);
});
