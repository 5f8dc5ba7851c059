import { ConfigurationError } from './errors';
import { type Redactor, SHORTEST_SECRET } from './redact';

export type Env = Readonly<Record<string, string | undefined>>;

/** Reads environment variables and gathers what is wrong with them, so that all of it is said at once. */
export class EnvReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Env) {}

  problem(text: string): void {
    this.problems.push(text);
  }

  optional(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  required(name: string, what: string): string {
    const value = this.optional(name);
    if (!value) this.problem(`${name} is not set: it holds ${what}.`);
    return value ?? '';
  }

  flag(name: string): boolean {
    const value = this.optional(name) ?? 'false';
    if (value !== 'true' && value !== 'false')
      this.problem(`${name} is "${value}": set it to true or false.`);
    return value === 'true';
  }

  /** A number from `least` to `most`; `fallback` where the variable is not set. */
  number<T extends number | undefined>(name: string, fallback: T, least: number, most: number): number | T {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (value >= least && value <= most) return value;
    this.problem(`${name} is "${text}": set it to a number from ${least} to ${most}.`);
    return fallback;
  }

  /** Teaches the redactor a secret. One that is too short to be found in a text cannot be kept out of it. */
  secret(name: string, value: string | undefined, redactor: Redactor): void {
    if (!value) return;
    redactor.learn(value);
    if (value.length < SHORTEST_SECRET)
      this.problem(
        `The password or key in ${name} is too short to be kept out of messages: choose a longer one.`,
      );
  }

  /** @throws {ConfigurationError} with every problem, if there was one */
  done(): void {
    if (this.problems.length > 0) throw new ConfigurationError(this.problems.join(' '));
  }
}
