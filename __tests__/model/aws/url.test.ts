import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseUrl } from '../../../handlers/lib/url';
import { urlOf } from '../../../model/aws/url';

const root = join(__dirname, '..', '..', '..');

test.each([
  ['a URL', 'https://example.com/', 'example.com'],
  ['letters beyond ASCII', 'https://bücher.example.com/', 'xn--bcher-kva.example.com'],
  ['no URL', 'example.com', undefined],
])('%s', (_what, text, host) => expect(urlOf(text)?.host).toBe(host));

test('it stays so however often it is asked: code that V8 has optimized says the same', () => {
  const wrong = { known: 0, login: 0 };
  for (let i = 0; i < 60_000; i++) {
    if (!urlOf('https://bücher.example.com/')) wrong.known++;
    if (!parseUrl('redis://user:pässword@example.com')) wrong.login++;
  }
  expect(wrong).toEqual({ known: 0, login: 0 });
});

test('nobody asks URL.canParse, which does not', () => {
  const listed = execFileSync('git', ['ls-files', '-z', '*.ts', '*.mjs'], { cwd: root, encoding: 'utf8' });
  const files = listed.split('\0').filter((path) => path && existsSync(join(root, path)));
  const asking = (text: string) => text.includes('URL.can' + 'Parse(');
  expect(asking('if (!URL.can' + 'Parse(text))')).toBe(true);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => asking(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
