/** A file of an archive. */
export interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

/** 1 January 1980, 00:00, the earliest time that the format has: the bytes must not depend on when an archive is made. */
const DOS_DATE = 0x0021;
const VERSION_NEEDED = 20;
const MADE_ON_UNIX = (3 << 8) | VERSION_NEEDED;
/** A regular file that everyone may read (`-rw-r--r--`): Lambda runs it as a different user. */
const MODE = 0o100644;

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
function crc32(content: Buffer): number {
  let crc = 0xffffffff;
  for (let i = 0; i < content.length; i++)
    crc = (crc >>> 8) ^ (crcTable[(crc ^ (content[i] ?? 0)) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * A zip archive whose bytes depend only on names and contents. Entries are stored, not deflated: zlib's output differs
 * between processors and versions, and Lambda accepts 50 MB (APPNOTE.TXT 6.3, §4.3).
 */
export function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const encoded = Buffer.from(name, 'ascii');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION_NEEDED, 0);
    // Flags, method "stored" and time stay 0.
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(encoded.length, 22);
    const file = Buffer.concat([signature(0x04034b50), common, encoded, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((MODE << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(signature(0x02014b50), uint16(MADE_ON_UNIX), common, rest, encoded);
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, central, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value, 0);
  return bytes;
}
