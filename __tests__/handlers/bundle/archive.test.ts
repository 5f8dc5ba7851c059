import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pack, packAll } from '../../../handlers/bundle/archive';
import { zip } from '../../../handlers/bundle/zip';
import { unzip } from '../../support/project/unzip';

/** The same checksum computed differently: bit by bit, from the polynomial (ITU-T V.42). */
function crcByBits(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content)
    for (let bit = 0; bit < 8; bit++) {
      const carry = (crc ^ (byte >>> bit)) & 1;
      crc = (crc >>> 1) ^ (carry ? 0xedb88320 : 0);
    }
  return ~crc >>> 0;
}

test('an archive gives back what went in, readable by all', () => {
  const entry = fc.record({
    name: fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.js$/),
    content: fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 5 }), (entries) => {
      const files = unzip(zip(entries));
      expect([...files.keys()]).toEqual(entries.map(({ name }) => name));
      for (const { name, content } of entries)
        expect(files.get(name)).toEqual({ content, crc: crcByBits(content), mode: 0o100644 });
    }),
  );
});

describe('packing a bundle', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pack-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function bundleIn(name: string, time: number): string {
    mkdirSync(join(folder, name));
    for (const file of ['index.js.map', 'index.js']) {
      writeFileSync(join(folder, name, file), `content of ${file}`);
      utimesSync(join(folder, name, file), time, time);
    }
    return join(folder, name, 'index.js');
  }

  test('gives the same bytes in another folder at another time, and their true SHA-256', () => {
    const one = pack(bundleIn('one', 1_000_000_000), join(folder, 'one.zip'));
    const two = pack(bundleIn('two', 1_700_000_000), join(folder, 'elsewhere', 'two.zip'));
    expect(readFileSync(one.path).equals(readFileSync(two.path))).toBe(true);
    expect(one.sha256).toBe(createHash('sha256').update(readFileSync(one.path)).digest('base64'));
    expect([...unzip(readFileSync(one.path)).keys()]).toEqual(['index.js', 'index.js.map']);
  });

  test('of a service without a bundle fails and says so', () => {
    expect(() => packAll({ neon: bundleIn('neon', 1) }, folder)).toThrow(/upstash has no bundle/);
  });
});
