import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { cut, type Line, lengthOf, paint, wrap } from '../../../preview/view/lines';

const texts = fc.string({ unit: 'grapheme-ascii', maxLength: 80 });
const anyLine: fc.Arbitrary<Line> = fc.array(
  fc.tuple(texts, fc.constantFrom('title', 'quiet', 'good', 'warning', 'critical', 'asleep')),
);

test('a cut line fits, and shows that something is missing', () => {
  fc.assert(
    fc.property(anyLine, fc.nat(100), (line, width) => {
      const short = cut(line, width);
      expect(lengthOf(short)).toBeLessThanOrEqual(width);
      if (lengthOf(line) <= width) expect(short).toBe(line);
      else if (width > 0) expect(short.at(-1)).toEqual(['…']);
    }),
  );
});

test('wrapped lines fit, and nothing but space is lost', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});

test('words stay whole if they fit', () => {
  expect(wrap('needs NEON_API_KEY and more', 14)).toEqual(['needs', 'NEON_API_KEY', 'and more']);
});

test('colours add no visible text', () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const plain = paint(line, false);
      expect(stripVTControlCharacters(paint(line, true)).trimEnd()).toBe(
        stripVTControlCharacters(plain).trimEnd(),
      );
    }),
  );
  // What a database says may hold anything.
  expect(paint([['a\x1b[2J\x9b31m\r\u202eb', 'quiet']], false)).toBe('a[2J31mb');
  expect(paint([['CRITICAL', 'critical']], true)).toBe('\x1b[1m\x1b[31mCRITICAL\x1b[39m\x1b[22m');
  expect(paint([['CRITICAL', 'critical']], false)).toBe('CRITICAL');
});
