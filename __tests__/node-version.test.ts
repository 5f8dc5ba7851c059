import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engines } from '../package.json';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', ...path), 'utf8');
const version = read('.nvmrc').trim();

test('laptops, containers and CI use the same Node version, which the project allows', () => {
  const { image } = JSON.parse(read('.devcontainer', 'devcontainer.json')) as { image: string };
  expect(image).toMatch(new RegExp(`^node:${version}-`));
  expect(read('.github', 'actions', 'setup', 'action.yml')).toContain('node-version-file: .nvmrc');
  const [, oldest] = /^>=(\d+)\./.exec(engines.node) ?? [];
  expect(Number(version)).toBeGreaterThanOrEqual(Number(oldest));
});
