/** Secrets shorter than this are not replaced: they would be found inside ordinary words. */
const SHORTEST = 4;

/**
 * Removes known secrets from text that people will read. The first defence is that no error carries the driver's
 * own; this is the second, for messages of servers that quote what they were sent.
 */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** Learns a secret, with the forms that it takes in URLs and JSON. */
  learn(secret: string): void {
    for (const form of [
      secret,
      encodeURIComponent(secret),
      encodeURI(secret),
      JSON.stringify(secret).slice(1, -1),
    ])
      if (form.length >= SHORTEST) this.secrets.add(form);
  }

  clean(text: string): string {
    // The longest first: a connection string holds the password.
    const known = [...this.secrets].sort((a, b) => b.length - a.length);
    return known.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  }
}
