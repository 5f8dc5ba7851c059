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

const JSON_OID = 114;
/** The result of the statement: one row with one column of JSON. */
export function oneRow(json: string): Buffer {
  const column = ['sample\0', int32(0), int16(0), int32(JSON_OID), int16(-1), int32(-1), int16(0)];
  const value = Buffer.from(json);
  return Buffer.concat([
    message('1'),
    message('2'),
    message('T', int16(1), ...column),
    message('D', int16(1), int32(value.length), value),
    message('C', 'SELECT 1\0'),
    ready,
  ]);
}
