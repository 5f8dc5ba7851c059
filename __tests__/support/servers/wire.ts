/** Messages as servers send them: RESP (Redis protocol specification), and PostgreSQL's frontend/backend protocol 3.0. */

export const bulk = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
};

/** One message of PostgreSQL: its type, its length, its content. */
export function message(type: string, ...content: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}
const int32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(n);
  return bytes;
};
const int16 = (n: number): Buffer => int32(n).subarray(2);

export const authenticationOk = message('R', int32(0));
export const authenticationCleartext = message('R', int32(3));
export const ready = message('Z', 'I');
export const greeting = Buffer.concat([authenticationOk, message('S', 'server_version\0', '17.10\0'), ready]);

/** The fields of an ErrorResponse, such as `{ S: 'FATAL', C: 'XX000', M: 'no' }`. */
export const errorResponse = (fields: Readonly<Record<string, string>>): Buffer =>
  message('E', ...Object.entries(fields).map(([code, value]) => `${code}${value}\0`), '\0');

const [TEXT_OID, JSON_OID] = [25, 114];
/** One row with one column. */
function result(name: string, oid: number, value: Buffer): Buffer {
  const column = [`${name}\0`, int32(0), int16(0), int32(oid), int16(-1), int32(-1), int16(0)];
  return Buffer.concat([
    message('T', int16(1), ...column),
    message('D', int16(1), int32(value.length), value),
    message('C', 'SELECT 1\0'),
  ]);
}
/** The results of the collector's message: its settings, and one row with one column of JSON. */
export const oneRow = (json: string): Buffer =>
  Buffer.concat([
    result('set_config', TEXT_OID, Buffer.from('on')),
    result('sample', JSON_OID, Buffer.from(json)),
    ready,
  ]);
