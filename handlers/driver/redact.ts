/** Longer texts are cut: a server may answer with a page, or with megabytes. */
const LONGEST = 4_000;
/** Secrets shorter than this are not replaced: they would be found inside ordinary words. */
const SHORTEST = 4;

/**
 * Removes known secrets from text that people will read. The first defence is that no error carries the driver's
 * own; this is the second, for messages of servers that quote what they were sent.
 */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Learns a secret, with the forms that it takes on the wire, in URLs and in JSON. */
  learn(secret: string): void {
    // Half a character, which a parameter may hold, is sent as another one; and no URL can hold it.
    const sent = Buffer.from(secret).toString();
    for (const form of [
      secret,
      sent,
      encodeURIComponent(sent),
      encodeURI(sent),
      JSON.stringify(secret).slice(1, -1),
    ])
      if (form.length >= SHORTEST) this.secrets.add(form);
  }

  /** The text without secrets, and no longer than people read. */
  clean(text: string): string {
    // The longest first: a connection string holds the password.
    const known = [...this.secrets].sort((a, b) => b.length - a.length);
    const clean = known.reduce((left, secret) => left.replaceAll(secret, '***'), text);
    return clean.length <= LONGEST ? clean : `${clean.slice(0, LONGEST)}… (${clean.length} characters)`;
  }
}
