/** Reads a zip archive of stored entries by its central directory, as unzip programs do. */
export function unzip(archive: Buffer): Map<string, { content: Buffer; crc: number; mode: number }> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, { content: Buffer; crc: number; mode: number }>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error(`no entry of the directory at ${at}`);
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 24)];
    const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const local = archive.readUInt32LE(at + 42);
    if (method !== 0 || archive.readUInt32LE(local) !== 0x04034b50)
      throw new Error(`no stored file at ${local}`);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    files.set(archive.toString('ascii', at + 46, at + 46 + name), {
      content: archive.subarray(start, start + size),
      crc: archive.readUInt32LE(at + 16),
      mode: archive.readUInt32LE(at + 38) >>> 16,
    });
    at += 46 + name + extra + comment;
  }
  return files;
}
