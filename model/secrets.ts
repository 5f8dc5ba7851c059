import type { Secret, Watching } from '../thresholds/service';

/** A secret of one environment, and where its value is stored. */
export interface StoredSecret extends Secret {
  /** The full name of its SSM parameter. The variable of a deployed function is `ssm:<name>`. */
  readonly name: string;
}

/** Those of a service's secrets that are needed with these choices. @param nameOf the full name of a parameter */
export function storedSecrets(
  secrets: readonly Secret[],
  choices: Watching['options'],
  nameOf: (parameter: string) => string,
): StoredSecret[] {
  return secrets
    .filter(({ needs }) => needs === undefined || choices[needs] === true)
    .map((secret) => ({ ...secret, name: nameOf(secret.parameter) }));
}
