/**
 * Random secrets, so that no part of them appears anywhere by chance. They contain characters that are special in URLs,
 * shells, JSON and the protocol of Redis; tokens have no quotes and spaces.
 */
export const planted = {
  password: `qZ7/w%2 "kX+&9vJe#fT3'yB@u:M`,
  token: 'Gm4=Tz/8+rLq$Wc%5{xHn\\J6s?Vd',
  apiKey: 'uK3pYx9RfBe6WzNq2Jt8MvGhD5cS',
  secretAccessKey: 'hF8/sQ+3nCz6RvWxKd2jYtPg9LbM',
  sessionToken: 'xN5//Bj+cU8w==Tz4MqRvHsKy7Gd',
} as const;

/** This many characters of a secret in a row are a leak, not an accident. */
const WINDOW = 8;

const windows = (text: string, size = WINDOW) =>
  Array.from({ length: Math.max(0, text.length - size + 1) }, (_, i) => text.slice(i, i + size));

/** Base64 depends on how many bytes come before; only the middle of a secret is always the same. */
function base64(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    return [bytes.toString('base64'), bytes.toString('base64url')].map((text) =>
      text.slice(before === 0 ? 0 : 4).replace(/.{0,4}$/, ''),
    );
  });
}

/** The forms in which a secret may appear in a text. */
function forms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...[secret, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(secret), encodeURI(secret)],
    ...base64(secret),
  ];
}

const known: readonly (readonly [name: string, parts: readonly string[]])[] = Object.entries(planted).map(
  ([name, secret]) => {
    // Two digits a character: eight of them are in many a number and id.
    const hex = windows(Buffer.from(secret).toString('hex'), 2 * WINDOW);
    return [name, [...new Set([...forms(secret).flatMap((form) => windows(form)), ...hex])]];
  },
);

/** The names of the planted secrets of which a text contains a part: plain, percent-encoded, as JSON, base64 or hex. */
export function leaksIn(text: string): string[] {
  return known.filter(([, parts]) => parts.some((part) => text.includes(part))).map(([name]) => name);
}
