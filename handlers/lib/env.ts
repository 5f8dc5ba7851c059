import { ConfigurationError } from './errors';
import { type Redactor, SHORTEST_SECRET } from './redact';

/** The variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads environment variables and collects their problems, so that all of them are reported at once. */
export class EnvReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Env) {}

  problem(text: string): void {
    this.problems.push(text);
  }

  optional(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  /** A secret or an address as people paste it: without invisible characters, `psql`, `Bearer` and quotes around it. */
  pasted(name: string): string | undefined {
    const bare = this.optional(name)
      ?.replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
      .trim()
      .replace(/^(psql|bearer)\s+/i, '')
      .replace(/^(['"])(.*)\1$/s, '$2')
      .trim();
    return bare || undefined;
  }

  required(name: string, what: string, value = this.optional(name)): string {
    if (!value) this.problem(`${name} is not set: set it to ${what}.`);
    return value ?? '';
  }

  flag(name: string): boolean {
    const value = this.optional(name) ?? 'false';
    if (value !== 'true' && value !== 'false')
      this.problem(`${name} is "${value}": set it to true or false.`);
    return value === 'true';
  }

  /** A number from `least` to `most`; `fallback` if the variable is not set. */
  number<T extends number | undefined>(name: string, fallback: T, least: number, most: number): number | T {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (value >= least && value <= most) return value;
    this.problem(`${name} is "${text}": set it to a number from ${least} to ${most}.`);
    return fallback;
  }

  /** Registers a secret with the redactor. One that is too short cannot be told from ordinary text. */
  secret(name: string, value: string | undefined, redactor: Redactor): void {
    if (!value) return;
    redactor.learn(value);
    if (value.length < SHORTEST_SECRET)
      this.problem(
        `The password or key in ${name} is too short to be redacted from messages: choose a longer one.`,
      );
  }

  /** @throws {ConfigurationError} with every problem, if there is any */
  done(): void {
    if (this.problems.length > 0) throw new ConfigurationError(this.problems.join(' '));
  }
}
