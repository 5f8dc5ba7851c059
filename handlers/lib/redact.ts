/** Shorter secrets cannot be replaced: they would be found inside ordinary words. Collectors refuse them. */
export const SHORTEST_SECRET = 4;

/** What terminals act upon, and marks that turn the direction of writing; a server may put them into its texts. */
const UNPRINTABLE = /[^\P{Cc}\n\t]|\p{Cf}/gu;
/** Longer texts are cut: a server may answer with a page, or with megabytes. */
const LONGEST = 4_000;

/**
 * Makes text safe to be read by people: without the secrets that are known. The first defence is that no error carries
 * the driver's own; this is the second, for messages of servers that quote what they were sent.
 */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Learns a secret, with the forms that it takes elsewhere. */
  learn(secret: string): void {
    for (const form of formsOf(secret)) if (form.length >= SHORTEST_SECRET) this.secrets.add(form);
  }

  /** The text without secrets, and no longer than people read. */
  clean(text: string): string {
    // The longest first: a connection string holds the password.
    const known = [...this.secrets].sort((a, b) => b.length - a.length);
    const clean = known
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
      .replace(UNPRINTABLE, '\ufffd');
    return clean.length <= LONGEST ? clean : `${clean.slice(0, LONGEST)}… (${clean.length} characters)`;
  }
}

/** A secret as it is, in URLs, in JSON, in SQL and in base64. */
function formsOf(secret: string): string[] {
  // Half a surrogate pair cannot be encoded, and leaves as the replacement character.
  const text = Buffer.from(secret).toString();
  const encoded = [encodeURIComponent(text), encodeURI(text)];
  return [
    secret,
    text,
    ...encoded,
    ...encoded.map((form) => form.replace(/%../g, (code) => code.toLowerCase())),
    JSON.stringify(secret).slice(1, -1),
    // As a name that a statement of ours quotes.
    text.replaceAll('"', '""'),
    ...inBase64(Buffer.from(secret)),
  ];
}

/**
 * In base64 a secret looks different at each of three offsets, and its first and last character depend on what is
 * beside it (`user:password` of an Authorization header): those are left out.
 */
function inBase64(secret: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
    const own = text.slice(offset && offset + 1, Math.floor(((offset + secret.length) * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
