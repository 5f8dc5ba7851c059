import { withResult } from './page';

test('a result replaces only the text between the markers', () => {
  const page = 'before\n<!-- faults -->\nold\n<!-- /faults -->\nafter\n';
  expect(withResult(page, 'new')).toBe('before\n<!-- faults -->\n\nnew\n\n<!-- /faults -->\nafter\n');
  expect(withResult(withResult(page, 'new'), 'newer')).toBe(withResult(page, 'newer'));
});

test('a page without markers is rejected', () => {
  expect(() => withResult('<!-- faults -->', 'new')).toThrow('<!-- /faults -->');
});
