import { blocks, inlines } from '../../../preview/widgets/markdown/parse';

const text = (content: string) => ({ is: 'text', text: content });

test('blocks', () => {
  expect(
    blocks(
      [
        '# Title #',
        'one',
        'two',
        '',
        '- a',
        '* b',
        '1. c',
        '---',
        '> quoted',
        '> more',
        '```sql',
        'SELECT 1; <b>',
        '```',
        '| h | i |',
        '|---|---|',
        '| 1 | 2 |',
      ].join('\r\n'),
    ),
  ).toEqual([
    { is: 'heading', level: 1, text: [text('Title')] },
    { is: 'paragraph', text: [text('one\ntwo')] },
    { is: 'list', ordered: false, items: [[text('a')], [text('b')], [text('c')]] },
    { is: 'rule' },
    { is: 'quote', text: [text('quoted\nmore')] },
    { is: 'code', text: 'SELECT 1; <b>' },
    { is: 'table', head: [[text('h')], [text('i')]], rows: [[[text('1')], [text('2')]]] },
  ]);
});

test.each<[string, unknown]>([
  ['a **b** c', [text('a '), { is: 'strong', inner: [text('b')] }, text(' c')]],
  ['*a* _b_', [{ is: 'emphasis', inner: [text('a')] }, text(' '), { is: 'emphasis', inner: [text('b')] }]],
  ['snake_case_name', [text('snake_case_name')]],
  ['`<i>`', [{ is: 'code', text: '<i>' }]],
  ['![alt](https://x/y.png)', [{ is: 'image', alt: 'alt' }]],
  ['a  \nb', [text('a'), { is: 'break' }, text('b')]],
  [
    "[q](https://x/#q$3D~(end~0~source~(~'g)))!",
    [{ is: 'link', href: "https://x/#q$3D~(end~0~source~(~'g))", text: 'q', button: false }, text('!')],
  ],
  ['[t](https://x "title") [no', [{ is: 'link', href: 'https://x', text: 't', button: false }, text(' [no')]],
  ['[r](https://x/#a)', [{ is: 'link', href: 'https://x/#a', text: 'r', button: false }]],
  ['[button:primary:Go](https://x)', [{ is: 'link', href: 'https://x', text: 'Go', button: true }]],
  ['[button:Go](#dashboards)', [{ is: 'link', href: '#dashboards', text: 'Go', button: true }]],
])('%s', (source, expected) => {
  expect(inlines(source)).toEqual(expected);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '//x',
  'JaVaScRiPt:x',
  'file:///etc/passwd',
])('an address like %s stays text', (address) => {
  expect(inlines(`[x](${address})`)).toEqual([text(`[x](${address})`)]);
});
test('HTML stays text', () => {
  expect(blocks('<script>alert(1)</script>')).toEqual([
    { is: 'paragraph', text: [text('<script>alert(1)</script>')] },
  ]);
});
test.each(['*', '_', '[', '`', '|', '- ', '> ', '#', '[a](', '**a', '|\n-'])(
  '%j again and again, as long as a text may be, is read at once',
  (part) => {
    const from = performance.now();
    blocks(part.repeat(50_000 / part.length));
    expect(performance.now() - from).toBeLessThan(2000);
  },
);
