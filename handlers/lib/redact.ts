/** Shorter secrets cannot be replaced, because they are parts of ordinary words. Collectors reject them. */
export const SHORTEST_SECRET = 4;

/** Control characters, and marks that change the direction of text. A server may send them. */
const UNPRINTABLE = /[^\P{Cc}\n\t]|\p{Cf}/gu;
/** Longer texts are truncated: a server may send a whole page. */
const LONGEST = 4_000;
/** What was given is repeated up to this length. */
const LONGEST_SHOWN = 80;
/** Only this much of a text is looked at: a server may send megabytes, and each form of each secret is searched for. */
const EXAMINED = 100_000;

/**
 * Removes known secrets from text that people will read. The first defence is that no error wraps the driver's error;
 * this is the second, for servers that quote what they were sent. Nothing else may cut a text of a server: half a secret
 * is not recognized.
 */
export class Redactor {
  /** Every form of every secret, by its first characters: a run may know thousands, and cleans thousands of texts. */
  private readonly forms = new Map<string, Set<string>>();
  private readonly known = new Set<string>();
  private longest = 0;

  /** Registers a secret, in every form in which it may appear. */
  learn(secret: string): void {
    if (this.known.has(secret)) return;
    this.known.add(secret);
    for (const form of formsOf(secret)) {
      if (form.length < SHORTEST_SECRET) continue;
      const start = form.slice(0, SHORTEST_SECRET);
      this.forms.set(start, (this.forms.get(start) ?? new Set()).add(form));
      this.longest = Math.max(this.longest, form.length);
    }
  }

  /** The text without secrets and control characters, truncated. */
  clean(text: string): string {
    const examined = text.slice(0, EXAMINED);
    // The longest first: a connection string contains the password.
    const found = [...this.secretsIn(examined)].sort((a, b) => b.length - a.length);
    const whole = found.reduce((rest, secret) => rest.replaceAll(secret, '***'), examined);
    // Where the text was cut, a part of a secret may be left, which is shorter than the longest one.
    const safe = text.length <= EXAMINED ? whole : whole.slice(0, Math.max(0, whole.length - this.longest));
    const clean = safe.replace(UNPRINTABLE, '\ufffd');
    return clean.length <= LONGEST && text.length <= EXAMINED
      ? clean
      : `${clean.slice(0, LONGEST)}… (${text.length} characters)`;
  }

  private secretsIn(text: string): Set<string> {
    const found = new Set<string>();
    for (let at = 0; at + SHORTEST_SECRET <= text.length; at++)
      for (const form of this.forms.get(text.slice(at, at + SHORTEST_SECRET)) ?? [])
        if (text.startsWith(form, at)) found.add(form);
    return found;
  }
}

/**
 * What somebody gave, for a message about it: as it is, or, if it is long, only how long. Never a piece: half a secret is not
 * recognized.
 */
export const shown = (text: string, quote = '"'): string =>
  text.length <= LONGEST_SHOWN ? `${quote}${text}${quote}` : `a text of ${text.length} characters`;

/** A secret as it is, in URLs, in JSON, in SQL and in base64. */
function formsOf(secret: string): string[] {
  // Half a surrogate pair cannot be encoded; it is sent as the replacement character.
  const text = Buffer.from(secret).toString();
  const encoded = [encodeURIComponent(text), encodeURI(text)];
  return [
    secret,
    text,
    ...encoded,
    ...encoded.map((form) => form.replace(/%../g, (code) => code.toLowerCase())),
    JSON.stringify(secret).slice(1, -1),
    // As a quoted name in a statement.
    text.replaceAll('"', '""'),
    ...inBase64(Buffer.from(secret)),
  ];
}

/**
 * In base64 a secret looks different at each of three offsets, and its first and last character depend on the text
 * around it (`user:password` of an Authorization header): those are left out.
 */
function inBase64(secret: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
    const own = text.slice(offset && offset + 1, Math.floor(((offset + secret.length) * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
