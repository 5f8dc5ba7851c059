import { stop } from 'esbuild';
import { bundlePage } from '../../../preview/web/assets';

const MOST_BYTES = 100_000;

afterAll(stop);

test('the page is small, and its code makes no markup from texts', async () => {
  const { byPath } = await bundlePage();
  const files = [...byPath].filter(([path]) => !path.startsWith('/icon'));
  const bytes = files.reduce((sum, [, { gzip }]) => sum + gzip.length, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  const script = files.find(([path]) => path.endsWith('.js'))?.[1].body.toString() ?? '';
  expect(script.match(/innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/g)).toBeNull();
  const style = files.find(([path]) => path.endsWith('.css'))?.[1].body.toString() ?? '';
  expect(style.match(/url\(|@import/g)).toBeNull();
});
